// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_ADMIN_ANSWERS_H_
#define BRIDGE_SERVER_ADMIN_ANSWERS_H_

#include "bridge/server/serving.h"
#include "bridge/server/status_facts.h"
#include "proto/wampbridge/v1/admin.pb.h"

namespace wampbridge::bridge {

// What WampBridgeAdmin tells. From any thread; each asks all pools or streams.
v1::GetStatusResponse DescribeBridge(const StatusFacts& facts,
                                     const Serving& serving);
v1::ListSessionsResponse DescribeSessions(
    const v1::ListSessionsRequest& request, const Serving& serving);
v1::ListStreamsResponse DescribeStreams(const v1::ListStreamsRequest& request,
                                        const Serving& serving);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_ADMIN_ANSWERS_H_
