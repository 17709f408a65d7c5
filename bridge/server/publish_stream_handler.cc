// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/publish_stream_handler.h"

#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "bridge/errors/failure_status.h"
#include "bridge/errors/failures.h"
#include "bridge/server/buffers.h"
#include "bridge/server/denial.h"
#include "bridge/server/message_size.h"
#include "bridge/server/outgoing_publish.h"
#include "bridge/server/routed_request.h"
#include "bridge/server/time_limit.h"
#include "bridge/translate/publish_request.h"

namespace wampbridge::bridge {
namespace {

Failure SessionLost() {
  return NotSent(grpc::StatusCode::UNAVAILABLE,
                 "the stream's session to the router is lost");
}

}  // namespace

// One publication of the stream, which it keeps alive.
class PublishStreamHandler::Publication final
    : public RoutedRequest,
      public std::enable_shared_from_this<Publication> {
 public:
  Publication(std::shared_ptr<PublishStreamHandler> stream,
              std::unique_ptr<v1::PublishStreamRequest> message)
      : RoutedRequest(stream->serving()),
        stream_(std::move(stream)),
        message_(std::move(message)),
        octets_(message_->ByteSizeLong()) {
    const std::lock_guard<std::mutex> lock(stream_->mutex_);
    stream_->unanswered_octets_ += octets_;
  }
  ~Publication() override { stream_->Free(octets_); }

  void Start(const SessionPool::Connection& connection) {
    Route route;
    route.identity = stream_->identity_;
    route.own = connection;
    const Serving& serving = stream_->serving();
    route.limit = PublishLimit(absl::InfiniteFuture(), serving.limits.Get(),
                               serving.deadlines->Now());
    route.labelled = serving.uri_labels.Of(message_->publish().topic());
    route.trace = trace_ = BeginTrace();
    if (!WantsAcknowledge(message_->publish())) {
      route.answer = Route::Answer::kNone;
    }
    Begin(route);
  }

 private:
  std::shared_ptr<RoutedRequest> Self() override { return shared_from_this(); }

  std::optional<Failure> Encode(
      transport::ClientConnection& connection) override {
    return outgoing_.Encode(message_->publish(), *route().identity,
                            route().Along(stream_->propagated_), connection);
  }

  absl::StatusOr<wamp::RequestId> Send(
      transport::ClientConnection& connection,
      transport::RequestObserver* observer) override {
    return outgoing_.Send(connection, observer);
  }

  void OnRouterAnswer(const wamp::Answered& answered) override {
    auto published = outgoing_.ResponseFor(answered, stream_->serving().errors);
    if (const auto* failure = std::get_if<Failure>(&published)) {
      return Fail(Located(*failure));
    }
    Count(nullptr);
    v1::PublishStreamResponse response;
    response.set_sequence(message_->sequence());
    *response.mutable_published() = std::get<v1::PublishResponse>(published);
    stream_->Answer(std::move(response));
  }

  void OnSentUnanswered() override {
    Count(nullptr);
    stream_->Answer(std::nullopt);
  }

  void OnRequestFailed(const Failure& failure) override {
    // Without a URI nobody but the connection can have said so.
    const bool lost =
        failure.uri.empty() && (failure.code == grpc::StatusCode::ABORTED ||
                                failure.code == grpc::StatusCode::UNAVAILABLE);
    if (lost) stream_->End({SessionLost()});
    Fail(failure);
  }

  void Fail(const Failure& failure) {
    Count(&failure);
    stream_->AnswerFailure(message_->sequence(), failure);
  }

  // How it has ended; null: well.
  void Count(const Failure* failure) {
    if (trace_ != nullptr) trace_->End(failure);
    RequestMetrics* const labelled = route().labelled;
    if (labelled == nullptr) return;
    labelled->CountEnd(RpcMethod::kPublishStream, failure);
  }

  // The publication's own place in a trace goes before the stream's.
  std::shared_ptr<RequestTrace> BeginTrace() const {
    Tracer* const tracer = stream_->serving().tracer;
    if (tracer == nullptr) return nullptr;
    RequestTrace::Client client;
    const auto& own = message_->publish().options().metadata();
    if (const auto parent = own.find(kTraceparent); parent != own.end()) {
      const auto state = own.find(kTracestate);
      client = {.traceparent = parent->second,
                .tracestate = state == own.end() ? "" : state->second};
    } else {
      client = stream_->ClientTrace();
    }
    auto trace = RequestTrace::Begin(tracer, RequestTrace::Kind::kPublication,
                                     "PublishStream", client);
    if (trace != nullptr) {
      trace->Note("wamp.topic", message_->publish().topic());
    }
    return trace;
  }

  const std::shared_ptr<PublishStreamHandler> stream_;
  const std::unique_ptr<v1::PublishStreamRequest> message_;
  const size_t octets_;
  std::shared_ptr<RequestTrace> trace_;  // null: it is not traced
  OutgoingPublish outgoing_;
};

void PublishStreamHandler::Offer(BridgeService& service, Serving& serving,
                                 ServingQueue& queue) {
  const auto handler =
      std::make_shared<PublishStreamHandler>(service, serving, queue);
  service.RequestPublishStream(&handler->context(), handler->stream(),
                               queue.queue(), queue.queue(),
                               handler->ArmStart());
}

void PublishStreamHandler::OnStart(const std::optional<Failure>& refusal) {
  if (refusal) return End({*refusal});
  propagated_ = PropagatedMetadata();
  Read();
}

void PublishStreamHandler::Read() {
  if (!BeginOperation()) return;
  stream()->Read(&octets_,
                 read_.Arm(std::static_pointer_cast<PublishStreamHandler>(
                     shared_from_this())));
}

void PublishStreamHandler::OnRead(bool ok) {
  if (ok) {
    Accept();
  } else {
    End({});  // the client has said all; or it is gone, and nobody reads this
  }
  EndOperation();
}

void PublishStreamHandler::ReadNext() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (end_) return;
    paused_ = unanswered_ >= kUnansweredMax ||
              unanswered_octets_ >= kUnansweredOctetsMax;
    if (paused_) return;
  }
  Read();
}

