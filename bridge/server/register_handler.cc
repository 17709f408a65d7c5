// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/register_handler.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "bridge/errors/failures.h"
#include "bridge/server/buffers.h"
#include "bridge/server/first_of.h"
#include "bridge/server/message_size.h"
#include "bridge/translate/match_policy.h"
#include "bridge/translate/payload_form.h"
#include "bridge/translate/register_request.h"

namespace wampbridge::bridge {
namespace {

// How soon an answer that found the session's write buffer full is tried again.
constexpr absl::Duration kBlockedPause = absl::Milliseconds(5);

InvokePolicy PolicyOf(v1::Invoke invoke) {
  switch (invoke) {
    case v1::INVOKE_ROUNDROBIN:
      return InvokePolicy::kRoundRobin;
    case v1::INVOKE_RANDOM:
      return InvokePolicy::kRandom;
    case v1::INVOKE_FIRST:
      return InvokePolicy::kFirst;
    case v1::INVOKE_LAST:
      return InvokePolicy::kLast;
    default:
      return InvokePolicy::kSingle;
  }
}

Failure Invalid(const std::string& what) {
  return Rejected(absl::InvalidArgumentError(what));
}

}  // namespace

void RegisterHandler::Offer(BridgeService& service, Serving& serving,
                            ServingQueue& queue) {
  const auto handler =
      std::make_shared<RegisterHandler>(service, serving, queue);
  service.RequestRegister(&handler->context(), handler->stream(), queue.queue(),
                          queue.queue(), handler->ArmStart());
}

std::weak_ptr<RegisterHandler> RegisterHandler::WeakSelf() {
  return std::static_pointer_cast<RegisterHandler>(shared_from_this());
}

void RegisterHandler::OnStart(const std::optional<Failure>& refusal) {
  if (refusal) return End(refusal);
  const auto weak = WeakSelf();
  blocked_ = std::make_unique<Alarm>(*serving().deadlines, [weak] {
    if (const auto self = weak.lock()) self->TakeFrame();
  });
  reset_ = std::make_unique<Alarm>(*serving().deadlines, [weak] {
    if (const auto self = weak.lock()) self->Reset();
  });
  Read();
}

void RegisterHandler::Read() {
  if (!BeginOperation()) return;
  stream()->Read(&octets_, read_.Arm(WeakSelf().lock()));
}

void RegisterHandler::OnRead(bool ok) {
  if (!ok) {
    // The client has said all; or it is gone, and nobody reads this.
    End(std::nullopt);
  } else if (!ParseFromBuffer(octets_, &frame_)) {
    End(NotAMessage(frame_));
  } else {
    octets_.Clear();
    TakeFrame();
  }
  EndOperation();
}

void RegisterHandler::TakeFrame() {
  const auto taken = Accept();
  if (const auto* failure = std::get_if<Failure>(&taken)) return End(*failure);
  const auto given = std::get<RegisterStream::Given>(taken);
  if (given == RegisterStream::Given::kBlocked) {
    return blocked_->SetAfter(kBlockedPause);
  }
  if (given == RegisterStream::Given::kIgnored) {
    serving().counters.answers_ignored.fetch_add(1, std::memory_order_relaxed);
  }
  Read();
}

std::variant<RegisterStream::Given, Failure> RegisterHandler::Accept() {
  const auto stream = registrations();
  if ((stream == nullptr) != frame_.has_register_()) {
    return Invalid(stream == nullptr ? "register: must be the first frame"
                                     : "register: only the first frame may");
  }
  std::optional<Failure> wrong;
  absl::StatusOr<RegisterStream::Given> given = RegisterStream::Given::kDone;
  switch (frame_.frame_case()) {
    case v1::RegisterRequest::kRegister:
      wrong = Begin(frame_.register_());
      break;
    case v1::RegisterRequest::kResult:
      given = stream->Answer(frame_.result());
      break;
    case v1::RegisterRequest::kError:
      given = stream->Answer(frame_.error());
      break;
    case v1::RegisterRequest::kUnregister:
      wrong = Unregister(frame_.unregister());
      break;
    case v1::RegisterRequest::FRAME_NOT_SET:
      wrong = Invalid("frame: is required");
      break;
  }
  if (wrong) return *wrong;
  if (!given.ok()) return Rejected(given.status());
  return *given;
}

std::variant<RegisterHandler::Checked, Failure> RegisterHandler::Check(
    const v1::RegisterProcedures& asked) {
  const ServingLimits& limits = serving().limits.Get();
  const absl::Status wrong = CheckRegister(
      asked, {.procedures_per_stream = limits.procedures_per_stream,
              .concurrency_ceiling = limits.queue_events_ceiling});
  if (!wrong.ok()) return Rejected(wrong);
  const auto form = ResolvePayloadForm(asked.payload_form(), v1::Payload());
  if (!form.ok()) return Rejected(form.status());
  std::vector<Wish> wishes;
  for (const v1::Procedure& procedure : asked.procedures()) {
    wishes.push_back(
        {Action::kRegister, procedure.uri(), MatchPolicyOf(procedure.match())});
  }
  auto chosen = IdentityFor(asked.identity(), wishes);
  if (const auto* failure = std::get_if<Failure>(&chosen)) return *failure;
  identity_ = std::get<Identities::Pointer>(std::move(chosen));
  Checked checked;
  for (const v1::Procedure& procedure : asked.procedures()) {
    auto options = RegisterOptionsFor(procedure, asked.on_conflict(),
                                      &identity_->extra_options);
    if (!options.ok()) return Rejected(options.status());
    const wamp::MatchPolicy match = MatchPolicyOf(procedure.match());
    checked.procedures.push_back(
        {.uri = procedure.uri(),
         .match = match,
         .invoke = PolicyOf(procedure.invoke()),
         .options = *std::move(options),
         .conflict = asked.on_conflict() == v1::ON_CONFLICT_WAIT
                         ? WantedProcedure::Conflict::kWait
                         : WantedProcedure::Conflict::kFail});
    procedures_.push_back(procedure);
    procedures_.back().set_match(MatchOf(match));
  }
  checked.options.procedures = procedures_;
  checked.options.form = *form;
  checked.options.concurrency = asked.max_concurrency() == 0
                                    ? limits.concurrency
                                    : asked.max_concurrency();
  checked.options.octets_max = limits.queue.octets_max;
  checked.options.frame_bytes_max = limits.grpc_message_bytes_max;
  checked.options.metadata = identity_->metadata;
  checked.options.tracer = serving().tracer;
  checked.options.traits =
      [identity = identity_](const transport::ClientConnection& connection) {
        return TraitsOf(*identity, connection);
      };
  return checked;
}

std::optional<Failure> RegisterHandler::Begin(
    const v1::RegisterProcedures& asked) {
  auto accepted = Check(asked);
  if (auto* failure = std::get_if<Failure>(&accepted)) return *failure;
  asked_ = asked;
  Checked& checked = std::get<Checked>(accepted);
  const auto stream =
      std::make_shared<RegisterStream>(std::move(checked.options), HooksOf());
  const auto weak = WeakSelf();
  const auto gate = [weak](const transport::ClientConnection& connection) {
    const auto self = weak.lock();
    if (self == nullptr) return absl::OkStatus();
    return CheckRegisterFeatures(self->asked_,
                                 TraitsOf(*self->identity_, connection));
  };
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (ended_) return std::nullopt;  // by the drain, meanwhile
    stream_ = stream;
  }
  identity_->hubs->registrations().Register(std::move(checked.procedures), gate,
                                            stream);
  // The drain, or the client's going, may have looked for it before.
  if (serving().draining) OnDrain();
  if (context().IsCancelled()) OnCancelled();
  return std::nullopt;
}

