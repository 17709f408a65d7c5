// SPDX-License-Identifier: Apache-2.0
#include "bridge/register/session_registrations.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "bridge/errors/failures.h"
#include "bridge/pool/session_request.h"
#include "bridge/translate/invocation_answer.h"
#include "wamp/message_codec.h"

namespace wampbridge::bridge {
namespace {

constexpr std::string_view kUnavailable = "wamp.error.unavailable";
constexpr std::string_view kCanceled = "wamp.error.canceled";

// The first option in which the two differ; empty where they are alike.
std::string DifferingOption(const wamp::Dict& one, const wamp::Dict& other) {
  for (const auto* pair : {&one, &other}) {
    const wamp::Dict& opposite = pair == &one ? other : one;
    for (const wamp::DictEntry& entry : *pair) {
      const wamp::Value* value = opposite.Find(entry.key);
      if (value == nullptr || *value != entry.value) return entry.key;
    }
  }
  return {};
}

// Why a stream that wants `wanted` cannot share the registration of `shared`.
std::optional<absl::Status> WhyNotShared(const WantedProcedure& shared,
                                         const WantedProcedure& wanted) {
  if (shared.invoke == InvokePolicy::kSingle ||
      wanted.invoke == InvokePolicy::kSingle) {
    return absl::AlreadyExistsError(
        absl::StrCat(wanted.uri,
                     " is registered by another stream of this bridge, and one "
                     "of the two asked for invoke SINGLE"));
  }
  const std::string differing = DifferingOption(shared.options, wanted.options);
  if (differing.empty()) return std::nullopt;
  return absl::FailedPreconditionError(
      absl::StrCat(wanted.uri,
                   " is registered by another stream of this bridge "
                   "with another ",
                   differing));
}

}  // namespace

struct SessionRegistrations::Registration {
  Registration(const WantedProcedure& wanted, const Options& options)
      : procedure(wanted),
        members(wanted.invoke, options.random),
        waiting(options.waiting) {}

  Key key() const { return {procedure.uri, procedure.match}; }

  // As the first of its streams wanted it; the others want it alike.
  const WantedProcedure procedure;
  wamp::RegistrationId id;  // 0: not accepted yet, or revoked
  MemberList members;
  WaitingInvocations waiting;
  // Set from REGISTER to REGISTERED.
  std::unique_ptr<RegisterRequest> request;
  // Set from UNREGISTER to UNREGISTERED.
  std::unique_ptr<UnregisterRequest> leaving;
};

// What the two kinds of request share: the table that they report to, and who
// waits for the answer.
class SessionRegistrations::TableRequest : public SessionRequest {
 public:
  // Refused where the answer is overdue.
  void Wait(const WantedProcedure& procedure, CalleeMember member) {
    if (overdue_) {
      table_.listener_->OnRefused(member, NoAnswer());
    } else {
      waiting_.push_back({procedure, member});
    }
  }
  void Forget(CalleeMember member) {
    std::erase_if(waiting_, [&](const Waiter& waiter) {
      return waiter.member == member;
    });
  }
  std::vector<Waiter> TakeWaiting() { return std::exchange(waiting_, {}); }

 protected:
  TableRequest(SessionRegistrations& table, const Key& key,
               std::string_view name)
      : SessionRequest(table.loop_, table.connection_),
        table_(table),
        key_(key),
        name_(name) {
    StartTimer(table.options_.answer_timeout, [this] {
      overdue_ = true;
      for (const Waiter& waiter : TakeWaiting()) {
        table_.listener_->OnRefused(waiter.member, NoAnswer());
      }
    });
  }

  SessionRegistrations& table() { return table_; }
  const Key& key() const { return key_; }

 private:
  Failure NoAnswer() const {
    return OutcomeUnknown(
        grpc::StatusCode::DEADLINE_EXCEEDED,
        absl::StrCat("no answer to ", name_, " ", key_.first, " within ",
                     absl::FormatDuration(table_.options_.answer_timeout)));
  }

