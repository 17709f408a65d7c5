// SPDX-License-Identifier: Apache-2.0
#include "bridge/register/register_stream.h"

#include <google/protobuf/arena.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "bridge/errors/failures.h"
#include "bridge/translate/details.h"
#include "bridge/translate/invocation_answer.h"
#include "bridge/translate/payload_decoder.h"
#include "bridge/translate/proto_time.h"

namespace wampbridge::bridge {
namespace {

constexpr std::string_view kCanceled = "wamp.error.canceled";
constexpr std::string_view kUnavailable = "wamp.error.unavailable";
constexpr std::string_view kInvalid = "wamp.error.invalid_argument";
constexpr std::string_view kTooLarge = "wamp.error.payload_size_exceeded";
constexpr std::string_view kBadAnswer = "wampbridge.error.invalid_argument";

// What a message has beside the client's own texts, generously.
constexpr size_t kEnvelopeBytes = 512;

v1::InterruptMode ModeOf(const wamp::Interrupt& interrupt) {
  const std::string& mode = interrupt.options.TextAt("mode");
  if (mode == "kill") return v1::INTERRUPT_MODE_KILL;
  if (mode == "killnowait") return v1::INTERRUPT_MODE_KILLNOWAIT;
  return v1::INTERRUPT_MODE_UNSPECIFIED;
}

void AnswerError(const OpenInvocations::Open& open, std::string_view uri,
                 std::string_view text) {
  if (open.span != nullptr) open.span->Fail(std::string(uri));
  auto answer =
      BridgeError(open.request, open.connection->serializer(), uri, text);
  // Where it cannot be sent the session is lost, or the router does not read.
  (void)open.connection->YieldError(answer.Bound());
}

absl::Status SendAnswer(const OpenInvocations::Open& open,
                        OutgoingAnswer<wamp::Yield>& answer) {
  return open.connection->Yield(answer.Bound());
}

absl::Status SendAnswer(const OpenInvocations::Open& open,
                        OutgoingAnswer<wamp::Error>& answer) {
  if (open.span != nullptr) open.span->Fail("the client answered an error");
  return open.connection->YieldError(answer.Bound());
}

}  // namespace

RegisterStream::RegisterStream(Options options, Hooks hooks)
    : options_(std::move(options)), hooks_(std::move(hooks)) {}

RegisterStream::Taken RegisterStream::Take() {
  Taken taken;
  Apply([&] {
    if (!frames_.empty()) {
      taken = std::move(frames_.front().octets);
      frames_.pop_front();
      octets_ -= std::get<std::string>(taken).size();
    } else if (!ended_ && EndedLocked()) {
      ended_ = true;
      taken = end_ ? *end_ : End{when_idle_};
    }
  });
  return taken;
}

size_t RegisterStream::running() const {
  const std::lock_guard lock(mutex_);
  return open_.size();
}

bool RegisterStream::EndedLocked() const {
  if (end_) return true;
  return when_idle_ && open_.empty() && gone_ == options_.procedures.size();
}

bool RegisterStream::TakeableLocked() const {
  return !frames_.empty() || (EndedLocked() && !ended_);
}

template <typename Change>
void RegisterStream::Apply(Change change) {
  bool became_ready = false;
  bool has_room = false;
  bool ending = false;
  {
    const std::lock_guard lock(mutex_);
    const bool was_ready = TakeableLocked();
    const bool was_ended = EndedLocked();
    change();
    became_ready = !was_ready && TakeableLocked();
    ending = !was_ended && EndedLocked();
    has_room = was_full_ && HasRoomLocked(0);
    if (has_room) was_full_ = false;
  }
  if (became_ready) hooks_.ready();
  if (has_room) hooks_.room();
  if (ending) hooks_.ending();
}

bool RegisterStream::HasRoomLocked(size_t octets) const {
  if (end_ || open_.size() >= options_.concurrency) return false;
  return octets_ == 0 || octets_ + octets <= options_.octets_max;
}

void RegisterStream::PushLocked(Frame frame) {
  if (end_) return;
  octets_ += frame.octets.size();
  frames_.push_back(std::move(frame));
}

void RegisterStream::Push(const v1::RegisterResponse& response) {
  size_t unread = 0;
  Apply([&] {
    PushLocked({response.SerializeAsString(), 0});
    unread = octets_;
  });
  // Frames that tell of the router are few: it has read nothing for long.
  if (unread <= 2 * options_.octets_max) return;
  Finish(OutcomeUnknown(
      grpc::StatusCode::RESOURCE_EXHAUSTED,
      absl::StrCat("the client does not read: ", unread, " octets wait")));
}

absl::StatusOr<std::string> RegisterStream::FrameFor(
    const wamp::Invocation& invocation, const OpenInvocations::Open& open,
    uint64_t id, std::shared_ptr<OpenSpan>* span) const {
  google::protobuf::Arena arena;
  auto& response =
      *google::protobuf::Arena::CreateMessage<v1::RegisterResponse>(&arena);
  v1::Invocation& frame = *response.mutable_invocation();
  absl::Status status = FillInvocationDetails(
      invocation, options_.procedures[open.procedure].uri(), &frame);
  if (!status.ok()) return status;
  const wamp::Serializer serializer = open.connection->serializer();
  std::string kwargs;  // where metadata was taken out of them
  const wamp::PayloadView payload = options_.metadata.Take(
      {serializer, invocation.details, invocation.payload}, &kwargs, &frame);
  if (span != nullptr && !frame.metadata().empty()) {
    *span = ContinueTrace(options_.tracer, "INVOCATION", Span::Kind::kServer,
                          *frame.mutable_metadata());
    if (*span != nullptr) (*span)->Note("wamp.procedure", frame.procedure());
  }
  status = DecodePayload(serializer, payload, options_.form,
                         frame.mutable_payload());
  if (!status.ok()) return status;
  frame.set_invocation_id(id);
  std::string octets = response.SerializeAsString();
  if (octets.size() > options_.frame_bytes_max) {
    return absl::ResourceExhaustedError(
        absl::StrCat("the invocation has ", octets.size(),
                     " octets as a gRPC message, the limit is ",
                     options_.frame_bytes_max, " (grpc.max_message_bytes)"));
  }
  return octets;
}

CalleeSink::Took RegisterStream::Offer(const Offered& offered) {
  const wamp::Invocation& invocation = offered.invocation;
  const OpenInvocations::Open open{
      .connection = offered.connection,
      .request = invocation.request,
      .procedure = offered.procedure,
      .wants_progress = invocation.details.IsTrue("receive_progress")};
  uint64_t id = 0;
  {
    const std::lock_guard lock(mutex_);
    const size_t octets =
        invocation.payload.args.size() + invocation.payload.kwargs.size();
    if (!HasRoomLocked(octets)) {
      was_full_ = true;
      return Took::kFull;
    }
    id = open_.Add(open);
  }
  std::shared_ptr<OpenSpan> span;
  auto frame = FrameFor(invocation, open, id, &span);
  if (!frame.ok()) {
    Close(id);
    AnswerError(open, kInvalid, std::string(frame.status().message()));
    return Took::kTaken;
  }
  Apply([&] {
    if (span != nullptr) open_.Trace(id, std::move(span));
    PushLocked({*std::move(frame), id});
  });
  return Took::kTaken;
}

bool RegisterStream::Continue(const Connection& connection,
                              const wamp::Invocation& chunk) {
  uint64_t id = 0;
  OpenInvocations::Open open;
  bool full = false;
  {
    const std::lock_guard lock(mutex_);
    id = open_.IdOf(connection, chunk.request);
    if (id == 0) return false;
    open = *open_.Find(id);
    full = octets_ > options_.octets_max;
  }
  if (full) {
    Spoil(id, open, kUnavailable, "chunks come faster than they are read");
    return true;
  }
  auto frame = FrameFor(chunk, open, id, nullptr);
  if (frame.ok()) {
    Apply([&] { PushLocked({*std::move(frame), id}); });
  } else {
    Spoil(id, open, kInvalid, std::string(frame.status().message()));
  }
  return true;
}

bool RegisterStream::Interrupt(const Connection& connection,
                               const wamp::Interrupt& interrupt) {
  const v1::InterruptMode mode = ModeOf(interrupt);
  bool found = false;
  Apply([&] {
    const uint64_t id = open_.IdOf(connection, interrupt.request);
    found = id != 0;
    if (!found) return;
    v1::RegisterResponse response;
    response.mutable_interrupt()->set_invocation_id(id);
    response.mutable_interrupt()->set_mode(mode);
    PushLocked({response.SerializeAsString(), 0});
    if (mode != v1::INTERRUPT_MODE_KILL) open_.Erase(id);
  });
  // Nobody waits for the client's own answer; the router's books want one.
  if (found && mode != v1::INTERRUPT_MODE_KILL) {
    AnswerError({connection, interrupt.request}, kCanceled, "");
  }
  return found;
}

void RegisterStream::OnInterrupted(const std::string& reason,
                                   absl::Time since) {
  v1::RegisterResponse response;
  response.mutable_interrupted()->set_reason(reason);
  *response.mutable_interrupted()->mutable_since() = ToProto(since);
  Push(response);
}

void RegisterStream::OnSessionLost() {
  std::vector<OpenInvocations::Open> lost;
  Apply([&] {
    lost = open_.TakeAll();
    std::erase_if(frames_, [this](const Frame& frame) {
      if (frame.invocation == 0) return false;
      octets_ -= frame.octets.size();
      return true;
    });
  });
  // Where the session was only left, it can still say so.
  for (const auto& open : lost) AnswerError(open, kCanceled, "");
}

void RegisterStream::OnRegistered(const Accepted& accepted) {
  const v1::Procedure& procedure = options_.procedures[accepted.procedure];
  if (accepted.gap) {
    v1::RegisterResponse response;
    v1::Gap& gap = *response.mutable_gap();
    gap.set_reason(v1::GAP_REASON_SESSION_LOST);
    *gap.mutable_from() = ToProto(accepted.gap->from);
    *gap.mutable_to() = ToProto(accepted.gap->to);
    gap.set_detail(accepted.gap->reason);
    v1::Topic& topic = *gap.add_topics();
    topic.set_uri(procedure.uri());
    topic.set_match(procedure.match());
    Push(response);
  }
  v1::RegisterResponse response;
  v1::Registered& registered = *response.mutable_registered();
  registered.set_procedure(procedure.uri());
  registered.set_match(procedure.match());
  registered.set_registration_id(accepted.registration.value);
  registered.set_session_id(accepted.session.value);
  Push(response);
}

void RegisterStream::OnUnregistered(size_t procedure,
                                    const std::string& reason) {
  v1::RegisterResponse response;
  v1::Unregistered& unregistered = *response.mutable_unregistered();
  unregistered.set_procedure(options_.procedures[procedure].uri());
  unregistered.set_match(options_.procedures[procedure].match());
  unregistered.set_reason(reason);
  Apply([&] {
    ++gone_;
    PushLocked({response.SerializeAsString(), 0});
  });
}

void RegisterStream::OnEnd(const Failure& failure, Ending ending) {
  if (ending == Ending::kAtOnce) {
    Finish(failure);
  } else {
    FinishWhenIdle(failure);
  }
}

void RegisterStream::Finish(std::optional<Failure> failure) {
  std::vector<OpenInvocations::Open> left;
  Apply([&] {
    if (end_) return;
    left = open_.TakeAll();
    end_ = End{std::move(failure)};
  });
  for (const auto& open : left) AnswerError(open, kCanceled, "");
}

void RegisterStream::FinishWhenIdle(const Failure& failure) {
  Apply([&] {
    if (!when_idle_) when_idle_ = failure;
  });
}

absl::StatusOr<OpenInvocations::Open> RegisterStream::FindOpen(
    uint64_t id) const {
  const std::lock_guard lock(mutex_);
  if (!open_.WasGiven(id)) {
    return absl::InvalidArgumentError(
        absl::StrCat("invocation_id: ", id, " was never given to this stream"));
  }
  const OpenInvocations::Open* const open = open_.Find(id);
  return open == nullptr ? OpenInvocations::Open() : *open;
}

void RegisterStream::Close(uint64_t id) {
  Apply([&] { open_.Erase(id); });
}

void RegisterStream::Spoil(uint64_t id, const OpenInvocations::Open& open,
                           std::string_view uri, const std::string& why) {
  v1::RegisterResponse response;
  v1::Interrupt& interrupt = *response.mutable_interrupt();
  interrupt.set_invocation_id(id);
  interrupt.set_mode(v1::INTERRUPT_MODE_KILLNOWAIT);
  interrupt.set_reason(why);
  Apply([&] {
    open_.Erase(id);
    PushLocked({response.SerializeAsString(), 0});
  });
  AnswerError(open, uri, why);
}

template <typename Reply, typename Translate>
RegisterStream::Given RegisterStream::Give(const OpenInvocations::Open& open,
                                           const Reply& reply, Part part,
                                           const Translate& translate) {
  const uint64_t id = reply.invocation_id();
  const RouterTraits traits = options_.traits(*open.connection);
  auto outgoing = translate(
      reply, AnswerWay{open.request, open.connection->serializer(), traits});
  if (!outgoing.ok()) {
    Spoil(id, open, kBadAnswer, std::string(outgoing.status().message()));
    return Given::kDone;
  }
  const size_t octets =
      outgoing->payload.args.size() + outgoing->payload.kwargs.size();
  const size_t octets_max = open.connection->message_bytes_max();
  const size_t others = reply.ByteSizeLong() - reply.payload().ByteSizeLong();
  if (octets + others + kEnvelopeBytes > octets_max) {
    Spoil(id, open, kTooLarge,
          absl::StrCat("payload: ", octets, " octets; router ",
                       std::string(traits.name), " takes messages of at most ",
                       octets_max));
    return Given::kDone;
  }
  const absl::Status sent = SendAnswer(open, *outgoing);
  if (absl::IsResourceExhausted(sent)) return Given::kBlocked;
  if (absl::IsInvalidArgument(sent)) {
    Spoil(id, open, kBadAnswer, std::string(sent.message()));
    return Given::kDone;
  }
  // Otherwise it is sent, or the session or the invocation is gone.
  if (part == Part::kLast) Close(id);
  return sent.ok() ? Given::kDone : Given::kIgnored;
}

absl::StatusOr<RegisterStream::Given> RegisterStream::Answer(
    const v1::InvocationResult& result) {
  const auto open = FindOpen(result.invocation_id());
  if (!open.ok()) return open.status();
  // The caller takes no progressive results: nobody misses this one.
  const bool unwanted = result.progress() && !open->wants_progress;
  if (open->connection == nullptr || unwanted) return Given::kIgnored;
  return Give(*open, result, result.progress() ? Part::kProgress : Part::kLast,
              YieldFor);
}

absl::StatusOr<RegisterStream::Given> RegisterStream::Answer(
    const v1::InvocationError& error) {
  const auto open = FindOpen(error.invocation_id());
  if (!open.ok()) return open.status();
  if (open->connection == nullptr) return Given::kIgnored;
  return Give(*open, error, Part::kLast, ErrorFor);
}

}  // namespace wampbridge::bridge
