// SPDX-License-Identifier: Apache-2.0
#include "wamp/router/dealer.h"

#include <cstdint>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "wamp/router/options.h"
#include "wamp/router/request_check.h"
#include "wamp/router/uris.h"
#include "wamp/uri.h"

namespace wampbridge::router {
namespace {

constexpr std::string_view kKill = "kill";
constexpr std::string_view kKillNoWait = "killnowait";
constexpr std::string_view kSkip = "skip";

// Options.timeout in milliseconds; 0 and nothing are no limit.
absl::Duration TimeoutOption(const wamp::Dict& options) {
  const int64_t* timeout = options.FindInt("timeout");
  return timeout == nullptr || *timeout <= 0 ? absl::InfiniteDuration()
                                             : absl::Milliseconds(*timeout);
}

// CANCEL.Options.mode; without one killnowait, as other routers take it.
std::optional<std::string_view> ModeOption(const wamp::Dict& options) {
  const wamp::Value* found = options.Find("mode");
  if (found == nullptr) return kKillNoWait;
  if (found->AsString() == nullptr) return std::nullopt;
  for (const std::string_view mode : {kKill, kKillNoWait, kSkip}) {
    if (*found->AsString() == mode) return mode;
  }
  return std::nullopt;
}

// An interrupt ends a progressive call in order, so a callee must know both.
bool CanSendProgress(const Peer& callee) {
  return callee.Announces("callee", "progressive_call_results") &&
         callee.Announces("callee", "call_canceling");
}

wamp::Dict InvocationDetails(const Peer& caller, const wamp::Call& call,
                             const Registration& registration,
                             const Registration::Callee& callee) {
  wamp::Dict details;
  if (registration.match() != wamp::MatchPolicy::kExact) {
    details.Set("procedure", call.procedure);
  }
  if (call.options.IsTrue("receive_progress") &&
      CanSendProgress(*callee.peer)) {
    details.Set("receive_progress", true);
  }
  if (callee.forward_timeout) {
    if (const wamp::Value* timeout = call.options.Find("timeout")) {
      details.Set("timeout", *timeout);
    }
  }
  if (call.options.IsTrue("disclose_me") ||
      caller.role().Discloses(call.procedure)) {
    Disclose(caller, "caller", &details);
  }
  return details;
}

void Refuse(Peer& caller, wamp::RequestId call, std::string_view error,
            std::string_view text) {
  caller.SendError(wamp::MessageType::kCall, call, error, text);
}

}  // namespace

wamp::Dict Dealer::Features() {
  return {{"progressive_call_results", true},
          {"call_canceling", true},
          {"call_timeout", true},
          {"caller_identification", true},
          {"pattern_based_registration", true},
          {"shared_registration", true}};
}

absl::Status Dealer::HandleCall(Peer& peer, const wamp::Call& call,
                                absl::Time now) {
  if (call.options.IsTrue("progress")) {
    return absl::InvalidArgumentError(
        "CALL with progress, but this router did not announce "
        "progressive_call_invocations");
  }
  if (invocations_.FindCall(peer, call.request) != nullptr) {
    return absl::InvalidArgumentError(absl::StrCat(
        "CALL with the request id ", call.request.value, " of an open call"));
  }
  if (const auto refusal = CheckRequest(peer, Action::kCall, call.procedure,
                                        wamp::MatchPolicy::kExact)) {
    Refuse(peer, call.request, refusal->error, refusal->text);
    return absl::OkStatus();
  }
  if (invocations_.CallsOf(peer) >= kCallsPerPeerMax) {
    Refuse(peer, call.request, kLimitExceeded,
           "too many open calls in one session");
    return absl::OkStatus();
  }
  Registration* registration = registry_.BestMatch(call.procedure);
  if (registration == nullptr) {
    Refuse(peer, call.request, kNoSuchProcedure,
           absl::StrCat("no callee has registered ", call.procedure));
    return absl::OkStatus();
  }
  Invoke(peer, call, *registration, now);
  return absl::OkStatus();
}

absl::Status Dealer::HandleCancel(Peer& peer, const wamp::Cancel& cancel) {
  const auto mode = ModeOption(cancel.options);
  if (!mode.has_value()) {
    return absl::InvalidArgumentError(
        "CANCEL with a mode that is not skip, kill or killnowait");
  }
  PendingInvocation* invocation = invocations_.FindCall(peer, cancel.request);
  if (invocation == nullptr) return absl::OkStatus();  // it was answered
  const bool can_interrupt =
      invocation->callee->Announces("callee", "call_canceling");
  if (*mode == kKill && can_interrupt) {
    Interrupt(*invocation, kKill, kCanceled);
    return absl::OkStatus();
  }
  if (*mode != kSkip) Interrupt(*invocation, kKillNoWait, kCanceled);
  Fail(*invocation, kCanceled, "the caller canceled the call");
  return absl::OkStatus();
}

absl::Status Dealer::HandleYield(Peer& peer, const wamp::Yield& yield,
                                 absl::Time now) {
  if (!peer.WasInvoked(yield.request)) {
    return absl::InvalidArgumentError(absl::StrCat("YIELD for the invocation ",
                                                   yield.request.value,
                                                   ", which was never sent"));
  }
  PendingInvocation* invocation =
      invocations_.FindInvocation(peer, yield.request);
  if (invocation == nullptr) return absl::OkStatus();  // the call is over
  wamp::Result result{.request = invocation->call};
  if (yield.options.IsTrue("progress")) {
    if (!invocation->wants_progress) {
      return absl::InvalidArgumentError(
          absl::StrCat("progressive YIELD for the invocation ",
                       yield.request.value, ", which asked for none"));
    }
    result.details.Set("progress", true);
    invocations_.Renew(*invocation, now);
  }
  SendResult(*invocation, std::move(result),
             SharedPayload(peer.serializer(), yield.payload));
  return absl::OkStatus();
}

absl::Status Dealer::HandleError(Peer& peer, const wamp::Error& error) {
  if (error.request_type != wamp::MessageType::kInvocation ||
      !peer.WasInvoked(error.request)) {
    return absl::InvalidArgumentError(
        absl::StrCat("ERROR for request ", error.request.value,
                     ", which is no invocation that was sent"));
  }
  PendingInvocation* invocation =
      invocations_.FindInvocation(peer, error.request);
  if (invocation == nullptr) return absl::OkStatus();  // the call is over
  const absl::Status uri = wamp::ValidateUri(error.error);
  if (!uri.ok()) {
    Fail(*invocation, kInvalidUri,
         absl::StrCat("the callee's error is no URI: ",
                      std::string(uri.message())));
    return absl::OkStatus();
  }
  SharedPayload payload(peer.serializer(), error.payload);
  const auto encoded = payload.In(invocation->caller->serializer());
  if (!encoded.ok()) {
    Fail(*invocation, error.error, std::string(encoded.status().message()));
    return absl::OkStatus();
  }
  const absl::Status sent = invocation->caller->Send(wamp::Error{
      .request = invocation->call, .error = error.error, .payload = *encoded});
  if (!sent.ok()) {
    Fail(*invocation, error.error, std::string(sent.message()));
    return absl::OkStatus();
  }
  invocations_.Erase(*invocation);
  return absl::OkStatus();
}

void Dealer::HandlePeerGone(Peer& peer) {
  registry_.HandlePeerGone(peer);
  for (PendingInvocation* invocation : invocations_.Involving(peer)) {
    if (invocation->caller != &peer) {
      Fail(*invocation, kCanceled, "the callee left before it answered");
      continue;
    }
    if (invocation->callee != &peer &&
        peer.Announces("caller", "call_canceling")) {
      Interrupt(*invocation, kKillNoWait, kCanceled);
    }
    invocations_.Erase(*invocation);
  }
}

void Dealer::HandleTimeout(absl::Time now) {
  while (PendingInvocation* invocation = invocations_.Expired(now)) {
    Interrupt(*invocation, kKillNoWait, kTimeout);
    Fail(*invocation, kTimeout,
         absl::StrCat("no answer within ",
                      absl::FormatDuration(invocation->timeout)));
  }
}

void Dealer::Invoke(Peer& caller, const wamp::Call& call,
                    Registration& registration, absl::Time now) {
  const Registration::Callee& callee =
      registration.Choose(ids_->Random<wamp::RequestId>().value);
  SharedPayload payload(caller.serializer(), call.payload);
  const auto encoded = payload.In(callee.peer->serializer());
  if (!encoded.ok()) {
    return Refuse(caller, call.request, kInvalidArgument,
                  std::string(encoded.status().message()));
  }
  wamp::Invocation message{
      .request = callee.peer->NextInvocation(),
      .registration = registration.id(),
      .details = InvocationDetails(caller, call, registration, callee),
      .payload = *encoded};
  const bool wants_progress = message.details.IsTrue("receive_progress");
  const absl::Duration timeout = callee.forward_timeout
                                     ? absl::InfiniteDuration()
                                     : TimeoutOption(call.options);
  const absl::Status sent = callee.peer->Send(message);
  if (!sent.ok()) {
    // The number goes on to the next invocation: ids may have no holes.
    callee.peer->TakeBackInvocation();
    return Refuse(caller, call.request, kPayloadSizeExceeded,
                  std::string(sent.message()));
  }
  invocations_.Add({.caller = &caller,
                    .call = call.request,
                    .callee = callee.peer,
                    .invocation = message.request,
                    .wants_progress = wants_progress,
                    .timeout = timeout,
                    .deadline = now + timeout});
}

void Dealer::SendResult(PendingInvocation& invocation, wamp::Result result,
                        SharedPayload payload) {
  const auto encoded = payload.In(invocation.caller->serializer());
  absl::Status sent = encoded.status();
  if (encoded.ok()) {
    result.payload = *encoded;
    sent = invocation.caller->Send(result);
  }
  const bool progressive = result.details.IsTrue("progress");
  if (sent.ok()) {
    if (!progressive) invocations_.Erase(invocation);
    return;
  }
  if (progressive) Interrupt(invocation, kKillNoWait, kCanceled);
  Fail(
      invocation,
      absl::IsResourceExhausted(sent) ? kPayloadSizeExceeded : kInvalidArgument,
      absl::StrCat("the result cannot be passed on: ",
                   std::string(sent.message())));
}

void Dealer::Fail(PendingInvocation& invocation, std::string_view error,
                  std::string_view text) {
  Refuse(*invocation.caller, invocation.call, error, text);
  invocations_.Erase(invocation);
}

// A callee that did not announce call_canceling is left alone, and one is
// interrupted only once.
void Dealer::Interrupt(PendingInvocation& invocation, std::string_view mode,
                       std::string_view reason) {
  if (invocation.interrupted ||
      !invocation.callee->Announces("callee", "call_canceling")) {
    return;
  }
  invocation.interrupted = true;
  invocation.callee
      ->Send(wamp::Interrupt{.request = invocation.invocation,
                             .options = {{"mode", mode}, {"reason", reason}}})
      .IgnoreError();
}

}  // namespace wampbridge::router
