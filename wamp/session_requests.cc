// SPDX-License-Identifier: Apache-2.0
// The session's inputs from its own side: answers to challenges, requests,
// cancelling, answers to invocations.
#include <utility>

#include "absl/strings/str_cat.h"
#include "wamp/session.h"
#include "wamp/session_core.h"

namespace wampbridge::wamp {
namespace {

std::string_view RoleFor(MessageType request) {
  switch (request) {
    case MessageType::kPublish:
    case MessageType::kSubscribe:
    case MessageType::kUnsubscribe:
      return "broker";
    default:
      return "dealer";
  }
}

std::string_view CancelModeName(CancelMode mode) {
  switch (mode) {
    case CancelMode::kSkip:
      return "skip";
    case CancelMode::kKill:
      return "kill";
    case CancelMode::kKillNoWait:
      return "killnowait";
  }
  return "killnowait";
}

constexpr std::string_view kChunks = "progressive_call_invocations";

absl::Status NotPending(RequestId request) {
  return absl::NotFoundError(
      absl::StrCat("no request ", request.value, " is pending"));
}

absl::Status NotOpen(RequestId invocation) {
  return absl::NotFoundError(
      absl::StrCat("no invocation ", invocation.value, " is open"));
}

}  // namespace

absl::Status SessionCore::CheckRequest(MessageType type) const {
  if (absl::Status refused = Check(Command::kRequest); !refused.ok()) {
    return refused;
  }
  if (router.Plays(RoleFor(type))) return absl::OkStatus();
  return absl::UnimplementedError(
      absl::StrCat("the router has no ", std::string(RoleFor(type)), ", which ",
                   std::string(MessageTypeName(type)), " needs"));
}

absl::StatusOr<RequestId> SessionCore::Request(MessageType type,
                                               const EncodedRequest& request,
                                               RequestTag tag) {
  if (request.type != type) {
    return absl::InvalidArgumentError(
        absl::StrCat("an encoded ", std::string(MessageTypeName(request.type)),
                     " is no ", std::string(MessageTypeName(type))));
  }
  if (absl::Status refused = CheckRequest(type); !refused.ok()) return refused;
  PendingRequests& pending = established().pending;
  const auto place =
      SendRequest(request, pending.next(), Limit::kMessageAndBacklog);
  if (!place.ok()) return place.status();
  return pending.Add({.type = type,
                      .wants_progress = request.wants_progress,
                      .more = request.more,
                      .tag = tag,
                      .place = *place});
}

absl::StatusOr<RequestId> Session::Call(const EncodedRequest& call,
                                        RequestTag tag) {
  // To a dealer that did not announce it such a CALL is a violation (advanced
  // profile, "Progressive Call Invocations").
  if (call.more && established() && !RouterHas("dealer", kChunks)) {
    return absl::UnimplementedError(
        absl::StrCat("the router did not announce ", std::string(kChunks)));
  }
  return core_->Request(MessageType::kCall, call, tag);
}

absl::Status Session::CallMore(RequestId request, const EncodedRequest& chunk) {
  constexpr MessageType kType = MessageType::kCall;
  if (chunk.type != kType) {
    return absl::InvalidArgumentError("not an encoded CALL");
  }
  if (absl::Status refused = core_->CheckRequest(kType); !refused.ok()) {
    return refused;
  }
  PendingRequests& pending = core_->established().pending;
  const PendingRequest* found = pending.Find(request);
  if (found == nullptr) return NotPending(request);
  if (!found->more) {
    return absl::FailedPreconditionError(
        absl::StrCat("request ", request.value, " takes no further chunk"));
  }
  const auto place =
      core_->SendRequest(chunk, request, SessionCore::Limit::kMessageAndHalf);
  if (!place.ok()) return place.status();
  if (!chunk.more) pending.EndChunks(request);
  return absl::OkStatus();
}

absl::StatusOr<RequestId> Session::Publish(const EncodedRequest& publish,
                                           RequestTag tag) {
  return core_->Request(MessageType::kPublish, publish, tag);
}

absl::StatusOr<RequestId> Session::Subscribe(const EncodedRequest& subscribe,
                                             RequestTag tag) {
  return core_->Request(MessageType::kSubscribe, subscribe, tag);
}

absl::StatusOr<RequestId> Session::Register(const EncodedRequest& registration,
                                            RequestTag tag) {
  return core_->Request(MessageType::kRegister, registration, tag);
}

absl::StatusOr<RequestId> Session::PublishUnacknowledged(
    const EncodedRequest& publish) {
  if (publish.type != MessageType::kPublish) {
    return absl::InvalidArgumentError("not an encoded PUBLISH");
  }
  if (absl::Status refused = core_->CheckRequest(MessageType::kPublish);
      !refused.ok()) {
    return refused;
  }
  PendingRequests& pending = core_->established().pending;
  const auto place = core_->SendRequest(publish, pending.next(),
                                        SessionCore::Limit::kMessageAndBacklog);
  if (!place.ok()) return place.status();
  return pending.Skip();
}

absl::StatusOr<RequestId> Session::Unsubscribe(SubscriptionId subscription,
                                               RequestTag tag) {
  constexpr MessageType kType = MessageType::kUnsubscribe;
  if (absl::Status refused = core_->CheckRequest(kType); !refused.ok()) {
    return refused;
  }
  PendingRequests& pending = core_->established().pending;
  const wamp::Unsubscribe message{pending.next(), subscription};
  const auto place =
      core_->Send(message, SessionCore::Limit::kMessageAndBacklog);
  if (!place.ok()) return place.status();
  return pending.Add({.type = kType,
                      .tag = tag,
                      .place = *place,
                      .target = subscription.value});
}

absl::StatusOr<RequestId> Session::Unregister(RegistrationId registration,
                                              RequestTag tag) {
  constexpr MessageType kType = MessageType::kUnregister;
  if (absl::Status refused = core_->CheckRequest(kType); !refused.ok()) {
    return refused;
  }
  PendingRequests& pending = core_->established().pending;
  const wamp::Unregister message{pending.next(), registration};
  const auto place =
      core_->Send(message, SessionCore::Limit::kMessageAndBacklog);
  if (!place.ok()) return place.status();
  return pending.Add({.type = kType,
                      .tag = tag,
                      .place = *place,
                      .target = registration.value});
}

absl::Status Session::Cancel(RequestId request, CancelMode mode) {
  if (absl::Status refused = core_->Check(Command::kCancel); !refused.ok()) {
    return refused;
  }
  PendingRequests& pending = *core_->pending();
  const PendingRequest* found = pending.Find(request);
  if (found == nullptr) return NotPending(request);
  const bool is_call = found->type == MessageType::kCall;
  pending.Erase(request);
  if (is_call && established() && RouterHas("dealer", "call_canceling")) {
    wamp::Cancel cancel{.request = request};
    cancel.options.Set("mode", CancelModeName(mode));
    // A courtesy. It cannot be too long for a router that took a HELLO.
    (void)core_->Send(cancel, SessionCore::Limit::kMessage);
  }
  return absl::OkStatus();
}

absl::Status Session::Authenticate(std::string_view signature,
                                   const Dict& extra, absl::Time /*now*/) {
  if (absl::Status refused = core_->Check(Command::kAuthenticate);
      !refused.ok()) {
    return refused;
  }
  const wamp::Authenticate answer{std::string(signature), extra};
  const auto sent = core_->Send(answer, SessionCore::Limit::kMessage);
  if (!sent.ok()) return sent.status();
  // The deadline stays HELLO's.
  const absl::Time deadline =
      std::get<SessionCore::Authenticating>(core_->phase).deadline;
  core_->phase = SessionCore::HelloSent{deadline};
  return absl::OkStatus();
}

absl::Status Session::RefuseChallenge(std::string_view reason,
                                      const absl::Status& why) {
  if (absl::Status refused = core_->Check(Command::kRefuseChallenge);
      !refused.ok()) {
    return refused;
  }
  const std::string text(why.message());
  core_->End(
      {.by = SessionLost::By::kRefused,
       .reason = std::string(reason),
       .cause =
           why.ok() ? absl::AbortedError("the challenge was refused") : why},
      SessionCore::MakeAbort(reason, text));
  return absl::OkStatus();
}

absl::Status Session::Yield(const wamp::Yield& yield) {
  if (absl::Status refused = core_->Check(Command::kYield); !refused.ok()) {
    return refused;
  }
  CalleeLedger& callee = core_->established().callee;
  const CalleeLedger::OpenInvocation* open = callee.Find(yield.request);
  if (open == nullptr) return NotOpen(yield.request);
  const bool progress = yield.options.IsTrue("progress");
  if (progress && !open->wants_progress) {
    return absl::InvalidArgumentError(
        "the caller did not ask for progressive results");
  }
  const auto sent = core_->Send(yield, SessionCore::Limit::kMessageAndBacklog);
  if (!sent.ok()) return sent.status();
  if (!progress) callee.Close(yield.request);
  return absl::OkStatus();
}

absl::Status Session::YieldError(const Error& error) {
  if (absl::Status refused = core_->Check(Command::kYield); !refused.ok()) {
    return refused;
  }
  if (error.request_type != MessageType::kInvocation) {
    return absl::InvalidArgumentError("a client's ERROR answers INVOCATION");
  }
  CalleeLedger& callee = core_->established().callee;
  if (callee.Find(error.request) == nullptr) return NotOpen(error.request);
  const auto sent = core_->Send(error, SessionCore::Limit::kMessageAndBacklog);
  if (!sent.ok()) return sent.status();
  callee.Close(error.request);
  return absl::OkStatus();
}

}  // namespace wampbridge::wamp
