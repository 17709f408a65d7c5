// SPDX-License-Identifier: Apache-2.0
// call, publish and subscribe against a server that answers what it is told.
#include <pthread.h>
#include <unistd.h>

#include <csignal>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "bridge/cli/call_command.h"
#include "bridge/cli/fake_bridge.h"
#include "bridge/cli/publish_command.h"
#include "bridge/cli/subscribe_command.h"
#include "gtest/gtest.h"

namespace wampbridge::bridge {
namespace {

// Before the server's threads are there, so that a signal goes to nobody but
// the command.
bool BlockSignals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  return pthread_sigmask(SIG_BLOCK, &set, nullptr) == 0;
}
const bool blocked = BlockSignals();

class ClientCommandsTest : public testing::Test {
 protected:
  ClientCommandsTest() {
    AddCallCommand(commands_);
    AddPublishCommand(commands_);
    AddSubscribeCommand(commands_);
    EXPECT_EQ(pipe(input_), 0);
  }
  ~ClientCommandsTest() override {
    close(input_[0]);
    if (input_[1] >= 0) close(input_[1]);
  }

  ExitStatus Run(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--address", bridge_.address()});
    Console console{in_, out_, err_, false, input_[0]};
    return commands_.Run(arguments, console);
  }

  static v1::SubscribeResponse Event(const std::string& args) {
    v1::SubscribeResponse frame;
    frame.mutable_event()->set_topic("com.x");
    frame.mutable_event()->set_publication_id(7);
    frame.mutable_event()->mutable_payload()->set_json(args);
    return frame;
  }

  static v1::SubscribeResponse Subscribed() {
    v1::SubscribeResponse frame;
    frame.mutable_subscribed()->set_topic("com.x");
    return frame;
  }

  // Ends the running command as Ctrl-C does.
  void InterruptWhenOpen() {
    bridge_.stay_open = true;
    bridge_.on_open = [] { kill(getpid(), SIGINT); };
  }

  // What a command finds at its stdin's descriptor.
  void Type(const std::string& octets) {
    ASSERT_EQ(write(input_[1], octets.data(), octets.size()),
              static_cast<ssize_t>(octets.size()));
  }
  void EndInput() { close(std::exchange(input_[1], -1)); }

