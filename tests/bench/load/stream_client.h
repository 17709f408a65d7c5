// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_BENCH_LOAD_STREAM_CLIENT_H_
#define TESTS_BENCH_LOAD_STREAM_CLIENT_H_

#include <grpcpp/channel.h>
#include <grpcpp/completion_queue.h>
#include <grpcpp/generic/generic_stub.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tests/bench/load/measured_window.h"

namespace wampbridge::bench {

// Many Subscribe streams over one connection, read from one completion queue.
// Keeps them from one run to the next. For one thread.
class StreamClient {
 public:
  struct Events {
    // Brings about so many events, somewhere else.
    std::function<absl::Status(int count)> publish;
    int in_flight = 1;                 // events
    int64_t deliveries_per_event = 1;  // streams that each event goes to
  };

  explicit StreamClient(const std::string& target);
  ~StreamClient();

  // Opens a stream for each serialised request; returns when each has given
  // `first_frames` frames, which tell that its topics are subscribed to.
  absl::Status Open(const std::vector<std::string>& requests,
                    int first_frames = 1);

  // Has events published until the window is over and all have been delivered;
  // an operation is a delivery, a latency that of an event to its last stream.
  absl::Status Run(const Events& events, MeasuredWindow& window);

 private:
  struct Stream;

  // The next thing that happened: a delivery, or nothing that counts.
  absl::Status Step(int64_t* deliveries);
  void StartReading(Stream* stream);

  std::shared_ptr<grpc::Channel> channel_;
  grpc::GenericStub stub_;
  grpc::CompletionQueue queue_;
  std::vector<std::unique_ptr<Stream>> streams_;
  int first_frames_ = 1;
  size_t open_ = 0;  // streams that have given their first frames
};

}  // namespace wampbridge::bench

#endif  // TESTS_BENCH_LOAD_STREAM_CLIENT_H_
