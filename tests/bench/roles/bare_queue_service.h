// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_BENCH_ROLES_BARE_QUEUE_SERVICE_H_
#define TESTS_BENCH_ROLES_BARE_QUEUE_SERVICE_H_

#include <grpcpp/completion_queue.h>
#include <grpcpp/support/byte_buffer.h>

#include <set>

#include "proto/wampbridge/v1/bridge.grpc.pb.h"

namespace wampbridge::bench {

using BareUnaryService = v1::WampBridge::WithAsyncMethod_Call<
    v1::WampBridge::WithAsyncMethod_Publish<v1::WampBridge::Service>>;
using BareService = v1::WampBridge::WithRawMethod_Subscribe<BareUnaryService>;

class BareStream;

// What the RPCs of the bare server with one completion queue share. All of it
// belongs to the queue's thread.
struct BareQueue {
  BareService service;
  grpc::ServerCompletionQueue* queue = nullptr;
  std::set<BareStream*> streams;  // open ones, which delete themselves
  bool streaming = false;         // a stream has been opened
};

// Offers the server's next Subscribe stream.
void OfferBareStream(BareQueue& server);
// Writes one frame to all streams.
void SendToBareStreams(BareQueue& server, const grpc::ByteBuffer& frame);

}  // namespace wampbridge::bench

#endif  // TESTS_BENCH_ROLES_BARE_QUEUE_SERVICE_H_
