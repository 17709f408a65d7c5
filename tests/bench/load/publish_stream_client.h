// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_BENCH_LOAD_PUBLISH_STREAM_CLIENT_H_
#define TESTS_BENCH_LOAD_PUBLISH_STREAM_CLIENT_H_

#include <grpcpp/channel.h>
#include <grpcpp/completion_queue.h>
#include <grpcpp/generic/generic_stub.h>

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "tests/bench/load/measured_window.h"

namespace wampbridge::bench {

// One PublishStream at a time, filled as fast as the server takes it. Keeps its
// connection from one run to the next. For one thread.
class PublishStreamClient {
 public:
  struct Load {
    std::string publish;  // a serialised PublishRequest, sent again and again
    // With acknowledgement: how many may be unanswered. 0: nothing is answered,
    // and what the connection has taken counts.
    int unanswered_max = 0;
  };

  explicit PublishStreamClient(const std::string& target);
  ~PublishStreamClient();

  absl::Status Run(const Load& load, MeasuredWindow& window);

 private:
  class Stream;

  std::shared_ptr<grpc::Channel> channel_;
  grpc::GenericStub stub_;
  grpc::CompletionQueue queue_;
};

}  // namespace wampbridge::bench

#endif  // TESTS_BENCH_LOAD_PUBLISH_STREAM_CLIENT_H_
