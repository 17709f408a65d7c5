// SPDX-License-Identifier: Apache-2.0
#include "wamp/router/sample_client.h"

#include <cstdint>
#include <memory>
#include <string>

#include "gtest/gtest.h"
#include "wamp/router/id_source.h"
#include "wamp/router/options.h"
#include "wamp/router/test_peer.h"
#include "wamp/router/uris.h"
#include "wamp/transport/manual_loop.h"

namespace wampbridge::router {
namespace {

class SampleClientTest : public testing::Test {
 protected:
  SampleClientTest() { loop_.RunPosted(); }
  ~SampleClientTest() override {
    samples_->Stop();
    loop_.RunPosted();
  }

  void Call(const std::string& procedure, const std::string& args,
            wamp::Dict options = {}) {
    EXPECT_TRUE(realm_->dealer()
                    .HandleCall(caller_.peer,
                                {.request = {++requests_},
                                 .options = std::move(options),
                                 .procedure = "com.example." + procedure,
                                 .payload = {.args = args}},
                                loop_.Now())
                    .ok());
    loop_.RunPosted();
  }
  // The args of the RESULT that came.
  std::string Result() {
    return std::string(caller_.sink.Take<wamp::Result>().payload.args);
  }
  std::string ErrorUri() { return caller_.sink.Take<wamp::Error>().error; }

  transport::ManualLoop loop_;
  uint64_t random_ = 0;
  IdSource ids_{[this] { return random_++; }};
  std::unique_ptr<Realm> realm_ =
      *Realm::Create(OpenRouterOptions().realms["realm1"], &ids_);
  TestPeer caller_{{.session = 5}};
  uint64_t requests_ = 0;
  std::shared_ptr<SampleClient> samples_ =
      SampleClient::Start(realm_.get(), &loop_, wamp::SessionId{99});
};

TEST_F(SampleClientTest, EchoGivesArgumentsBack) {
  Call("echo", "[1,\"two\",{\"three\":[]}]");
  EXPECT_EQ(Result(), "[1,\"two\",{\"three\":[]}]");
}

TEST_F(SampleClientTest, AddsNumbers) {
  Call("add2", "[2,3]");
  EXPECT_EQ(Result(), "[5]");
  Call("add2", "[2,0.5]");
  EXPECT_EQ(Result(), "[2.5]");
  Call("add2", "[\"2\",3]");
  EXPECT_EQ(ErrorUri(), kInvalidArgument);
  Call("add2", "[2]");
  EXPECT_EQ(ErrorUri(), kInvalidArgument);
}

TEST_F(SampleClientTest, CountdownGivesOneResultForEachNumber) {
  Call("countdown", "[2]", {{"receive_progress", true}});
  EXPECT_EQ(Result(), "[2]");
  EXPECT_TRUE(caller_.sink.empty());
  loop_.Advance(absl::Milliseconds(100));
  EXPECT_EQ(Result(), "[1]");
  loop_.Advance(absl::Milliseconds(100));
  EXPECT_EQ(Result(), "[0]");
  loop_.Advance(absl::Seconds(1));
  EXPECT_TRUE(caller_.sink.empty());
}

TEST_F(SampleClientTest, CountdownWithoutProgressGivesTheEnd) {
  Call("countdown", "[3]");
  EXPECT_EQ(Result(), "[0]");
  Call("countdown", "[-1]");
  EXPECT_EQ(ErrorUri(), kInvalidArgument);
}

TEST_F(SampleClientTest, FailFailsWithTheArguments) {
  Call("fail", "[7]");
  auto error = caller_.sink.Take<wamp::Error>();
  EXPECT_EQ(error.error, "com.example.error.demo");
  EXPECT_EQ(error.payload.args, "[7]");
  Call("fail", "[]");
  error = caller_.sink.Take<wamp::Error>();
  EXPECT_EQ(error.payload.args, "[\"this procedure always fails\"]");
}

TEST_F(SampleClientTest, SleepAnswersAfterItsTime) {
  Call("sleep", "[1.5]");
  loop_.Advance(absl::Milliseconds(1499));
  EXPECT_TRUE(caller_.sink.empty());
  loop_.Advance(absl::Milliseconds(1));
  EXPECT_EQ(Result(), "[1.5]");
}

TEST_F(SampleClientTest, CanceledSleepEndsAtOnce) {
  Call("sleep", "[1000]");
  EXPECT_TRUE(realm_->dealer()
                  .HandleCancel(caller_.peer, {.request = {requests_},
                                               .options = {{"mode", "kill"}}})
                  .ok());
  loop_.RunPosted();
  EXPECT_EQ(ErrorUri(), kCanceled);
}

TEST_F(SampleClientTest, TicksOnceASecond) {
  realm_->broker().HandleSubscribe(
      caller_.peer, {.request = {1}, .topic = "com.example.ticks"},
      loop_.Now());
  caller_.sink.Take<wamp::Subscribed>();
  loop_.Advance(absl::Seconds(1));
  EXPECT_EQ(caller_.sink.Take<wamp::Event>().payload.kwargs, "{\"n\":1}");
  loop_.Advance(absl::Seconds(1));
  EXPECT_EQ(caller_.sink.Take<wamp::Event>().payload.kwargs, "{\"n\":2}");
  EXPECT_TRUE(caller_.sink.empty());
}

}  // namespace
}  // namespace wampbridge::router
