// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_BRIDGE_SERVICE_H_
#define BRIDGE_SERVER_BRIDGE_SERVICE_H_

#include "proto/wampbridge/v1/admin.grpc.pb.h"
#include "proto/wampbridge/v1/bridge.grpc.pb.h"
#include "third_party/grpc_health/grpc/health/v1/health.grpc.pb.h"

namespace wampbridge::bridge {

// The generated services with every method in octets on completion queues. A
// method that is registered but never offered hangs its clients, so each one
// has a handler.
using BridgeService = v1::WampBridge::WithRawMethod_Call<
    v1::WampBridge::WithRawMethod_CallProgressive<
        v1::WampBridge::WithRawMethod_CallDuplex<
            v1::WampBridge::WithRawMethod_Publish<
                v1::WampBridge::WithRawMethod_PublishStream<
                    v1::WampBridge::WithRawMethod_Subscribe<
                        v1::WampBridge::WithRawMethod_Register<
                            v1::WampBridge::WithRawMethod_GetIdentity<
                                v1::WampBridge::Service>>>>>>>>;

using AdminService = v1::WampBridgeAdmin::WithRawMethod_GetStatus<
    v1::WampBridgeAdmin::WithRawMethod_ListSessions<
        v1::WampBridgeAdmin::WithRawMethod_ListStreams<
            v1::WampBridgeAdmin::Service>>>;

using HealthService = grpc::health::v1::Health::WithRawMethod_Check<
    grpc::health::v1::Health::WithRawMethod_Watch<
        grpc::health::v1::Health::WithRawMethod_List<
            grpc::health::v1::Health::Service>>>;

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_BRIDGE_SERVICE_H_
