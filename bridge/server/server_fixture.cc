// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/server_fixture.h"

#include <thread>
#include <utility>

#include "absl/time/clock.h"
#include "bridge/errors/failures.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace wampbridge::bridge {
namespace {

Failure FailureOf(const wamp::Error& error, wamp::Serializer) {
  return RemoteFailure(ErrorMapper(), error.error, std::nullopt);
}

std::shared_ptr<StreamHubs> MakeHubs(transport::EventLoop& loop) {
  SessionSubscriptions::Options subscriptions;
  subscriptions.remote_failure = FailureOf;
  SessionRegistrations::Options registrations;
  registrations.remote_failure = FailureOf;
  registrations.random = [] { return 0.0; };
  return std::make_shared<StreamHubs>(loop, std::move(subscriptions),
                                      std::move(registrations));
}

std::string Trailer(const grpc::ClientContext& context, const char* name) {
  const auto& trailers = context.GetServerTrailingMetadata();
  const auto found = trailers.find(name);
  if (found == trailers.end()) return "";
  return std::string(found->second.data(), found->second.size());
}

}  // namespace

ServerTest::ServerTest()
    : clock_(absl::Now()),
      pool_(std::make_shared<FakeSessionPool>()),
      hubs_(MakeHubs(io_.loop(0))) {
  access_.mutable_callers()->set_insecure_any(true);
  Identity orders;
  orders.name = "orders";
  orders.router = "main";
  orders.realm = "realm1";
  orders.hubs = hubs_;
  orders.pool = pool_;
  identities_.Add(std::make_shared<const Identity>(std::move(orders)));
}

ServerTest::~ServerTest() {
  if (server_ != nullptr) server_->Shutdown();
  if (session_ != nullptr) Lose();
  OnLoop([] {});  // the hub has let go of streams, which use the limits on time
  io_.Stop();
}

void ServerTest::Serve() {
  ServeWithoutSession();
  Join(11);
}

void ServerTest::ServeWithoutSession() {
  live_ = std::make_unique<LiveRpcs>(rpc_limits_);
  auto gatekeeper = Gatekeeper::Create(access_);
  ASSERT_EQ(gatekeeper.status(), absl::OkStatus());
  gatekeeper_ = *std::move(gatekeeper);
  serving_.reset(new Serving{
      .identities = identities_,
      .errors = errors_,
      .gatekeeper = *gatekeeper_,
      .limits = Published<ServingLimits>(limits_),
      .propagated_keys = Published<std::vector<std::string>>(propagated_keys_),
      .caller_limits = {},
      .retries = RetryPolicy(retries_),
      .deadlines = Deadlines::Create(clock_),
      .live = live_.get(),
      .audit = nullptr,
      .tracer = tracer_,
      .log = {},
      .uri_labels = UriLabels({}),
      .counters = {},
      .draining = {},
  });
  server_ = std::make_unique<GrpcServer>(GrpcServer::Options(), *serving_,
                                         health_, [] { return StatusFacts(); });
  ASSERT_EQ(server_->Start(), absl::OkStatus());
  channel_ = server_->InProcessChannel();
  stub_ = v1::WampBridge::NewStub(channel_);
}

void ServerTest::Join(uint64_t session) {
  session_ = std::make_shared<Fake>(session);
  pool_->SetSession(session_);
  OnLoop([this] { hubs_->OnSubscriberJoined(session_); });
}

void ServerTest::Lose(wamp::Handed handed) {
  pool_->SetSession(nullptr);
  OnLoop([this, handed] {
    session_->Lose({}, handed);
    hubs_->OnSubscriberLost("reset", clock_.Now());
  });
  session_ = nullptr;
}

void ServerTest::AnswerSubscribed(wamp::RequestId id, uint64_t subscription) {
  OnLoop([&] { session_->AnswerSubscribed(id, subscription); });
}

void ServerTest::Deliver(const wamp::Event& event) {
  OnLoop([&] { hubs_->OnSubscriberEvent(event); });
}

