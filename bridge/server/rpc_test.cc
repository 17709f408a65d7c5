// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/rpc.h"

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <memory>

#include "absl/time/clock.h"
#include "bridge/server/bridge_service.h"
#include "bridge/server/tag.h"
#include "bridge/server/unary_rpc.h"
#include "proto/wampbridge/v1/bridge.grpc.pb.h"
#include "wamp/transport/manual_loop.h"

namespace wampbridge::bridge {
namespace {

// What a handler is told of its RPC.
struct Told {
  std::promise<void> request;
  std::promise<void> gone;
};

class SilentHandler final : public UnaryRpc {
 public:
  SilentHandler(Serving& serving, ServingQueue& queue, Told& told)
      : UnaryRpc(serving, queue, RpcKind::kCall, std::nullopt), told_(told) {}

  static void Offer(BridgeService& service, Serving& serving,
                    ServingQueue& queue, Told& told) {
    const auto handler = std::make_shared<SilentHandler>(serving, queue, told);
    service.RequestCall(&handler->context(), handler->request(),
                        handler->writer(), queue.quiet_queue(), queue.queue(),
                        handler->ArmStart());
  }

 private:
  void Offer() override {}
  void OnRequest(grpc::ByteBuffer& /*request*/) override {
    told_.request.set_value();
  }
  void OnGone() override { told_.gone.set_value(); }

  Told& told_;
};

// That the client has gone comes out of the quiet queue, and another thread may
// take it out while the queue's own is about to see the RPC begin.
TEST(RpcTest, AnRpcThatIsOverBeforeItIsSeenToBeginLeaves) {
  transport::ManualLoop clock(absl::Now());
  Identities identities;
  const ErrorMapper errors;
  config::v1::Config config;
  config.mutable_callers()->set_insecure_any(true);
  const auto gatekeeper = Gatekeeper::Create(config).value();
  LiveRpcs live{LiveRpcs::Limits()};
  Serving serving{.identities = identities,
                  .errors = errors,
                  .gatekeeper = *gatekeeper,
                  .limits = Published<ServingLimits>({}),
                  .propagated_keys = Published<std::vector<std::string>>({}),
                  .caller_limits = {},
                  .retries = RetryPolicy(RetryPolicy::Options()),
                  .deadlines = Deadlines::Create(clock),
                  .live = &live,
                  .audit = nullptr,
                  .tracer = nullptr,
                  .log = {},
                  .uri_labels = UriLabels({}),
                  .counters = {},
                  .draining = {}};
  BridgeService service;
  grpc::ServerBuilder builder;
  builder.RegisterService(&service);
  ServingQueue queue(builder.AddCompletionQueue());
  const auto server = builder.BuildAndStart();
  Told told;
  SilentHandler::Offer(service, serving, queue, told);

  const auto stub = v1::WampBridge::NewStub(
      server->InProcessChannel(grpc::ChannelArguments()));
  grpc::ClientContext context;
  // Its client gives up when it has long been sent.
  context.set_deadline(std::chrono::system_clock::now() +
                       std::chrono::milliseconds(200));
  v1::CallResponse response;
  auto call = std::async(std::launch::async, [&] {
    return stub->Call(&context, v1::CallRequest(), &response);
  });
  void* begun = nullptr;
  bool ok = false;
  ASSERT_TRUE(queue.queue()->Next(&begun, &ok));
  auto gone = told.gone.get_future();
  while (gone.wait_for(std::chrono::milliseconds(1)) !=
         std::future_status::ready) {
    queue.Reap(1);
  }
  EXPECT_FALSE(call.get().ok());
  Tag::FromQueue(begun)->OnTag(ok);  // and only now it is seen to begin
  told.request.get_future().wait();
  EXPECT_TRUE(live.WaitUntilEmpty(absl::ZeroDuration()));
  server->Shutdown();
  queue.Stop();
}

}  // namespace
}  // namespace wampbridge::bridge
