// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_BENCH_LOAD_UNARY_CLIENT_H_
#define TESTS_BENCH_LOAD_UNARY_CLIENT_H_

#include <grpcpp/channel.h>
#include <grpcpp/completion_queue.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/support/byte_buffer.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tests/bench/load/measured_window.h"

namespace wampbridge::bench {

// Many unary RPCs of one method, so many at a time, each begun when one has
// ended: over one connection and from one completion queue. The requests were
// serialised before. Keeps its connection from one run to the next. For one
// thread.
class UnaryClient {
 public:
  struct Load {
    std::string method;  // /package.Service/Method
    // Sent in turn.
    std::vector<std::string> requests;
    int in_flight = 1;
    // Tells what is wrong with a response; empty: nothing. Asked for the first
    // one and then now and then, since looking costs time.
    std::function<std::string(const std::string& response)> check;
  };

  explicit UnaryClient(const std::string& target);
  ~UnaryClient();

  // Until the window is over and no RPC is left. The first one that fails, or
  // whose answer is wrong, ends the run with its status.
  absl::Status Run(const Load& load, MeasuredWindow& window);

 private:
  struct Slot;

  void Begin(const Load& load, Slot* slot);
  absl::Status End(const Load& load, const Slot& slot);

  std::shared_ptr<grpc::Channel> channel_;
  grpc::GenericStub stub_;
  grpc::CompletionQueue queue_;
  std::vector<grpc::ByteBuffer> requests_;
  uint64_t begun_ = 0;
  uint64_t ended_ = 0;
};

// A channel of its own connection, with room for large messages.
std::shared_ptr<grpc::Channel> NewChannel(const std::string& target);

grpc::ByteBuffer ToBuffer(const std::string& octets);
std::string ToString(const grpc::ByteBuffer& buffer);

}  // namespace wampbridge::bench

#endif  // TESTS_BENCH_LOAD_UNARY_CLIENT_H_