void ServerTest::Revoke(const wamp::Unsubscribed& revocation) {
  OnLoop([&] { hubs_->OnSubscriberRevoked(revocation); });
}

void ServerTest::AnswerRegistered(wamp::RequestId id, uint64_t registration) {
  OnLoop([&] { session_->AnswerRegistered(id, registration); });
}

void ServerTest::Invoke(const wamp::Invocation& invocation) {
  OnLoop([&] { hubs_->OnSubscriberInvocation(invocation); });
}

void ServerTest::Interrupt(const wamp::Interrupt& interrupt) {
  OnLoop([&] { hubs_->OnSubscriberInterrupt(interrupt); });
}

void ServerTest::RevokeRegistration(const wamp::Unregistered& revocation) {
  OnLoop([&] { hubs_->OnSubscriberUnregistered(revocation); });
}

std::unique_ptr<ServerTest::Unary<v1::CallResponse>> ServerTest::StartCall(
    v1::CallRequest request,
    const std::map<std::string, std::string>& metadata) {
  auto call = std::make_unique<Unary<v1::CallResponse>>();
  for (const auto& [key, text] : metadata) call->context.AddMetadata(key, text);
  call->status = std::async(std::launch::async, [this, rpc = call.get(),
                                                 request = std::move(request)] {
    return stub_->Call(&rpc->context, request, &rpc->response);
  });
  return call;
}

std::unique_ptr<ServerTest::Unary<v1::PublishResponse>>
ServerTest::StartPublish(v1::PublishRequest request) {
  auto publish = std::make_unique<Unary<v1::PublishResponse>>();
  publish->status = std::async(
      std::launch::async,
      [this, rpc = publish.get(), request = std::move(request)] {
        return stub_->Publish(&rpc->context, request, &rpc->response);
      });
  return publish;
}

v1::CallRequest ServerTest::CallOf(const std::string& procedure) {
  v1::CallRequest request;
  request.set_procedure(procedure);
  request.mutable_payload()->set_json("[2,3]");
  return request;
}

v1::PublishRequest ServerTest::PublishOf(const std::string& topic) {
  v1::PublishRequest request;
  request.set_topic(topic);
  request.mutable_payload()->set_json("[1]");
  return request;
}

ServerTest::Seen ServerTest::SeenOf(const grpc::ClientContext& context,
                                    const grpc::Status& status) {
  Seen seen{.status = status,
            .outcome = Trailer(context, "wamp-outcome"),
            .error = Trailer(context, "wamp-error"),
            .detail = {}};
  google::rpc::Status details;
  if (!details.ParseFromString(status.error_details())) return seen;
  for (const auto& any : details.details()) {
    if (any.Is<v1::WampError>()) any.UnpackTo(&seen.detail);
    if (any.Is<google::rpc::RetryInfo>()) seen.retry_info = true;
  }
  return seen;
}

void ServerTest::ExpectLocated(const Seen& seen, grpc::StatusCode code,
                               const std::string& outcome) {
  EXPECT_EQ(seen.status.error_code(), code) << seen.status.error_message();
  EXPECT_EQ(seen.outcome, outcome);
  EXPECT_EQ(v1::Outcome_Name(seen.detail.outcome()), "OUTCOME_" + outcome);
  EXPECT_EQ(seen.error, seen.detail.uri());
  EXPECT_EQ(seen.detail.identity(), "orders");
  EXPECT_EQ(seen.detail.router(), "main");
}

void ServerTest::Advance(absl::Duration duration) {
  OnLoop([&] { clock_.Advance(duration); });
}

void ServerTest::OnLoop(const std::function<void()>& function) {
  std::promise<void> done;
  io_.loop(0).Post([&] {
    function();
    done.set_value();
  });
  done.get_future().wait();
}

void ServerTest::AwaitCalls(size_t count) {
  while (live_->counts().calls < count) std::this_thread::yield();
}

void ServerTest::BeginDrain() {
  serving_->draining = true;
  live_->Drain();
}

void ServerTest::AbortAll() { live_->Abort(); }

}  // namespace wampbridge::bridge
