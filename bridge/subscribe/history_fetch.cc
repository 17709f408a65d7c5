// SPDX-License-Identifier: Apache-2.0
#include "bridge/subscribe/history_fetch.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "bridge/errors/failures.h"

namespace wampbridge::bridge {
namespace {

// What Crossbar answers to keywords that it does not know.
bool RefusesForm(const wamp::Error& error) {
  return error.error == "wamp.error.runtime_error" ||
         error.error == "wamp.error.invalid_argument";
}

}  // namespace

class HistoryFetch::Request final : public SessionRequest {
 public:
  Request(HistoryFetch& fetch, HistoryForm form)
      : SessionRequest(fetch.loop_, fetch.connection_),
        fetch_(fetch),
        form_(form) {
    StartTimer(fetch.options_.answer_timeout, [this] {
      // Its answer, if it comes at all, finds nobody.
      HistoryFetch& from = fetch_;
      SessionRequest::LetGo(std::move(from.request_));
      from.Finish(OutcomeUnknown(
          grpc::StatusCode::DEADLINE_EXCEEDED,
          absl::StrCat("no answer to ", kGetEvents, " for ",
                       from.question_.topic, " within ",
                       absl::FormatDuration(from.options_.answer_timeout))));
    });
  }

 private:
  // Both delete this.
  void HandleAnswer(const wamp::Answered& answered) override {
    if (!answered.last) return;
    const auto self = std::move(fetch_.request_);
    if (const auto* result = std::get_if<wamp::Result>(&answered.answer)) {
      fetch_.HandleResult(*result);
    } else if (const auto* error = std::get_if<wamp::Error>(&answered.answer)) {
      fetch_.HandleError(*error, form_);
    }
  }
  // The session is going: the hub is told next, and asks again on another.
  void HandleLost() override { fetch_.request_.reset(); }

  HistoryFetch& fetch_;
  const HistoryForm form_;
};

HistoryFetch::HistoryFetch(
    transport::EventLoop& loop,
    std::shared_ptr<transport::ClientConnection> connection,
    const SessionSubscriptions::Options& options, Question question, Done done)
    : loop_(loop),
      connection_(std::move(connection)),
      options_(options),
      question_(std::move(question)),
      done_(std::move(done)) {}

HistoryFetch::~HistoryFetch() {
  if (request_ != nullptr) SessionRequest::LetGo(std::move(request_));
}

void HistoryFetch::Ask(HistoryForm form) {
  const auto call = EncodeHistoryCall(
      connection_->serializer(), question_.subscription, question_.wish, form);
  if (!call.ok()) return Finish(Rejected(call.status()));
  auto request = std::make_unique<Request>(*this, form);
  const auto id = connection_->Call(*call, request.get());
  if (id.ok()) {
    request->SetId(*id);
    request_ = std::move(request);
  } else if (!absl::IsFailedPrecondition(id.status())) {
    Finish(NotSent(grpc::StatusCode::RESOURCE_EXHAUSTED,
                   std::string(id.status().message())));
  }  // else the session is lost already: the hub is told next
}

void HistoryFetch::HandleResult(const wamp::Result& result) {
  const wamp::Serializer serializer = connection_->serializer();
  const auto events =
      ReadHistory(serializer, result, question_.subscription, question_.wish);
  if (!events.ok()) {
    return Finish(OutcomeUnknown(grpc::StatusCode::INTERNAL,
                                 std::string(events.status().message())));
  }
  std::vector<SharedEvent> shared;
  shared.reserve(events->size());
  for (const wamp::Event& event : *events) {
    shared.emplace_back(event,
                        SharedEvent::Origin{.serializer = serializer,
                                            .subscribed = question_.topic,
                                            .received_at = loop_.Now(),
                                            .metadata = options_.metadata});
  }
  Finish(std::move(shared));
}

void HistoryFetch::HandleError(const wamp::Error& error, HistoryForm form) {
  if (form == HistoryForm::kSpecified && RefusesForm(error)) {
    return Ask(HistoryForm::kCrossbar);
  }
  Failure failure = options_.remote_failure(error, connection_->serializer());
  const std::string about =
      absl::StrCat("options.history of ", question_.topic, ": ");
  if (error.error == "wamp.error.no_such_procedure") {
    failure.code = grpc::StatusCode::UNIMPLEMENTED;
    failure.message = absl::StrCat(about, "the router has no ", kGetEvents,
                                   " (", failure.message, ")");
  } else if (error.error == "wamp.error.history_unavailable") {
    failure.code = grpc::StatusCode::FAILED_PRECONDITION;
    failure.message =
        absl::StrCat(about, "the router keeps none (", failure.message, ")");
  } else {
    failure.message = absl::StrCat(about, failure.message);
  }
  Finish(std::move(failure));
}

// May delete this.
void HistoryFetch::Finish(Answer answer) {
  const Done done = std::move(done_);
  done(std::move(answer));
}

}  // namespace wampbridge::bridge
