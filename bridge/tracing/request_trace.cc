// SPDX-License-Identifier: Apache-2.0
#include "bridge/tracing/request_trace.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace wampbridge::bridge {
namespace {

constexpr char kService[] = "wampbridge.v1.WampBridge";
constexpr char kStatusCode[] = "rpc.grpc.status_code";

}  // namespace

std::shared_ptr<RequestTrace> RequestTrace::Begin(Tracer* tracer, Kind kind,
                                                  std::string_view method,
                                                  const Client& client) {
  if (tracer == nullptr) return nullptr;
  auto rpc = tracer->Begin(client.traceparent, client.tracestate);
  if (!rpc) return nullptr;
  rpc->name = absl::StrCat(kService, "/", std::string(method));
  rpc->kind = Span::Kind::kServer;
  rpc->attributes = {{"rpc.system", "grpc"},
                     {"rpc.service", kService},
                     {"rpc.method", std::string(method)}};
  return std::shared_ptr<RequestTrace>(
      new RequestTrace(*tracer, kind, *std::move(rpc)));
}

RequestTrace::~RequestTrace() {
  Cancel();  // where nobody has said how it ended
  if (discarded_) return;
  finished_.push_back(std::move(rpc_));
  tracer_.Record(std::move(finished_));
}

Span RequestTrace::Under(std::string_view name, Span::Kind kind) const {
  Span span = tracer_.BeginUnder(rpc_.context);
  span.name = name;
  span.kind = kind;
  return span;
}

void RequestTrace::FinishLocked(std::optional<Span>& span) {
  if (!span) return;
  span->end = tracer_.Now();
  finished_.push_back(std::move(*span));
  span.reset();
}

void RequestTrace::Note(std::string_view name, std::string_view text) {
  const std::lock_guard<std::mutex> lock(mutex_);
  rpc_.Note(name, text);
}

void RequestTrace::OnWaiting() {
  const std::lock_guard<std::mutex> lock(mutex_);
  FinishLocked(answer_);
  if (!wait_) wait_ = Under("wait", Span::Kind::kInternal);
}

void RequestTrace::OnGiven(const Session& session) {
  const std::lock_guard<std::mutex> lock(mutex_);
  FinishLocked(wait_);
  FinishLocked(answer_);
  FinishLocked(attempt_);
  request_ = 0;
  attempt_ = kind_ == Kind::kCall ? Under("CALL", Span::Kind::kClient)
                                  : Under("PUBLISH", Span::Kind::kProducer);
  attempt_->attributes = {
      {"wampbridge.identity", std::string(session.identity)},
      {"wampbridge.router", std::string(session.router)},
      {"wamp.realm", std::string(session.realm)},
      {"wamp.session_id", static_cast<int64_t>(session.id)}};
}

std::map<std::string, std::string> RequestTrace::Carried() const {
  if (!tracer_.carries()) return {};
  const std::lock_guard<std::mutex> lock(mutex_);
  return EntriesOf(attempt_ ? attempt_->context : rpc_.context);
}

void RequestTrace::NoteRequestLocked(uint64_t request) {
  if (!attempt_ || request_ != 0) return;
  request_ = request;
  attempt_->attributes.emplace_back("wamp.request_id",
                                    static_cast<int64_t>(request));
}

void RequestTrace::OnSent(uint64_t request) {
  const std::lock_guard<std::mutex> lock(mutex_);
  NoteRequestLocked(request);
}

void RequestTrace::OnAnswered(std::string_view message, uint64_t request,
                              std::string_view error_uri) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (ended_) return;
  NoteRequestLocked(request);
  if (attempt_ && !error_uri.empty()) attempt_->Fail(error_uri);
  FinishLocked(attempt_);
  FinishLocked(answer_);
  answer_ = Under(message, Span::Kind::kInternal);
}

void RequestTrace::OnLost(std::string_view why) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (attempt_) attempt_->Fail(why);
  FinishLocked(attempt_);
}

bool RequestTrace::EndLocked() {
  if (ended_) return false;
  ended_ = true;
  FinishLocked(wait_);
  FinishLocked(attempt_);
  FinishLocked(answer_);
  rpc_.end = tracer_.Now();
  return true;
}

void RequestTrace::End(const Failure* failure) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (failure == nullptr) {
    if (EndLocked()) rpc_.attributes.emplace_back(kStatusCode, 0);
    return;
  }
  const std::string_view own = OwnWords(*failure);
  const std::string_view why = own.empty() ? failure->uri : own;
  if (attempt_) attempt_->Fail(why);
  if (!EndLocked()) return;
  rpc_.attributes.emplace_back(kStatusCode, failure->code);
  rpc_.Note("wampbridge.outcome", OutcomeName(failure->outcome));
  rpc_.Fail(why);
}

void RequestTrace::Cancel() {
  constexpr std::string_view kWhy =
      "the client has left before the answer came";
  const std::lock_guard<std::mutex> lock(mutex_);
  if (attempt_) attempt_->Fail(kWhy);
  if (EndLocked()) rpc_.Fail(kWhy);
}

void RequestTrace::Discard() {
  const std::lock_guard<std::mutex> lock(mutex_);
  discarded_ = true;
}

}  // namespace wampbridge::bridge