std::optional<Failure> PublishStreamHandler::CheckOrder(
    const v1::PublishStreamRequest& message) {
  if (message.sequence() > last_sequence_) {
    last_sequence_ = message.sequence();
    return std::nullopt;
  }
  return Rejected(absl::InvalidArgumentError(
      absl::StrCat("sequence: ", message.sequence(), " after ", last_sequence_,
                   "; it must rise, from 1 or more")));
}

std::optional<Failure> PublishStreamHandler::CheckPublication(
    const v1::PublishRequest& publish) {
  if (absl::Status wrong = CheckPublish(publish); !wrong.ok()) {
    return Rejected(wrong);
  }
  if (auto denied = CheckAllowed(publish)) return denied;
  if (identity_ == nullptr || publish.identity().empty() ||
      publish.identity() == identity_->name) {
    return std::nullopt;
  }
  return Rejected(absl::InvalidArgumentError(
      absl::StrCat("identity: the stream publishes for ", identity_->name)));
}

// The first one's rights are looked at with its identity.
std::optional<Failure> PublishStreamHandler::CheckAllowed(
    const v1::PublishRequest& publish) {
  if (identity_ == nullptr || !serving().gatekeeper.has_rules()) {
    return std::nullopt;
  }
  const Wish wish{.action = Action::kPublish, .uri = publish.topic()};
  const auto permission =
      serving().gatekeeper.Permit(*caller(), identity_->name, {&wish, 1});
  const auto* failure = std::get_if<Failure>(&permission);
  if (failure == nullptr) return std::nullopt;
  AuditDenial(
      serving(),
      {.caller = caller().get(), .identity = identity_->name, .peer = {}},
      *failure);
  return *failure;
}

void PublishStreamHandler::Accept() {
  auto message = std::make_unique<v1::PublishStreamRequest>();
  std::optional<Failure> wrong;
  if (!ParseFromBuffer(octets_, message.get())) {
    wrong = NotAMessage(*message);
  } else {
    wrong = CheckOrder(*message);
  }
  octets_.Clear();
  // Such a message has no number to answer it by.
  if (wrong) return End({wrong});
  const uint64_t sequence = message->sequence();
  bool ending = false;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    ++unanswered_;
    ending = end_.has_value();
  }
  if (ending) return AnswerFailure(sequence, DrainingFailure());
  wrong = CheckPublication(message->publish());
  if (!wrong) wrong = ChargeCaller(message->ByteSizeLong());
  if (wrong) {
    AnswerFailure(sequence, *wrong);
    return ReadNext();
  }
  if (identity_ == nullptr) return Open(std::move(message));
  Publish(std::move(message));
  ReadNext();
}

