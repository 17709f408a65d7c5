// SPDX-License-Identifier: Apache-2.0
// The session's inputs from the router. Which reaction a message has in which
// state is session_table.cc's.
#include <algorithm>
#include <type_traits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "wamp/session.h"
#include "wamp/session_core.h"

namespace wampbridge::wamp {
namespace {

using By = SessionLost::By;

// wamp.error.no_such_realm ("no realm 'x'")
std::string InWords(const std::string& reason, const Dict& details) {
  const std::string& text = details.TextAt("message");
  if (text.empty()) return reason;
  return absl::StrCat(reason, " (\"", text, "\")");
}

// The request type that an answer belongs to.
MessageType Answers(const Published&) { return MessageType::kPublish; }
MessageType Answers(const Subscribed&) { return MessageType::kSubscribe; }
MessageType Answers(const Unsubscribed&) { return MessageType::kUnsubscribe; }
MessageType Answers(const Registered&) { return MessageType::kRegister; }
MessageType Answers(const Unregistered&) { return MessageType::kUnregister; }
MessageType Answers(const Result&) { return MessageType::kCall; }
MessageType Answers(const Error& error) { return error.request_type; }

bool IsRequest(MessageType type) {
  switch (type) {
    case MessageType::kPublish:
    case MessageType::kSubscribe:
    case MessageType::kUnsubscribe:
    case MessageType::kCall:
    case MessageType::kRegister:
    case MessageType::kUnregister:
      return true;
    default:
      return false;
  }
}

// What an answer changes besides ending its request.
using Established = SessionCore::Established;

void Apply(const Published&, const PendingRequest&, Established&) {}
void Apply(const Result&, const PendingRequest&, Established&) {}
void Apply(const Subscribed& answer, const PendingRequest&, Established& in) {
  in.subscriptions.insert(answer.subscription.value);
}
void Apply(const Unsubscribed&, const PendingRequest& to, Established& in) {
  in.subscriptions.erase(to.target);
}
void Apply(const Registered& answer, const PendingRequest&, Established& in) {
  in.callee.AddRegistration(answer.registration);
}
void Apply(const Unregistered&, const PendingRequest& to, Established& in) {
  in.callee.RemoveRegistration(RegistrationId{to.target});
}
// An UNSUBSCRIBE or UNREGISTER that failed for want of its object is as good as
// done.
void Apply(const Error& answer, const PendingRequest& to, Established& in) {
  if (answer.error == "wamp.error.no_such_subscription") {
    in.subscriptions.erase(to.target);
  } else if (answer.error == "wamp.error.no_such_registration") {
    in.callee.RemoveRegistration(RegistrationId{to.target});
  }
}

// [UNSUBSCRIBED, 0, {subscription, reason}] and its twin: the router took back
// what it had granted.
uint64_t RevokedId(const Dict& details, std::string_view key) {
  const int64_t* id = details.FindInt(key);
  return id == nullptr || *id < 0 ? 0 : static_cast<uint64_t>(*id);
}
void Revoke(const Unsubscribed& revocation, Established& in) {
  in.subscriptions.erase(RevokedId(revocation.details, "subscription"));
}
void Revoke(const Unregistered& revocation, Established& in) {
  in.callee.RemoveRegistration(
      RegistrationId{RevokedId(revocation.details, "registration")});
}

template <typename T>
constexpr bool kRevocable =
    std::is_same_v<T, Unsubscribed> || std::is_same_v<T, Unregistered>;

template <typename Answer>
void OnAnswer(SessionCore& core, Answer&& answer) {
  using Type = std::remove_cvref_t<Answer>;
  Established& in = core.established();
  if constexpr (kRevocable<Type>) {
    if (answer.request.value == 0) {
      Revoke(answer, in);
      core.Emit(std::forward<Answer>(answer));
      return;
    }
  }
  const MessageType type = Answers(answer);
  if (!IsRequest(type)) {
    core.Violate(
        absl::StrCat("ERROR for ", std::string(MessageTypeName(type))));
    return;
  }
  const PendingRequest* pending = in.pending.Find(answer.request);
  if (pending == nullptr) {
    if (in.pending.Issued(answer.request)) {
      ++core.late_answers;
    } else {
      core.Violate(absl::StrCat("an answer to request ", answer.request.value,
                                ", which was never made"));
    }
    return;
  }
  if (pending->type != type) {
    core.Violate(
        absl::StrCat("an answer for ", std::string(MessageTypeName(type)),
                     " to request ", answer.request.value, ", which was ",
                     std::string(MessageTypeName(pending->type))));
    return;
  }
  if constexpr (std::is_same_v<Type, Result>) {
    if (answer.details.IsTrue("progress")) {
      // Crossbar sends progressive results to callers that did not ask, too.
      if (!pending->wants_progress) {
        ++core.late_answers;
        return;
      }
      core.Emit(Answered{pending->tag, std::forward<Answer>(answer),
                         /*last=*/false});
      return;
    }
  }
  Apply(answer, *pending, in);
  const RequestTag tag = pending->tag;
  in.pending.Erase(answer.request);
  core.Emit(Answered{tag, std::forward<Answer>(answer)});
}

void OnAnswerMessage(SessionCore& core, Message&& message) {
  std::visit(
      [&core](auto&& answer) {
        using Type = std::remove_cvref_t<decltype(answer)>;
        if constexpr (std::is_constructible_v<decltype(Answered::answer),
                                              Type>) {
          OnAnswer(core, std::forward<decltype(answer)>(answer));
        }
      },
      std::move(message));
}

// The method must be one that was offered, or a router could lead us to give a
// secret away, or to believe that it knows us.
bool Offered(const SessionOptions& options, const std::string& method) {
  return std::find(options.authmethods.begin(), options.authmethods.end(),
                   method) != options.authmethods.end();
}

void OnChallenge(SessionCore& core, Challenge&& challenge) {
  if (!Offered(core.options, challenge.authmethod)) {
    core.Violate(absl::StrCat("CHALLENGE for ", challenge.authmethod,
                              ", which was not offered"));
    return;
  }
  const absl::Time deadline =
      std::get<SessionCore::HelloSent>(core.phase).deadline;
  core.phase = SessionCore::Authenticating{deadline};
  core.Emit(Challenged{std::move(challenge)});
}

void OnWelcome(SessionCore& core, Welcome&& welcome) {
  const std::string* method = welcome.details.FindText("authmethod");
  if (method != nullptr && !core.options.authmethods.empty() &&
      !core.options.any_authmethod_welcomed &&
      !Offered(core.options, *method)) {
    core.Violate(absl::StrCat("WELCOME says authmethod ", *method,
                              ", which was not offered"));
    return;
  }
  core.router = RouterFeatures(welcome.details, {core.options.assume_features,
                                                 core.options.ignore_features});
  core.phase = Established{};
  core.welcome = welcome;
  core.Emit(Joined{std::move(welcome)});
}

void OnAbort(SessionCore& core, const Abort& abort) {
  core.End(
      {.by = By::kAbort,
       .reason = abort.reason,
       .cause = absl::UnavailableError(InWords(abort.reason, abort.details))},
      std::nullopt);
}

void OnGoodbye(SessionCore& core, const Goodbye& goodbye) {
  std::optional<Message> answer;
  if (core.current() == SessionState::kEstablished) {
    answer = Goodbye{.reason = "wamp.close.goodbye_and_out"};
  }
  core.End({.by = By::kGoodbye,
            .reason = goodbye.reason,
            .cause = absl::UnavailableError(
                InWords(goodbye.reason, goodbye.details))},
           answer);
}

// GOODBYE, or ABORT, after our own GOODBYE.
void OnGoodbyeAnswered(SessionCore& core, const Message& message) {
  const auto* goodbye = std::get_if<Goodbye>(&message);
  const auto* abort = std::get_if<Abort>(&message);
  core.End({.by = By::kUs,
            .reason = goodbye ? goodbye->reason : abort->reason,
            .cause = absl::CancelledError("we left")},
           std::nullopt);
}

void OnEvent(SessionCore& core, Event&& event) {
  if (!core.established().subscriptions.contains(event.subscription.value)) {
    // Sent before the router saw our UNSUBSCRIBE.
    ++core.ignored_events;
    return;
  }
  core.Emit(std::move(event));
}

void OnInvocation(SessionCore& core, Invocation&& invocation) {
  CalleeLedger& callee = core.established().callee;
  const CalleeLedger::OpenInvocation what{
      .wants_progress = invocation.details.IsTrue("receive_progress"),
      .more = invocation.details.IsTrue("progress")};
  switch (callee.Arrive(invocation.request, what)) {
    case CalleeLedger::Arrival::kRepeated:
      return core.Violate(absl::StrCat("INVOCATION ", invocation.request.value,
                                       ", which is open already"));
    case CalleeLedger::Arrival::kLateChunk:
      ++core.ignored_events;  // our answer crossed it
      return;
    case CalleeLedger::Arrival::kChunk:
      return core.Emit(std::move(invocation));
    case CalleeLedger::Arrival::kNew:
      break;
  }
  if (!callee.Serves(invocation.registration)) {
    // Sent before the router saw our UNREGISTER; its caller gets an answer. A
    // router that invokes without reading has the rest left unanswered.
    const Error error{.request_type = MessageType::kInvocation,
                      .request = invocation.request,
                      .error = "wamp.error.no_such_registration"};
    callee.Close(invocation.request);
    (void)core.Send(error, SessionCore::Limit::kMessageAndBacklog);
    return;
  }
  core.Emit(std::move(invocation));
}

void OnInterrupt(SessionCore& core, Interrupt&& interrupt) {
  if (core.established().callee.Find(interrupt.request) == nullptr) {
    ++core.ignored_events;  // our answer crossed it
    return;
  }
  core.Emit(std::move(interrupt));
}

}  // namespace

void Session::HandleMessage(Message message, absl::Time /*now*/) {
  const MessageType type = TypeOf(message);
  ++core_->traffic.messages_received[static_cast<size_t>(type)];
  switch (ReactionTo(type, core_->current())) {
    case Reaction::kIgnore:
      return;
    case Reaction::kViolation:
      return core_->Violate(
          absl::StrCat(std::string(MessageTypeName(type)), " while ",
                       std::string(SessionStateName(core_->current()))));
    case Reaction::kChallenged:
      return OnChallenge(*core_, std::get<Challenge>(std::move(message)));
    case Reaction::kWelcomed:
      return OnWelcome(*core_, std::get<Welcome>(std::move(message)));
    case Reaction::kAborted:
      return OnAbort(*core_, std::get<Abort>(message));
    case Reaction::kGoodbye:
      return OnGoodbye(*core_, std::get<Goodbye>(message));
    case Reaction::kGoodbyeAnswered:
      return OnGoodbyeAnswered(*core_, message);
    case Reaction::kAnswer:
      return OnAnswerMessage(*core_, std::move(message));
    case Reaction::kEvent:
      return OnEvent(*core_, std::get<Event>(std::move(message)));
    case Reaction::kInvocation:
      return OnInvocation(*core_, std::get<Invocation>(std::move(message)));
    case Reaction::kInterrupt:
      return OnInterrupt(*core_, std::get<Interrupt>(std::move(message)));
  }
}

void Session::HandleMalformed(const absl::Status& why) {
  if (VerdictOn(Command::kMalformed, core_->current()) != Verdict::kTake) {
    return;
  }
  core_->Violate(std::string(why.message()));
}

}  // namespace wampbridge::wamp
