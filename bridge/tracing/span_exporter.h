// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_TRACING_SPAN_EXPORTER_H_
#define BRIDGE_TRACING_SPAN_EXPORTER_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/time/time.h"
#include "bridge/tracing/otlp_request.h"
#include "bridge/tracing/span.h"
#include "bridge/tracing/span_queue.h"
#include "opentelemetry/proto/collector/trace/v1/trace_service.grpc.pb.h"

namespace wampbridge::bridge {

// Takes spans out of a queue and exports them by OTLP over gRPC, on a thread of
// its own. What the receiver cannot take now is tried again a few times (OTLP
// "Failures"), while the queue fills. Says in the log when exporting begins to
// fail and when it is well again. Thread-safe.
class SpanExporter {
 public:
  struct Options {
    TracedService service;
    size_t batch = 512;                          // spans in one request
    absl::Duration pause = absl::Seconds(1);     // that a span waits for others
    absl::Duration timeout = absl::Seconds(10);  // of one request
    absl::Duration retry_after = absl::Seconds(1);  // doubles each time
    int attempts = 5;
  };

  // `queue` must outlive it.
  SpanExporter(SpanQueue& queue, const std::shared_ptr<grpc::Channel>& channel,
               Options options);
  // Exports nothing more, if Stop was not called.
  ~SpanExporter();
  SpanExporter(const SpanExporter&) = delete;
  SpanExporter& operator=(const SpanExporter&) = delete;

  // Closes the queue and exports what is in it, for at most `grace`.
  void Stop(absl::Duration grace);

  uint64_t exported() const { return exported_; }
  // That the receiver did not take.
  uint64_t failed() const { return failed_; }

 private:
  using Request =
      opentelemetry::proto::collector::trace::v1::ExportTraceServiceRequest;

  void Run();
  void Export(const std::vector<Span>& spans);
  grpc::Status Send(const Request& request, uint64_t* rejected);
  void Tell(const grpc::Status& status);

  SpanQueue& queue_;
  const std::unique_ptr<
      opentelemetry::proto::collector::trace::v1::TraceService::Stub>
      stub_;
  const Options options_;
  std::atomic<uint64_t> exported_{0};
  std::atomic<uint64_t> failed_{0};
  bool well_ = true;  // of the thread
  std::mutex mutex_;  // guards what follows
  std::condition_variable over_;
  grpc::ClientContext* sending_ = nullptr;
  bool cut_ = false;  // nothing is sent any more
  bool done_ = false;
  std::thread thread_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_TRACING_SPAN_EXPORTER_H_