void PublishStreamHandler::Open(
    std::unique_ptr<v1::PublishStreamRequest> first) {
  const Wish wish{.action = Action::kPublish, .uri = first->publish().topic()};
  auto chosen = IdentityFor(first->publish().identity(), {&wish, 1});
  if (const auto* failure = std::get_if<Failure>(&chosen)) {
    End({*failure});
    return AnswerFailure(first->sequence(), *failure);
  }
  identity_ = std::get<Identities::Pointer>(std::move(chosen));
  first_ = std::move(first);
  const std::weak_ptr<PublishStreamHandler> weak =
      std::static_pointer_cast<PublishStreamHandler>(shared_from_this());
  auto wait = identity_->pool->AcquireOwn(
      ClientDeadline(),
      [weak](const SessionPool::Acquired& acquired) {
        if (const auto self = weak.lock()) {
          self->OnOpened(acquired);
        } else if (acquired.connection != nullptr) {
          acquired.connection->Leave("wamp.close.normal");
        }
      },
      [weak](const Failure& why) {
        if (const auto self = weak.lock()) self->End({why});
      });
  const std::lock_guard<std::mutex> lock(mutex_);
  if (connection_ == nullptr && !released_) wait_.swap(wait);
}

void PublishStreamHandler::OnOpened(const SessionPool::Acquired& acquired) {
  std::unique_ptr<v1::PublishStreamRequest> first = std::move(first_);
  if (acquired.connection == nullptr) {
    Failure failure = acquired.failure;
    failure.identity = identity_->name;
    failure.router = identity_->router;
    End({failure});
    return AnswerFailure(first->sequence(), failure);
  }
  bool gone = false;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    gone = released_;
    if (!gone) connection_ = acquired.connection;
  }
  if (gone) return identity_->pool->ReleaseOwn(acquired.connection);
  Publish(std::move(first));
  ReadNext();
}

void PublishStreamHandler::Publish(
    std::unique_ptr<v1::PublishStreamRequest> message) {
  SessionPool::Connection connection;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    connection = connection_;
  }
  std::make_shared<Publication>(
      std::static_pointer_cast<PublishStreamHandler>(shared_from_this()),
      std::move(message))
      ->Start(connection);
}

void PublishStreamHandler::Free(size_t octets) {
  bool read_on = false;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    unanswered_octets_ -= octets;
    read_on = std::exchange(paused_, false);
  }
  if (read_on) ReadNext();
}

void PublishStreamHandler::Answer(
    std::optional<v1::PublishStreamResponse> response) {
  bool read_on = false;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (response) {
      responses_.push_back(*std::move(response));
    } else {
      --unanswered_;
      read_on = std::exchange(paused_, false);
    }
  }
  Pump();
  if (read_on) ReadNext();
}

void PublishStreamHandler::AnswerFailure(uint64_t sequence,
                                         const Failure& failure) {
  v1::PublishStreamResponse response;
  response.set_sequence(sequence);
  *response.mutable_error() = ToPublishError(failure);
  Answer(std::move(response));
}

void PublishStreamHandler::End(StreamEnd end) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (end_) return;
    end_ = std::move(end);
  }
  Pump();
}

ToWrite PublishStreamHandler::TakeNext() {
  bool read_on = false;
  ToWrite next = NothingToWrite{};
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!responses_.empty()) {
      next = SerializeToBuffer(responses_.front());
      responses_.pop_front();
      --unanswered_;
      read_on = std::exchange(paused_, false);
    } else if (end_ && unanswered_ == 0) {
      next = *end_;
    }
  }
  if (read_on) ReadNext();
  if (std::holds_alternative<StreamEnd>(next)) ReleaseSession();
  return next;
}

void PublishStreamHandler::ReleaseSession() {
  SessionPool::Connection connection;
  std::unique_ptr<SessionPool::Wait> wait;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    released_ = true;
    connection.swap(connection_);
    wait.swap(wait_);
  }
  if (connection != nullptr) identity_->pool->ReleaseOwn(connection);
}

void PublishStreamHandler::OnCancelled() {
  serving().counters.rpcs_cancelled.fetch_add(1, std::memory_order_relaxed);
  End({});
  ReleaseSession();
}

std::optional<LiveRpc::Description> PublishStreamHandler::Describe() {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (connection_ == nullptr) return std::nullopt;  // nor is the identity known
  Description described = DescribeStream("PublishStream", *identity_);
  described.backlog = {static_cast<size_t>(unanswered_), unanswered_octets_};
  return described;
}

void PublishStreamHandler::OnAccessLost(const Failure& failure) {
  End({failure});
}

void PublishStreamHandler::OnDrain() { End({DrainingFailure()}); }

void PublishStreamHandler::OnAbort() {
  OnDrain();
  Reset();
}

}  // namespace wampbridge::bridge