  SessionRegistrations& table_;
  const Key key_;
  const std::string name_;
  std::vector<Waiter> waiting_;
  bool overdue_ = false;
};

// A REGISTER. Kept until it is answered, even when nobody waits any more: what
// the router then grants is given back.
class SessionRegistrations::RegisterRequest final : public TableRequest {
 public:
  RegisterRequest(SessionRegistrations& table, const Key& key)
      : TableRequest(table, key, "REGISTER") {}

 private:
  // All delete this.
  void HandleAnswer(const wamp::Answered& answered) override {
    if (const auto* done = std::get_if<wamp::Registered>(&answered.answer)) {
      table().HandleRegistered(Key(key()), done->registration);
    } else if (const auto* error = std::get_if<wamp::Error>(&answered.answer)) {
      table().HandleRefused(Key(key()),
                            table().options_.remote_failure(
                                *error, table().connection_->serializer()));
    }
  }
  // The session is going: the hub is told next, and starts again on another.
  void HandleLost() override {
    TakeWaiting();
    table().HandleRefused(Key(key()), Failure());
  }
};

class SessionRegistrations::UnregisterRequest final : public TableRequest {
 public:
  UnregisterRequest(SessionRegistrations& table, const Key& key)
      : TableRequest(table, key, "UNREGISTER") {}

 private:
  // Both delete this. An ERROR says that the router knows no such registration:
  // it is gone, too.
  void HandleAnswer(const wamp::Answered&) override {
    table().HandleUnregistered(Key(key()));
  }
  void HandleLost() override {
    TakeWaiting();
    table().HandleUnregistered(Key(key()));
  }
};

namespace {

// UNREGISTER of a table that is gone: nothing is to be done.
class LastRequest final : public SessionRequest {
 public:
  LastRequest(transport::EventLoop& loop,
              std::shared_ptr<transport::ClientConnection> connection)
      : SessionRequest(loop, std::move(connection)) {}

