// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_BENCH_ROLES_BARE_EVENT_H_
#define TESTS_BENCH_ROLES_BARE_EVENT_H_

#include <grpcpp/support/byte_buffer.h>

#include "proto/wampbridge/v1/bridge.pb.h"

namespace wampbridge::bench {

// The frames of a bare server's Subscribe streams, serialised once for all.
grpc::ByteBuffer SubscribedFrame();
grpc::ByteBuffer EventFrame(const v1::PublishRequest& publish,
                            uint64_t publication);

}  // namespace wampbridge::bench

#endif  // TESTS_BENCH_ROLES_BARE_EVENT_H_
