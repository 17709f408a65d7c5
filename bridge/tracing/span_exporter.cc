// SPDX-License-Identifier: Apache-2.0
#include "bridge/tracing/span_exporter.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace wampbridge::bridge {
namespace {

namespace service = opentelemetry::proto::collector::trace::v1;

// The longest that a collector may ask us to wait.
constexpr absl::Duration kRetryAfterMax = absl::Seconds(30);

// When the collector wants to be asked again, if it says so.
std::optional<absl::Duration> RetryDelayOf(const grpc::Status& status) {
  google::rpc::Status details;
  if (!details.ParseFromString(status.error_details())) return std::nullopt;
  for (const auto& detail : details.details()) {
    google::rpc::RetryInfo info;
    if (!detail.UnpackTo(&info)) continue;
    const absl::Duration delay = absl::Seconds(info.retry_delay().seconds()) +
                                 absl::Nanoseconds(info.retry_delay().nanos());
    return std::clamp(delay, absl::ZeroDuration(), kRetryAfterMax);
  }
  return std::nullopt;
}

// OTLP, "Failures": the others mean that the same spans would fail again.
bool IsWorthAnotherTry(const grpc::Status& status) {
  switch (status.error_code()) {
    case grpc::StatusCode::RESOURCE_EXHAUSTED:
      return RetryDelayOf(status).has_value();
    case grpc::StatusCode::CANCELLED:
    case grpc::StatusCode::DEADLINE_EXCEEDED:
    case grpc::StatusCode::ABORTED:
    case grpc::StatusCode::OUT_OF_RANGE:
    case grpc::StatusCode::UNAVAILABLE:
    case grpc::StatusCode::DATA_LOSS:
      return true;
    default:
      return false;
  }
}

}  // namespace

SpanExporter::SpanExporter(SpanQueue& queue,
                           const std::shared_ptr<grpc::Channel>& channel,
                           Options options)
    : queue_(queue),
      stub_(service::TraceService::NewStub(channel)),
      options_(std::move(options)),
      thread_([this] { Run(); }) {}

SpanExporter::~SpanExporter() { Stop(absl::ZeroDuration()); }

void SpanExporter::Stop(absl::Duration grace) {
  queue_.Close();
  {
    std::unique_lock<std::mutex> lock(mutex_);
    over_.wait_for(lock,
                   absl::ToChronoNanoseconds(std::min(grace, absl::Hours(24))),
                   [this] { return done_; });
    cut_ = true;
    if (sending_ != nullptr) sending_->TryCancel();
  }
  if (thread_.joinable()) thread_.join();
}

void SpanExporter::Run() {
  while (true) {
    const std::vector<Span> spans = queue_.Take(options_.batch, options_.pause);
    if (!spans.empty()) {
      Export(spans);
    } else if (queue_.ClosedWithin(absl::ZeroDuration())) {
      break;
    }
  }
  const std::lock_guard<std::mutex> lock(mutex_);
  done_ = true;
  over_.notify_all();
}

void SpanExporter::Export(const std::vector<Span>& spans) {
  const Request request = ToExportRequest(spans, options_.service);
  absl::Duration pause = options_.retry_after;
  grpc::Status status;
  uint64_t rejected = 0;
  for (int attempt = 1; attempt <= options_.attempts; ++attempt) {
    status = Send(request, &rejected);
    Tell(status);
    if (status.ok() || !IsWorthAnotherTry(status)) break;
    // There is no time for more than one try when all goes down.
    if (queue_.ClosedWithin(RetryDelayOf(status).value_or(pause))) break;
    pause *= 2;
  }
  if (!status.ok()) rejected = spans.size();
  failed_ += rejected;
  exported_ += spans.size() - rejected;
}

grpc::Status SpanExporter::Send(const Request& request, uint64_t* rejected) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() +
                       absl::ToChronoMilliseconds(options_.timeout));
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (cut_) return grpc::Status(grpc::StatusCode::CANCELLED, "shut down");
    sending_ = &context;
  }
  service::ExportTraceServiceResponse response;
  grpc::Status status = stub_->Export(&context, request, &response);
  const std::lock_guard<std::mutex> lock(mutex_);
  sending_ = nullptr;
  *rejected = static_cast<uint64_t>(
      std::max<int64_t>(0, response.partial_success().rejected_spans()));
  return status;
}

void SpanExporter::Tell(const grpc::Status& status) {
  if (status.ok() == well_) return;
  well_ = status.ok();
  if (well_) {
    spdlog::info("telemetry.tracing: spans are exported again");
  } else {
    spdlog::warn("telemetry.tracing: spans cannot be exported: {}",
                 status.error_message());
  }
}

}  // namespace wampbridge::bridge
