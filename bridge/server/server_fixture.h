// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_SERVER_FIXTURE_H_
#define BRIDGE_SERVER_SERVER_FIXTURE_H_

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <functional>
#include <future>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bridge/pool/fake_session_pool.h"
#include "bridge/server/grpc_server.h"
#include "bridge/server/health_state.h"
#include "bridge/server/live_rpcs.h"
#include "bridge/server/retry_policy.h"
#include "bridge/server/serving.h"
#include "proto/wampbridge/v1/bridge.grpc.pb.h"
#include "wamp/transport/io_threads.h"
#include "wamp/transport/manual_loop.h"

namespace wampbridge::bridge {

// The gRPC services on a channel inside this process, with a session whose
// router is the test: identity "orders" in realm1 of router "main". Limits on
// time pass when the test says so.
class ServerTest : public testing::Test {
 protected:
  using Fake = transport::FakeClientConnection;

  // What a client learns of a failure, from all places.
  struct Seen {
    grpc::Status status;
    std::string outcome;   // trailer wamp-outcome
    std::string error;     // trailer wamp-error
    v1::WampError detail;  // of grpc-status-details-bin
    bool retry_info = false;
  };

  // A unary RPC that runs on a thread of its own.
  template <typename Response>
  struct Unary {
    grpc::ClientContext context;
    Response response;
    std::future<grpc::Status> status;

    Seen Wait() { return SeenOf(context, status.get()); }
  };

  ServerTest();
  ~ServerTest() override;

  // Serves with the settings below as they are, and session 11.
  void Serve();
  void ServeWithoutSession();
  // Another session takes the place of the last.
  void Join(uint64_t session);
  // The session is lost, with its requests.
  void Lose(wamp::Handed handed = wamp::Handed::kYes);
  Fake& session() { return *session_; }
  // What the router sends on it.
  void AnswerSubscribed(wamp::RequestId id, uint64_t subscription);
  void Deliver(const wamp::Event& event);
  void Revoke(const wamp::Unsubscribed& revocation);
  void AnswerRegistered(wamp::RequestId id, uint64_t registration);
  void Invoke(const wamp::Invocation& invocation);
  void Interrupt(const wamp::Interrupt& interrupt);
  void RevokeRegistration(const wamp::Unregistered& revocation);
  FakeSessionPool& pool() { return *pool_; }
  RetryPolicy::Counts retry_counts() { return serving_->retries.counts(); }
  v1::WampBridge::Stub& stub() { return *stub_; }
  std::shared_ptr<grpc::Channel> channel() { return channel_; }

  // `metadata` is gRPC's own.
  std::unique_ptr<Unary<v1::CallResponse>> StartCall(
      v1::CallRequest request,
      const std::map<std::string, std::string>& metadata = {});
  std::unique_ptr<Unary<v1::PublishResponse>> StartPublish(
      v1::PublishRequest request);
  static v1::CallRequest CallOf(const std::string& procedure);
  static v1::PublishRequest PublishOf(const std::string& topic);

  static Seen SeenOf(const grpc::ClientContext& context,
                     const grpc::Status& status);
  // Trailers and detail agree on the outcome, and name identity and router.
  static void ExpectLocated(const Seen& seen, grpc::StatusCode code,
                            const std::string& outcome);

  // Time passes for every limit.
  void Advance(absl::Duration duration);
  // On the thread of the subscribing session, waiting until it has run.
  void OnLoop(const std::function<void()>& function);
  // Waits until so many calls of any shape are under way.
  void AwaitCalls(size_t count);
  void BeginDrain();
  void AbortAll();

  ServingLimits limits_;
  RetryPolicy::Options retries_;
  std::vector<std::string> propagated_keys_;
  LiveRpcs::Limits rpc_limits_;
  Tracer* tracer_ = nullptr;   // outlives the test's fixture
  config::v1::Config access_;  // its `callers`; at first everyone
  HealthState health_{GrpcServer::ServiceNames()};

 private:
  transport::ManualLoop clock_;
  transport::IoThreads io_{1};
  const ErrorMapper errors_;
  std::shared_ptr<Fake> session_;
  std::shared_ptr<FakeSessionPool> pool_;
  std::shared_ptr<StreamHubs> hubs_;
  Identities identities_;
  std::unique_ptr<Gatekeeper> gatekeeper_;
  std::unique_ptr<LiveRpcs> live_;
  std::unique_ptr<Serving> serving_;
  std::unique_ptr<GrpcServer> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<v1::WampBridge::Stub> stub_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_SERVER_FIXTURE_H_