RegisterStream::Hooks RegisterHandler::HooksOf() {
  const auto weak = WeakSelf();
  RegisterStream::Hooks hooks;
  hooks.ready = [weak] {
    if (const auto self = weak.lock()) self->Pump();
  };
  hooks.room = [weak] {
    if (const auto self = weak.lock()) {
      self->identity_->hubs->registrations().OnRoom(self->registrations());
    }
  };
  hooks.ending = [weak] {
    if (const auto self = weak.lock()) {
      self->reset_->SetAfter(self->serving().limits.Get().overflow_drain);
    }
  };
  return hooks;
}

std::optional<Failure> RegisterHandler::Unregister(
    const v1::UnregisterProcedure& asked) {
  const wamp::MatchPolicy match = MatchPolicyOf(asked.match());
  const auto found = std::find_if(
      procedures_.begin(), procedures_.end(), [&](const auto& procedure) {
        return procedure.uri() == asked.procedure() &&
               MatchPolicyOf(procedure.match()) == match;
      });
  if (found == procedures_.end()) {
    return Invalid(absl::StrCat(
        "unregister.procedure: ", asked.procedure(),
        " with this match is not among those that the stream registered"));
  }
  identity_->hubs->registrations().Unregister(
      registrations(), static_cast<size_t>(found - procedures_.begin()));
  return std::nullopt;
}

std::shared_ptr<RegisterStream> RegisterHandler::registrations() {
  const std::lock_guard<std::mutex> lock(mutex_);
  return stream_;
}

void RegisterHandler::End(const std::optional<Failure>& failure) {
  std::shared_ptr<RegisterStream> stream;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stream = stream_;
    if (stream == nullptr && !ended_) ended_ = StreamEnd{failure};
  }
  if (stream == nullptr) return Pump();
  identity_->hubs->registrations().Remove(stream);
  stream->Finish(failure);
}

ToWrite RegisterHandler::TakeNext() {
  std::shared_ptr<RegisterStream> stream;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stream = stream_;
    if (stream == nullptr && ended_) return *ended_;
  }
  if (stream == nullptr) return NothingToWrite{};
  RegisterStream::Taken taken = stream->Take();
  if (auto* frame = std::get_if<std::string>(&taken)) {
    return AdoptAsBuffer(std::move(*frame));
  }
  if (auto* end = std::get_if<RegisterStream::End>(&taken)) {
    identity_->hubs->registrations().Remove(stream);
    if (end->failure) {
      end->failure->identity = identity_->name;
      end->failure->router = identity_->router;
    }
    return StreamEnd{std::move(end->failure)};
  }
  return NothingToWrite{};
}

void RegisterHandler::OnCancelled() {
  serving().counters.rpcs_cancelled.fetch_add(1, std::memory_order_relaxed);
  End(std::nullopt);
}

std::optional<LiveRpc::Description> RegisterHandler::Describe() {
  const auto stream = registrations();
  if (stream == nullptr) return std::nullopt;
  Description described = DescribeStream("Register", *identity_);
  described.client_name = asked_.client_name();
  described.of = FirstOf(asked_.procedures());
  described.running = stream->running();
  return described;
}

void RegisterHandler::OnAccessLost(const Failure& failure) { End(failure); }

// UNREGISTER; the stream ends after the last invocation that runs.
void RegisterHandler::OnDrain() {
  const auto stream = registrations();
  if (stream == nullptr) return End(DrainingFailure());
  stream->FinishWhenIdle(DrainingFailure());
  identity_->hubs->registrations().Leave(stream);
}

void RegisterHandler::OnAbort() {
  End(DrainingFailure());
  Reset();
}

}  // namespace wampbridge::bridge
