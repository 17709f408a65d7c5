// SPDX-License-Identifier: Apache-2.0
#include "wamp/router/dealer.h"

#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "wamp/router/call_rules.h"
#include "wamp/router/options.h"
#include "wamp/router/request_check.h"
#include "wamp/router/uris.h"
#include "wamp/uri.h"

namespace wampbridge::router {
namespace {

void Refuse(Peer& caller, wamp::RequestId call, std::string_view error,
            std::string_view text) {
  caller.SendError(wamp::MessageType::kCall, call, error, text);
}

// Why a message could not be sent, to whom it was from.
std::string_view ErrorFor(const absl::Status& sent) {
  return absl::IsResourceExhausted(sent) ? kPayloadSizeExceeded
                                         : kInvalidArgument;
}

absl::Status SendInvocation(Peer& callee, wamp::Invocation message,
                            SharedPayload payload) {
  const auto encoded = payload.In(callee.serializer());
  if (!encoded.ok()) return encoded.status();
  message.payload = *encoded;
  return callee.Send(message);
}

}  // namespace

wamp::Dict Dealer::Features() {
  return {{"progressive_call_results", true},
          {"progressive_call_invocations", true},
          {"call_canceling", true},
          {"call_timeout", true},
          {"call_reroute", true},
          {"caller_identification", true},
          {"pattern_based_registration", true},
          {"shared_registration", true},
          {"registration_revocation", true},
          {"registration_meta_api", true},
          {"session_meta_api", true}};
}

absl::Status Dealer::HandleCall(Peer& peer, const wamp::Call& call,
                                absl::Time now) {
  if (call.options.IsTrue("progress") && !CanSendChunks(peer)) {
    return absl::InvalidArgumentError(
        "CALL with progress, but this session did not announce "
        "progressive_call_invocations");
  }
  if (invocations_.FindCall(peer, call.request) != nullptr) {
    return HandleChunk(peer, call);  // a session that draws its ids
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
  Invoke({.caller = peer, .call = call, .called = now}, *registration);
  return absl::OkStatus();
}

// "Verification of CALL Request IDs" in the advanced profile. What follows an
// INTERRUPT is of no use to the callee any more.
absl::Status Dealer::HandleChunk(Peer& peer, const wamp::Call& call) {
  if (!CanSendChunks(peer)) {
    return absl::InvalidArgumentError(
        absl::StrCat("CALL with the request id ", call.request.value,
                     " once more, but this "
                     "session did not announce progressive_call_invocations"));
  }
  PendingInvocation* invocation = invocations_.FindCall(peer, call.request);
  if (invocation == nullptr) return absl::OkStatus();  // the call is over
  if (!invocation->takes_chunks) {
    return absl::InvalidArgumentError(
        absl::StrCat("CALL with the request id ", call.request.value,
                     " of an open call whose last chunk has come"));
  }
  if (invocation->interrupted) return absl::OkStatus();
  invocation->takes_chunks = call.options.IsTrue("progress");
  wamp::Invocation message{.request = invocation->invocation,
                           .registration = invocation->registration,
                           .details = invocation->details};
  if (invocation->takes_chunks) message.details.Set("progress", true);
  const absl::Status sent =
      SendInvocation(*invocation->callee, std::move(message),
                     SharedPayload(peer.serializer(), call.payload));
  if (!sent.ok()) {
    Interrupt(*invocation, kKillNoWait, kCanceled);
    Fail(*invocation, ErrorFor(sent), std::string(sent.message()));
  }
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
  if (*mode == kKill && CanCancel(*invocation->callee)) {
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
    invocations_.TakeKept(*invocation);  // the caller has heard of this callee
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
  if (error.error == kUnavailable && peer.Announces("callee", "call_reroute")) {
    Reroute(*invocation);
  } else {
    SendError(*invocation, error);
  }
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

void Dealer::Invoke(Routed routed, Registration& registration) {
  static const std::set<wamp::SessionId> kNobody;
  Peer& caller = routed.caller;
  const wamp::Call& call = routed.call;
  const Registration::Callee* callee = registration.Choose(
      ids_->Random<wamp::RequestId>().value,
      routed.kept == nullptr ? kNobody : routed.kept->tried);
  if (callee == nullptr) {
    return Refuse(caller, call.request, kNoAvailableCallee,
                  "every callee says that it is unavailable");
  }
  const bool progress = call.options.IsTrue("progress");
  if (progress && !CanTakeChunks(*callee->peer)) {
    return Refuse(caller, call.request, kFeatureNotSupported,
                  "the callee did not announce progressive_call_invocations "
                  "and call_canceling");
  }
  wamp::Invocation message{
      .request = callee->peer->NextInvocation(),
      .registration = registration.id(),
      .details = InvocationDetails(caller, call, registration, *callee)};
  if (progress) message.details.Set("progress", true);
  const absl::Status sent = SendInvocation(
      *callee->peer, message, SharedPayload(caller.serializer(), call.payload));
  if (!sent.ok()) {
    // The number goes on to the next invocation: ids may have no holes.
    callee->peer->TakeBackInvocation();
    return Refuse(caller, call.request, ErrorFor(sent),
                  std::string(sent.message()));
  }
  Add(std::move(routed), registration, *callee, std::move(message));
}

void Dealer::Add(Routed routed, const Registration& registration,
                 const Registration::Callee& callee, wamp::Invocation sent) {
  const absl::Duration timeout = callee.forward_timeout
                                     ? absl::InfiniteDuration()
                                     : TimeoutOption(routed.call.options);
  PendingInvocation invocation{
      .caller = &routed.caller,
      .call = routed.call.request,
      .callee = callee.peer,
      .invocation = sent.request,
      .registration = registration.id(),
      .wants_progress = sent.details.IsTrue("receive_progress"),
      .timeout = timeout,
      .deadline = routed.called + timeout};
  if (sent.details.Erase("progress")) {
    invocation.takes_chunks = true;
    invocation.details = std::move(sent.details);
  } else {
    invocation.kept = routed.kept != nullptr
                          ? std::move(routed.kept)
                          : Keep(routed, registration, *callee.peer);
  }
  if (invocation.kept != nullptr) {
    invocation.kept->tried.insert(callee.peer->session());
  }
  invocations_.Add(std::move(invocation));
}

std::unique_ptr<KeptCall> Dealer::Keep(const Routed& routed,
                                       const Registration& registration,
                                       const Peer& callee) const {
  if (registration.invoke() == InvokePolicy::kSingle ||
      !callee.Announces("callee", "call_reroute")) {
    return nullptr;
  }
  const wamp::Call& call = routed.call;
  auto kept = std::make_unique<KeptCall>(
      KeptCall{.request = call.request,
               .options = call.options,
               .procedure = call.procedure,
               .args = std::string(call.payload.args),
               .kwargs = std::string(call.payload.kwargs),
               .called = routed.called,
               .tried = {}});
  if (invocations_.kept_bytes() + kept->bytes() > kKeptBytesMax) return nullptr;
  return kept;
}

void Dealer::Reroute(PendingInvocation& invocation) {
  if (invocation.interrupted) {
    return Fail(invocation, kCanceled, "the caller canceled the call");
  }
  Registration* registration = registry_.Find(invocation.registration);
  if (registration == nullptr || invocation.kept == nullptr) {
    return Fail(invocation, kNoAvailableCallee,
                "the callee says that it is unavailable");
  }
  Peer& caller = *invocation.caller;
  std::unique_ptr<KeptCall> kept = invocations_.TakeKept(invocation);
  invocations_.Erase(invocation);
  const wamp::Call call = kept->View();
  const absl::Time called = kept->called;
  Invoke({.caller = caller,
          .call = call,
          .called = called,
          .kept = std::move(kept)},
         *registration);
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
  Fail(invocation, ErrorFor(sent),
       absl::StrCat("the result cannot be passed on: ",
                    std::string(sent.message())));
}

void Dealer::SendError(PendingInvocation& invocation,
                       const wamp::Error& error) {
  const absl::Status uri = wamp::ValidateUri(error.error);
  if (!uri.ok()) {
    return Fail(invocation, kInvalidUri,
                absl::StrCat("the callee's error is no URI: ",
                             std::string(uri.message())));
  }
  SharedPayload payload(invocation.callee->serializer(), error.payload);
  const auto encoded = payload.In(invocation.caller->serializer());
  absl::Status sent = encoded.status();
  if (encoded.ok()) {
    sent = invocation.caller->Send(wamp::Error{
        .request = invocation.call, .error = error.error, .payload = *encoded});
  }
  if (!sent.ok()) {
    return Fail(invocation, error.error, std::string(sent.message()));
  }
  invocations_.Erase(invocation);
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
  if (invocation.interrupted || !CanCancel(*invocation.callee)) return;
  invocation.interrupted = true;
  invocation.callee
      ->Send(wamp::Interrupt{.request = invocation.invocation,
                             .options = {{"mode", mode}, {"reason", reason}}})
      .IgnoreError();
}

}  // namespace wampbridge::router