 private:
  void HandleAnswer(const wamp::Answered&) override {}
  void HandleLost() override {}
};

}  // namespace

SessionRegistrations::SessionRegistrations(
    transport::EventLoop& loop,
    std::shared_ptr<transport::ClientConnection> connection,
    const Options& options, Listener* listener)
    : loop_(loop),
      connection_(std::move(connection)),
      options_(options),
      listener_(listener),
      progressive_(
          connection_->RouterHas("dealer", "progressive_call_invocations")) {}

SessionRegistrations::~SessionRegistrations() {
  for (auto& [key, registration] : registrations_) {
    TurnAway(*registration);
    if (registration->request != nullptr) {
      SessionRequest::LetGo(std::move(registration->request));
    }
    if (registration->leaving != nullptr) {
      SessionRequest::LetGo(std::move(registration->leaving));
    } else if (registration->id.value != 0) {
      auto last = std::make_unique<LastRequest>(loop_, connection_);
      if (connection_->Unregister(registration->id, last.get()).ok()) {
        SessionRequest::Detach(std::move(last));
      }
    }
  }
}

void SessionRegistrations::Attach(const WantedProcedure& procedure,
                                  CalleeMember member) {
  auto& registration = registrations_[Key(procedure.uri, procedure.match)];
  if (registration == nullptr) {
    registration = std::make_unique<Registration>(procedure, options_);
    return Send(procedure, *registration, member);
  }
  // One that could not be given back when its last stream left.
  LeaveIfUnused(registration->key());
  if (registration->leaving != nullptr) {
    return registration->leaving->Wait(procedure, member);
  }
  if (registration->request == nullptr && registration->members.empty()) {
    return listener_->OnRefused(member,
                                NotSent(grpc::StatusCode::RESOURCE_EXHAUSTED,
                                        "the session's write buffer is full"));
  }
  if (const auto refusal = WhyNotShared(registration->procedure, procedure)) {
    return listener_->OnRefused(member, Rejected(*refusal));
  }
  if (registration->request != nullptr) {
    return registration->request->Wait(procedure, member);
  }
  registration->members.Add(member);
  listener_->OnAccepted(member, registration->id);
}

void SessionRegistrations::Send(const WantedProcedure& procedure,
                                Registration& registration,
                                CalleeMember member) {
  const Key key = registration.key();
  auto encoded = wamp::EncodeRegister(connection_->serializer(),
                                      procedure.options, procedure.uri);
  absl::Status sent = encoded.status();
  if (encoded.ok()) {
    auto request = std::make_unique<RegisterRequest>(*this, key);
    const auto id = connection_->Register(*encoded, request.get());
    sent = id.status();
    if (id.ok()) {
      request->SetId(*id);
      request->Wait(procedure, member);
      registration.request = std::move(request);
      return;
    }
  }
  registrations_.erase(key);
  // A session that is lost already is about to be replaced by the hub.
  if (!absl::IsFailedPrecondition(sent)) {
    listener_->OnRefused(member, WhyNotSent(sent));
  }
}

void SessionRegistrations::Leave(const WantedProcedure& procedure,
                                 CalleeMember member) {
  const Key key(procedure.uri, procedure.match);
  Registration* const registration = Find(key);
  if (registration == nullptr) return;
  registration->members.MarkLeaving(member);
  LeaveIfUnused(key);
  if (registration->leaving != nullptr) return;  // UNREGISTERED ends it
  Detach(procedure, member);
  listener_->OnGone(member, Gone::kLeft, "");
}

void SessionRegistrations::Detach(const WantedProcedure& procedure,
                                  CalleeMember member) {
  const Key key(procedure.uri, procedure.match);
  Registration* const registration = Find(key);
  if (registration == nullptr) return;
  registration->members.Remove(member);
  if (registration->request != nullptr) registration->request->Forget(member);
  if (registration->leaving != nullptr) registration->leaving->Forget(member);
  LeaveIfUnused(key);
}

void SessionRegistrations::HandleInvocation(
    const wamp::Invocation& invocation) {
  const auto found = by_id_.find(invocation.registration);
  if (found == by_id_.end()) {
    // A stream that has left goes on with what it has begun.
    if (progressive_ && listener_->OnChunk(invocation)) return;
    return AnswerError(invocation.request, kUnavailable, "");
  }
  Registration& registration = *found->second;
  // Nobody overtakes who waits, and a chunk stays behind its first.
  if (registration.waiting.front() == nullptr &&
      HandOut(registration, invocation)) {
    return;
  }
  if (registration.waiting.Push(invocation) ==
      WaitingInvocations::Pushed::kFull) {
    registration.waiting.Remove(invocation.request);
    AnswerError(invocation.request, kUnavailable,
                "all who serve this procedure are busy, and the queue before "
                "them is full");
  }
  ServeWaiting(registration);
}

bool SessionRegistrations::HandOut(Registration& registration,
                                   const wamp::Invocation& invocation) {
  const std::vector<CalleeMember> members = registration.members.InTurn();
  if (progressive_ && listener_->OnChunk(invocation)) return true;
  for (const CalleeMember& member : members) {
    const CalleeSink::Offered offered{.procedure = member.procedure,
                                      .connection = connection_,
                                      .invocation = invocation};
    if (member.sink->Offer(offered) == CalleeSink::Took::kTaken) return true;
  }
  return false;
}

void SessionRegistrations::ServeWaiting(Registration& registration) {
  while (const wamp::Invocation* next = registration.waiting.front()) {
    if (!HandOut(registration, *next)) return;
    registration.waiting.Pop();
  }
}

void SessionRegistrations::ServeWaiting(const CalleeSink* sink) {
  for (const auto& [key, registration] : registrations_) {
    for (const auto* list :
         {&registration->members.staying(), &registration->members.leaving()}) {
      if (std::any_of(list->begin(), list->end(), [&](const auto& member) {
            return member.sink == sink;
          })) {
        ServeWaiting(*registration);
        break;
      }
    }
  }
}

void SessionRegistrations::HandleInterrupt(const wamp::Interrupt& interrupt) {
  for (const auto& [key, registration] : registrations_) {
    if (registration->waiting.Remove(interrupt.request)) {
      return AnswerError(interrupt.request, kCanceled, "");
    }
  }
  listener_->OnInterrupt(interrupt);
}

void SessionRegistrations::HandleRevoked(const wamp::Unregistered& revocation) {
  const int64_t* id = revocation.details.FindInt("registration");
  if (id == nullptr) return;
  const auto found =
      by_id_.find({static_cast<uint64_t>(std::max<int64_t>(0, *id))});
  if (found == by_id_.end()) return;
  Registration& registration = *found->second;
  const Key key = registration.key();
  by_id_.erase(found);
  registration.id = {};
  TurnAway(registration);
  std::vector<CalleeMember> members = registration.members.staying();
  const auto& leaving = registration.members.leaving();
  members.insert(members.end(), leaving.begin(), leaving.end());
  // Where UNREGISTER crossed the revocation, its answer ends the rest.
  if (registration.leaving == nullptr) registrations_.erase(key);
  const std::string& reason = revocation.details.TextAt("reason");
  for (const CalleeMember& member : members) {
    if (Registration* left = Find(key)) left->members.Remove(member);
    listener_->OnGone(member, Gone::kRevoked, reason);
  }
}

// Deletes the request.
void SessionRegistrations::HandleRegistered(const Key& key,
                                            wamp::RegistrationId id) {
  Registration& registration = *Find(key);
  const std::vector<Waiter> waiting = registration.request->TakeWaiting();
  registration.request.reset();
  registration.id = id;
  by_id_[id] = &registration;
  for (const Waiter& waiter : waiting) registration.members.Add(waiter.member);
  LeaveIfUnused(key);
  for (const Waiter& waiter : waiting) {
    listener_->OnAccepted(waiter.member, id);
  }
}

// Deletes the request.
void SessionRegistrations::HandleRefused(const Key& key,
                                         const Failure& failure) {
  const std::vector<Waiter> waiting = Find(key)->request->TakeWaiting();
  registrations_.erase(key);
  for (const Waiter& waiter : waiting) {
    listener_->OnRefused(waiter.member, failure);
  }
}

// Deletes the request; those who came meanwhile register anew.
void SessionRegistrations::HandleUnregistered(const Key& key) {
  Registration& registration = *Find(key);
  TurnAway(registration);
  const std::vector<Waiter> waiting = registration.leaving->TakeWaiting();
  const std::vector<CalleeMember> left = registration.members.leaving();
  by_id_.erase(registration.id);
  registrations_.erase(key);
  for (const CalleeMember& member : left) {
    listener_->OnGone(member, Gone::kLeft, "");
  }
  for (const Waiter& waiter : waiting) {
    Attach(waiter.procedure, waiter.member);
  }
}

// Gives the registration back once nobody stays.
void SessionRegistrations::LeaveIfUnused(const Key& key) {
  Registration* const registration = Find(key);
  if (registration == nullptr || registration->leaving != nullptr ||
      registration->request != nullptr ||
      !registration->members.staying().empty()) {
    return;
  }
  auto request = std::make_unique<UnregisterRequest>(*this, key);
  const auto id = connection_->Unregister(registration->id, request.get());
  if (!id.ok()) {
    // The session is lost, or its buffer is full: the registration stays, and
    // what comes by it is turned away, until somebody wants it again.
    if (registration->members.empty()) TurnAway(*registration);
    return;
  }
  request->SetId(*id);
  registration->leaving = std::move(request);
}

// None of its streams will have room for what waits.
void SessionRegistrations::TurnAway(Registration& registration) {
  while (const wamp::Invocation* next = registration.waiting.front()) {
    const wamp::RequestId request = next->request;
    registration.waiting.Remove(request);
    AnswerError(request, kUnavailable, "nobody serves this procedure any more");
  }
}

void SessionRegistrations::AnswerError(wamp::RequestId request,
                                       std::string_view uri,
                                       std::string_view text) {
  auto answer = BridgeError(request, connection_->serializer(), uri, text);
  // Where it cannot be sent the session is lost, and all is said; or the router
  // does not read, and its caller's limit on time ends the call.
  (void)connection_->YieldError(answer.Bound());
}

SessionRegistrations::Registration* SessionRegistrations::Find(const Key& key) {
  const auto found = registrations_.find(key);
  return found == registrations_.end() ? nullptr : found->second.get();
}

}  // namespace wampbridge::bridge
