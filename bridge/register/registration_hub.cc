// SPDX-License-Identifier: Apache-2.0
#include "bridge/register/registration_hub.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "bridge/errors/failures.h"

namespace wampbridge::bridge {
namespace {

constexpr char kNotTried[] = "not connected yet";

}  // namespace

RegistrationHub::RegistrationHub(transport::EventLoop& loop,
                                 SessionRegistrations::Options options)
    : loop_(loop), options_(std::move(options)) {}

RegistrationHub::~RegistrationHub() = default;

void RegistrationHub::Register(std::vector<WantedProcedure> procedures,
                               Gate gate, std::shared_ptr<CalleeSink> sink) {
  // Functions are copied, timers are not.
  auto stream = std::make_shared<Stream>();
  stream->sink = std::move(sink);
  stream->gate = std::move(gate);
  for (WantedProcedure& procedure : procedures) {
    stream->procedures.emplace_back(std::move(procedure));
  }
  loop_.Post([this, stream = std::move(stream)] { Add(std::move(*stream)); });
}

void RegistrationHub::Unregister(std::shared_ptr<CalleeSink> sink,
                                 size_t procedure) {
  loop_.Post([this, sink = std::move(sink), procedure] {
    LeaveNow(sink.get(), procedure);
  });
}

void RegistrationHub::Leave(std::shared_ptr<CalleeSink> sink) {
  loop_.Post([this, sink = std::move(sink)] {
    const Stream* const stream = Find(sink.get());
    const size_t count = stream == nullptr ? 0 : stream->procedures.size();
    for (size_t i = 0; i < count; ++i) LeaveNow(sink.get(), i);
  });
}

void RegistrationHub::Remove(std::shared_ptr<CalleeSink> sink) {
  loop_.Post([this, sink = std::move(sink)] { RemoveNow(sink.get()); });
}

void RegistrationHub::OnRoom(std::shared_ptr<CalleeSink> sink) {
  loop_.Post([this, sink = std::move(sink)] {
    if (session_ != nullptr) session_->ServeWaiting(sink.get());
  });
}

void RegistrationHub::Close(const Failure& why) {
  loop_.Post([this, why] { CloseNow(why); });
}

void RegistrationHub::CloseNow(const Failure& why) {
  closed_ = why;
  std::vector<CalleeSink*> sinks;
  for (const auto& [sink, stream] : streams_) sinks.push_back(sink);
  for (CalleeSink* const sink : sinks) {
    if (Stream* const stream = Find(sink)) {
      End(*stream, why, CalleeSink::Ending::kWhenIdle);
    }
  }
}

void RegistrationHub::Add(Stream stream) {
  if (closed_) {
    return stream.sink->OnEnd(*closed_, CalleeSink::Ending::kAtOnce);
  }
  CalleeSink* const sink = stream.sink.get();
  Stream& added = streams_[sink] = std::move(stream);
  if (session_ == nullptr) {
    Interrupt(added,
              outage_reason_.empty() ? std::string(kNotTried) : outage_reason_,
              loop_.Now());
  } else {
    AttachAll(sink);
  }
}

void RegistrationHub::RemoveNow(CalleeSink* sink) {
  const auto found = streams_.find(sink);
  if (found == streams_.end()) return;
  if (session_ != nullptr) {
    for (size_t i = 0; i < found->second.procedures.size(); ++i) {
      session_->Detach(found->second.procedures[i].wanted, {sink, i});
    }
  }
  streams_.erase(found);
}

void RegistrationHub::LeaveNow(CalleeSink* sink, size_t index) {
  const CalleeMember member{sink, index};
  Procedure* const procedure = FindProcedure(member);
  if (procedure == nullptr || procedure->left) return;
  procedure->left = true;
  procedure->retry.reset();
  if (session_ != nullptr && procedure->registered) {
    return session_->Leave(procedure->wanted, member);
  }
  if (session_ != nullptr) session_->Detach(procedure->wanted, member);
  OnGone(member, SessionRegistrations::Gone::kLeft, "");
}

void RegistrationHub::AttachAll(CalleeSink* sink) {
  if (const auto fit = Find(sink)->gate(*connection_); !fit.ok()) {
    return End(*Find(sink), Rejected(fit), CalleeSink::Ending::kAtOnce);
  }
  // A refusal may end the stream in the middle.
  for (size_t i = 0;; ++i) {
    const Stream* const stream = Find(sink);
    if (stream == nullptr || i == stream->procedures.size()) return;
    if (stream->procedures[i].left) continue;
    session_->Attach(WantedProcedure(stream->procedures[i].wanted), {sink, i});
  }
}

void RegistrationHub::AttachAgain(CalleeSink* sink, size_t index) {
  Procedure* const procedure = FindProcedure({sink, index});
  if (procedure == nullptr || procedure->left || session_ == nullptr) return;
  session_->Attach(WantedProcedure(procedure->wanted), {sink, index});
}

void RegistrationHub::OnSubscriberJoined(
    std::shared_ptr<transport::ClientConnection> connection) {
  connection_ = connection;
  SessionRegistrations::Listener* const listener = this;
  session_ = std::make_unique<SessionRegistrations>(
      loop_, std::move(connection), options_, listener);
  std::vector<CalleeSink*> sinks;
  sinks.reserve(streams_.size());
  for (const auto& [sink, stream] : streams_) sinks.push_back(sink);
  for (CalleeSink* sink : sinks) AttachAll(sink);
}

void RegistrationHub::OnSubscriberInvocation(
    const wamp::Invocation& invocation) {
  if (session_ != nullptr) session_->HandleInvocation(invocation);
}

void RegistrationHub::OnSubscriberInterrupt(const wamp::Interrupt& interrupt) {
  if (session_ != nullptr) session_->HandleInterrupt(interrupt);
}

void RegistrationHub::OnSubscriberUnregistered(
    const wamp::Unregistered& revocation) {
  if (session_ != nullptr) session_->HandleRevoked(revocation);
}

void RegistrationHub::OnSubscriberLost(const std::string& reason,
                                       absl::Time last_heard) {
  session_.reset();
  connection_.reset();
  outage_reason_ = reason;
  std::vector<CalleeMember> left;
  for (auto& [sink, stream] : streams_) {
    for (size_t i = 0; i < stream.procedures.size(); ++i) {
      Procedure& procedure = stream.procedures[i];
      procedure.retry.reset();
      if (!std::exchange(procedure.registered, false)) continue;
      procedure.gap = CalleeSink::SessionGap{reason, last_heard, last_heard};
      if (procedure.left) left.push_back({sink, i});
    }
    stream.sink->OnSessionLost();
    if (stream.outage_reason.empty()) Interrupt(stream, reason, last_heard);
  }
  // Their UNREGISTER has nobody to answer it any more.
  for (const CalleeMember& member : left) {
    OnGone(member, SessionRegistrations::Gone::kLeft, "");
  }
}

void RegistrationHub::OnSuccessorJoined(
    std::shared_ptr<transport::ClientConnection> connection,
    MovedCallback moved) {
  OnSubscriberLost("the session is replaced", loop_.Now());
  OnSubscriberJoined(std::move(connection));
  moved(Moved::kMoved);
}

// Of an outage's reasons only the router's own word is news to those who know
// of the outage: a wrong secret must not look like a quiet procedure.
void RegistrationHub::OnSubscriberRefused(const Failure& failure) {
  if (session_ != nullptr) return;
  outage_reason_ = failure.message;
  for (auto& [sink, stream] : streams_) {
    const bool news = failure.uri.empty()
                          ? stream.outage_reason == kNotTried
                          : stream.outage_reason != failure.message;
    if (news) Interrupt(stream, failure.message, stream.outage_since);
  }
}

void RegistrationHub::Interrupt(Stream& stream, const std::string& reason,
                                absl::Time since) {
  stream.outage_since = since;
  stream.outage_reason = reason;
  stream.sink->OnInterrupted(reason, since);
}

void RegistrationHub::OnAccepted(CalleeMember member, wamp::RegistrationId id) {
  Procedure* const procedure = FindProcedure(member);
  if (procedure == nullptr) return;
  procedure->registered = true;
  procedure->backoff.Reset();
  CalleeSink::Accepted accepted{.procedure = member.procedure,
                                .registration = id,
                                .session = connection_->session_id(),
                                .gap = std::exchange(procedure->gap, {})};
  if (accepted.gap) accepted.gap->to = loop_.Now();
  Find(member.sink)->outage_reason.clear();
  member.sink->OnRegistered(accepted);
}

void RegistrationHub::OnRefused(CalleeMember member, const Failure& failure) {
  Procedure* const procedure = FindProcedure(member);
  if (procedure == nullptr) return;
  const bool again =
      failure.code == grpc::StatusCode::ALREADY_EXISTS &&
      (procedure->wanted.conflict == WantedProcedure::Conflict::kWait ||
       procedure->gap.has_value());
  if (!again) {
    return End(*Find(member.sink), failure, CalleeSink::Ending::kAtOnce);
  }
  procedure->retry = loop_.RunAfter(
      procedure->backoff.Next(options_.random()),
      [this, member] { AttachAgain(member.sink, member.procedure); });
}

void RegistrationHub::OnGone(CalleeMember member,
                             SessionRegistrations::Gone how,
                             const std::string& reason) {
  Procedure* const procedure = FindProcedure(member);
  if (procedure == nullptr) return;
  const std::string uri = procedure->wanted.uri;
  procedure->left = true;
  procedure->registered = false;
  member.sink->OnUnregistered(member.procedure, reason);
  Stream* const stream = Find(member.sink);
  if (stream == nullptr || how == SessionRegistrations::Gone::kLeft ||
      !std::all_of(stream->procedures.begin(), stream->procedures.end(),
                   [](const Procedure& each) { return each.left; })) {
    return;
  }
  End(*stream,
      OutcomeUnknown(
          grpc::StatusCode::FAILED_PRECONDITION,
          absl::StrCat("the router revoked the last registration (", uri,
                       "): ", reason.empty() ? "no reason given" : reason)),
      CalleeSink::Ending::kWhenIdle);
}

bool RegistrationHub::OnChunk(const wamp::Invocation& chunk) {
  return std::any_of(streams_.begin(), streams_.end(), [&](const auto& entry) {
    return entry.first->Continue(connection_, chunk);
  });
}

void RegistrationHub::OnInterrupt(const wamp::Interrupt& interrupt) {
  for (const auto& [sink, stream] : streams_) {
    if (sink->Interrupt(connection_, interrupt)) return;
  }
}

void RegistrationHub::End(Stream& stream, const Failure& failure,
                          CalleeSink::Ending ending) {
  const std::shared_ptr<CalleeSink> sink = stream.sink;
  if (ending == CalleeSink::Ending::kAtOnce) RemoveNow(sink.get());
  sink->OnEnd(failure, ending);
}

RegistrationHub::Stream* RegistrationHub::Find(CalleeSink* sink) {
  const auto found = streams_.find(sink);
  return found == streams_.end() ? nullptr : &found->second;
}

RegistrationHub::Procedure* RegistrationHub::FindProcedure(
    CalleeMember member) {
  Stream* const stream = Find(member.sink);
  return stream == nullptr ? nullptr : &stream->procedures[member.procedure];
}

}  // namespace wampbridge::bridge