  int input_[2] = {-1, -1};
  FakeBridge bridge_;
  CommandLine commands_;
  std::istringstream in_;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(ClientCommandsTest, CallWritesTheResult) {
  bridge_.results = {R"({"args":[5]})"};
  EXPECT_EQ(Run({"call", "com.add2", "[2, 3]", "--identity", "orders",
                 "--timeout", "1500ms"}),
            kExitOk);
  EXPECT_EQ(out_.str(), "{\"args\":[5]}\n");
  EXPECT_EQ(err_.str(), "");
  EXPECT_EQ(bridge_.call.procedure(), "com.add2");
  EXPECT_EQ(bridge_.call.identity(), "orders");
  EXPECT_EQ(bridge_.call.payload().json(), "[2, 3]");
  EXPECT_EQ(bridge_.call.timeout().nanos(), 500'000'000);
}

TEST_F(ClientCommandsTest, CallReadsThePayloadFromStdin) {
  in_.str("{\"kwargs\": {}}\n");
  EXPECT_EQ(Run({"call", "com.x", "-"}), kExitOk);
  EXPECT_EQ(bridge_.call.payload().json(), "{\"kwargs\": {}}\n");
}

TEST_F(ClientCommandsTest, ProgressiveResultsAreLines) {
  bridge_.results = {R"({"args":[2]})", R"({"args":[1]})"};
  EXPECT_EQ(Run({"call", "com.countdown", "[2]", "--progress"}), kExitOk);
  EXPECT_EQ(out_.str(), "{\"args\":[2]}\n{\"args\":[1]}\n");
}

TEST_F(ClientCommandsTest, DuplexSendsEachLineAndTheEndAsTheLast) {
  Type("[1]\n\n{\"kwargs\": {}}\n[3]");
  EndInput();
  EXPECT_EQ(Run({"call", "com.sum", "--duplex", "--timeout", "5s"}), kExitOk);
  ASSERT_EQ(bridge_.chunks.size(), 4u);
  EXPECT_EQ(bridge_.chunks[0].call().procedure(), "com.sum");
  EXPECT_EQ(bridge_.chunks[0].call().payload().json(), "[1]");
  EXPECT_EQ(bridge_.chunks[0].call().timeout().seconds(), 5);
  EXPECT_EQ(bridge_.chunks[1].payload().json(), "{\"kwargs\": {}}");
  EXPECT_FALSE(bridge_.chunks[1].has_call());
  EXPECT_EQ(bridge_.chunks[2].payload().json(), "[3]");
  EXPECT_FALSE(bridge_.chunks[2].last());
  EXPECT_TRUE(bridge_.chunks[3].last());
  EXPECT_EQ(out_.str(),
            "{\"args\":[1]}\n{\"args\":[2]}\n{\"args\":[3]}\n{\"args\":[4]}\n");
}

TEST_F(ClientCommandsTest, DuplexWithoutLinesIsOneCallWithoutArguments) {
  EndInput();
  EXPECT_EQ(Run({"call", "com.sum", "--duplex"}), kExitOk);
  ASSERT_EQ(bridge_.chunks.size(), 1u);
  EXPECT_TRUE(bridge_.chunks[0].has_call());
  EXPECT_TRUE(bridge_.chunks[0].last());
}

// Its input stays open: a person has not typed the next line.
TEST_F(ClientCommandsTest, DuplexEndsWithTheCallAndNotWithTheInput) {
  bridge_.chunks_max = 1;
  bridge_.status = {grpc::StatusCode::NOT_FOUND, "no such procedure"};
  Type("[1]\n");
  EXPECT_EQ(Run({"call", "com.sum", "--duplex"}), kExitFailed);
  EXPECT_EQ(err_.str(), "wampbridge: NOT_FOUND: no such procedure\n");
}

TEST_F(ClientCommandsTest, DuplexCancelsTheCallAtALineThatIsNoPayload) {
  Type("[1]\n[2\n");
  EXPECT_EQ(Run({"call", "com.sum", "--duplex"}), kExitUsage);
  EXPECT_TRUE(err_.str().starts_with(
      "wampbridge: line 2 of the input: the payload is not JSON"))
      << err_.str();
}

TEST_F(ClientCommandsTest, FailureIsALineAndStatusOne) {
  bridge_.status = {grpc::StatusCode::NOT_FOUND, "no such\nprocedure"};
  EXPECT_EQ(Run({"call", "com.x"}), kExitFailed);
  EXPECT_EQ(out_.str(), "");
  EXPECT_EQ(err_.str(), "wampbridge: NOT_FOUND: no such procedure\n");
}

TEST_F(ClientCommandsTest, WrongArgumentsAreNotSent) {
  EXPECT_EQ(Run({"call", "com.x", "[1"}), kExitUsage);
  EXPECT_EQ(Run({"call", "com.x", "[]", "--duplex"}), kExitUsage);
  EXPECT_EQ(Run({"call", "com.x", "[]", "--timeout", "0s"}), kExitUsage);
  EXPECT_EQ(Run({"call", "com.x", "[]", "--cert-file", "x"}), kExitUsage);
  EXPECT_EQ(Run({"call", "com.x", "[]", "--ca-file", "/nonexistent"}),
            kExitUsage);
  EXPECT_EQ(Run({"subscribe", "com.x", "--match", "some"}), kExitUsage);
  EXPECT_EQ(bridge_.call.procedure(), "");
  EXPECT_TRUE(err_.str().ends_with("see wampbridge --help)\n")) << err_.str();
}

TEST_F(ClientCommandsTest, SignalEndsACall) {
  InterruptWhenOpen();
  EXPECT_EQ(Run({"call", "com.sleep"}), kExitFailed);
  EXPECT_EQ(err_.str(), "wampbridge: stopped by a signal\n");
}

TEST_F(ClientCommandsTest, PublishTellsThePublication) {
  bridge_.published.set_acknowledged(true);
  bridge_.published.set_publication_id(9007199254740992U);
  EXPECT_EQ(Run({"publish", "com.t", "[1]", "--retain"}), kExitOk);
  EXPECT_EQ(out_.str(),
            "{\"acknowledged\":true,\"publication_id\":9007199254740992}\n");
  EXPECT_EQ(bridge_.publish.topic(), "com.t");
  EXPECT_TRUE(bridge_.publish.options().retain());
  EXPECT_FALSE(bridge_.publish.options().has_acknowledge());
}

TEST_F(ClientCommandsTest, PublishWithoutAcknowledgement) {
  EXPECT_EQ(Run({"publish", "com.t", "--no-acknowledge"}), kExitOk);
  EXPECT_EQ(out_.str(), "{\"acknowledged\":false}\n");
  EXPECT_FALSE(bridge_.publish.options().acknowledge());
}

TEST_F(ClientCommandsTest, SubscribeWritesEventsAndSaysTheRest) {
  bridge_.frames = {Subscribed(), Event(R"({"args":[1]})"),
                    Event(R"({"args":[2]})"), Event(R"({"args":[3]})")};
  EXPECT_EQ(Run({"subscribe", "com.", "--match", "prefix", "--count", "2",
                 "--overflow", "conflate"}),
            kExitOk);
  EXPECT_EQ(out_.str(),
            "{\"topic\":\"com.x\",\"publication_id\":7,\"args\":[1]}\n"
            "{\"topic\":\"com.x\",\"publication_id\":7,\"args\":[2]}\n");
  EXPECT_EQ(err_.str(), "subscribed to com.x\n");
  EXPECT_EQ(bridge_.subscribe.topics(0).match(), v1::MATCH_PREFIX);
  EXPECT_EQ(bridge_.subscribe.queue().overflow(), v1::OVERFLOW_CONFLATE);
}

TEST_F(ClientCommandsTest, SubscribeWritesAllFramesWhenAsked) {
  bridge_.frames = {Subscribed(), Event("{}")};
  EXPECT_EQ(Run({"subscribe", "com.x", "--frames", "--count", "1"}), kExitOk);
  EXPECT_TRUE(out_.str().starts_with("{\"subscribed\":")) << out_.str();
  EXPECT_TRUE(out_.str().ends_with(
      "{\"event\":{\"topic\":\"com.x\",\"publication_id\":7}}\n"))
      << out_.str();
  EXPECT_EQ(err_.str(), "");
}

TEST_F(ClientCommandsTest, SignalIsHowSubscribeEnds) {
  bridge_.frames = {Subscribed()};
  InterruptWhenOpen();
  EXPECT_EQ(Run({"subscribe", "com.x"}), kExitOk);
  EXPECT_EQ(out_.str(), "");
}

TEST_F(ClientCommandsTest, SubscribeThatTheBridgeEndsHasFailed) {
  bridge_.status = {grpc::StatusCode::RESOURCE_EXHAUSTED, "queue full"};
  EXPECT_EQ(Run({"subscribe", "com.x"}), kExitFailed);
  EXPECT_EQ(err_.str(), "wampbridge: RESOURCE_EXHAUSTED: queue full\n");
}

TEST_F(ClientCommandsTest, ClosedOutputEndsSubscribe) {
  bridge_.frames = {Event("{}")};
  bridge_.stay_open = true;
  out_.setstate(std::ios::badbit);
  EXPECT_EQ(Run({"subscribe", "com.x"}), kExitFailed);
  EXPECT_EQ(err_.str(), "wampbridge: nobody reads the output\n");
}

}  // namespace
}  // namespace wampbridge::bridge
