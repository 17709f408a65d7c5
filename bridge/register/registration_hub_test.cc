// SPDX-License-Identifier: Apache-2.0
#include "bridge/register/registration_hub.h"

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "bridge/errors/failures.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "wamp/transport/fake_client_connection.h"
#include "wamp/transport/manual_loop.h"

namespace wampbridge::bridge {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using transport::FakeClientConnection;
using wamp::MessageType;

// Writes down what it is told, a line each; takes invocations while `room`.
class RecordingSink : public CalleeSink {
 public:
  void OnInterrupted(const std::string& reason, absl::Time since) override {
    Add("interrupted ", reason, " since ", absl::ToUnixSeconds(since));
  }
  void OnSessionLost() override { Add("lost"); }
  void OnRegistered(const Accepted& accepted) override {
    if (accepted.gap) {
      Add("gap ", accepted.gap->reason, " ",
          absl::ToUnixSeconds(accepted.gap->from), "-",
          absl::ToUnixSeconds(accepted.gap->to));
    }
    Add("registered ", accepted.procedure, "=", accepted.registration.value,
        " by ", accepted.session.value);
  }
  void OnUnregistered(size_t procedure, const std::string& reason) override {
    Add("unregistered ", procedure, " ", reason);
  }
  Took Offer(const Offered& offered) override {
    if (room == 0) return Took::kFull;
    --room;
    taken.insert(offered.invocation.request.value);
    Add("invocation ", offered.procedure, " ",
        offered.invocation.request.value);
    return Took::kTaken;
  }
  bool Continue(const Connection&, const wamp::Invocation& chunk) override {
    if (!taken.contains(chunk.request.value)) return false;
    Add("chunk ", chunk.request.value);
    return true;
  }
  bool Interrupt(const Connection&, const wamp::Interrupt& interrupt) override {
    if (!taken.contains(interrupt.request.value)) return false;
    Add("interrupt ", interrupt.request.value);
    return true;
  }
  void OnEnd(const Failure& failure, Ending ending) override {
    Add(ending == Ending::kAtOnce ? "end " : "end when idle ",
        static_cast<int>(failure.code), " ", failure.message);
  }

  std::vector<std::string> Take() { return std::exchange(lines_, {}); }

  int room = 1000;
  std::set<uint64_t> taken;

 private:
  template <typename... Parts>
  void Add(const Parts&... parts) {
    lines_.push_back(absl::StrCat(parts...));
  }
  std::vector<std::string> lines_;
};

class RegistrationHubTest : public testing::Test {
 protected:
  RegistrationHubTest() : loop_(absl::FromUnixSeconds(100)) {
    SessionRegistrations::Options options;
    options.remote_failure = [](const wamp::Error& error, wamp::Serializer) {
      return RemoteFailure(ErrorMapper(), error.error, std::nullopt);
    };
    options.waiting.count_max = 2;
    options.random = [] { return 0.5; };
    hub_ = std::make_unique<RegistrationHub>(loop_, std::move(options));
  }
  // What the hub asks for in the end is lost with its session.
  ~RegistrationHubTest() override {
    hub_.reset();
    for (const auto& connection : connections_) connection->Lose({});
  }

  std::shared_ptr<FakeClientConnection> Connect(uint64_t session) {
    connections_.push_back(std::make_shared<FakeClientConnection>(session));
    return connections_.back();
  }

  std::shared_ptr<FakeClientConnection> Join(uint64_t session,
                                             bool progressive = false) {
    auto connection = Connect(session);
    if (progressive) {
      connection->SetFeature("dealer", "progressive_call_invocations");
    }
    hub_->OnSubscriberJoined(connection);
    return connection;
  }

  void Lose(FakeClientConnection& connection, int last_heard) {
    connection.Lose({});
    hub_->OnSubscriberLost("router gone", absl::FromUnixSeconds(last_heard));
  }

  std::shared_ptr<RecordingSink> Register(
      std::vector<WantedProcedure> procedures) {
    auto sink = std::make_shared<RecordingSink>();
    hub_->Register(
        std::move(procedures),
        [this](const transport::ClientConnection&) { return fits_; }, sink);
    loop_.RunPosted();
    return sink;
  }

  // Registers `uri` as registration 50, and forgets what was told of it.
  std::shared_ptr<RecordingSink> Registered(FakeClientConnection& connection,
                                            const WantedProcedure& procedure) {
    auto sink = Register({procedure});
    for (const auto& request : connection.TakeRequests()) {
      connection.AnswerRegistered(request.id, 50);
    }
    sink->Take();
    return sink;
  }

  void Invoke(uint64_t request, wamp::Dict details = {}) {
    hub_->OnSubscriberInvocation({.request = {request},
                                  .registration = {50},
                                  .details = std::move(details),
                                  .payload = {"[1]", {}}});
  }

  static WantedProcedure Of(const std::string& uri,
                            InvokePolicy invoke = InvokePolicy::kSingle,
                            wamp::Dict options = {}) {
    return {.uri = uri, .invoke = invoke, .options = std::move(options)};
  }
  static WantedProcedure Waiting(const std::string& uri) {
    WantedProcedure procedure = Of(uri);
    procedure.conflict = WantedProcedure::Conflict::kWait;
    return procedure;
  }

  transport::ManualLoop loop_;
  absl::Status fits_;
  std::unique_ptr<RegistrationHub> hub_;

 private:
  std::vector<std::shared_ptr<FakeClientConnection>> connections_;
};

TEST_F(RegistrationHubTest, StreamBeforeTheFirstSessionIsToldAndServedLater) {
  const auto sink = Register({Of("a", InvokePolicy::kSingle, {{"x_y", 1}})});
  EXPECT_THAT(sink->Take(),
              ElementsAre("interrupted not connected yet since 100"));
  const auto connection = Join(7);
  const auto requests = connection->TakeRequests();
  ASSERT_THAT(requests, SizeIs(1));
  EXPECT_EQ(requests[0].tail, ",{\"x_y\":1},\"a\"]");
  connection->AnswerRegistered(requests[0].id, 50);
  Invoke(1);
  EXPECT_THAT(sink->Take(),
              ElementsAre("registered 0=50 by 7", "invocation 0 1"));
}

TEST_F(RegistrationHubTest, RegistrationsComeBackAfterALostSession) {
  const auto first = Join(7);
  const auto sink =
      Registered(*first, Of("a", InvokePolicy::kSingle, {{"match", "prefix"}}));
  Lose(*first, 103);
  EXPECT_THAT(sink->Take(),
              ElementsAre("lost", "interrupted router gone since 103"));
  loop_.Advance(absl::Seconds(10));
  const auto second = Join(8);
  const auto requests = second->TakeRequests();
  ASSERT_THAT(requests, SizeIs(1));
  EXPECT_EQ(requests[0].tail, ",{\"match\":\"prefix\"},\"a\"]");
  second->AnswerRegistered(requests[0].id, 51);
  EXPECT_THAT(sink->Take(),
              ElementsAre("gap router gone 103-110", "registered 0=51 by 8"));
}

TEST_F(RegistrationHubTest, RefusalEndsTheStream) {
  const auto connection = Join(7);
  const auto sink = Register({Of("a"), Of("b")});
  const auto requests = connection->TakeRequests();
  ASSERT_THAT(requests, SizeIs(2));
  connection->AnswerError(requests[0].id, "wamp.error.not_authorized");
  EXPECT_THAT(sink->Take(), ElementsAre("end 7 wamp.error.not_authorized"));
  // What is granted all the same is given back.
  connection->AnswerRegistered(requests[1].id, 51);
  const auto after = connection->TakeRequests();
  ASSERT_THAT(after, SizeIs(1));
  EXPECT_EQ(after[0].type, MessageType::kUnregister);
  EXPECT_EQ(after[0].tail, "51");
}

TEST_F(RegistrationHubTest, RouterWithoutAFeatureEndsTheStream) {
  fits_ = absl::UnimplementedError("no patterns");
  const auto connection = Join(7);
  const auto sink = Register({Of("a")});
  EXPECT_THAT(sink->Take(), ElementsAre("end 12 no patterns"));
  EXPECT_THAT(connection->TakeRequests(), IsEmpty());
}

TEST_F(RegistrationHubTest, SilenceOfTheRouterEndsTheStream) {
  const auto connection = Join(7);
  const auto sink = Register({Of("a")});
  loop_.Advance(absl::Seconds(60));
  EXPECT_THAT(sink->Take(),
              ElementsAre("end 4 no answer to REGISTER a within 1m"));
}

TEST_F(RegistrationHubTest, ConflictIsTriedAgainWhereTheStreamWaits) {
  const auto connection = Join(7);
  const auto sink = Register({Waiting("a")});
  for (int attempt = 0; attempt < 3; ++attempt) {
    const auto requests = connection->TakeRequests();
    ASSERT_THAT(requests, SizeIs(1));
    connection->AnswerError(requests[0].id,
                            "wamp.error.procedure_already_exists");
    EXPECT_THAT(sink->Take(), IsEmpty());
    loop_.Advance(absl::Seconds(30));
  }
  const auto requests = connection->TakeRequests();
  ASSERT_THAT(requests, SizeIs(1));
  connection->AnswerRegistered(requests[0].id, 50);
  EXPECT_THAT(sink->Take(), ElementsAre("registered 0=50 by 7"));
}

TEST_F(RegistrationHubTest, ConflictEndsAStreamThatDoesNotWait) {
  const auto connection = Join(7);
  const auto sink = Register({Of("a")});
  connection->AnswerError(connection->TakeRequests()[0].id,
                          "wamp.error.procedure_already_exists");
  EXPECT_THAT(sink->Take(),
              ElementsAre("end 6 wamp.error.procedure_already_exists"));
}

TEST_F(RegistrationHubTest, OwnOldSessionIsWaitedForWhateverTheStreamSaid) {
  const auto first = Join(7);
  const auto sink = Registered(*first, Of("a"));
  Lose(*first, 103);
  const auto second = Join(8);
  sink->Take();
  second->AnswerError(second->TakeRequests()[0].id,
                      "wamp.error.procedure_already_exists");
  EXPECT_THAT(sink->Take(), IsEmpty());
  loop_.Advance(absl::Seconds(30));
  second->AnswerRegistered(second->TakeRequests()[0].id, 51);
  EXPECT_THAT(sink->Take(),
              ElementsAre("gap router gone 103-130", "registered 0=51 by 8"));
}

TEST_F(RegistrationHubTest, StreamsShareARegistrationByItsPolicy) {
  const auto connection = Join(7);
  const auto one = Registered(*connection, Of("a", InvokePolicy::kRoundRobin));
  const auto other =
      Registered(*connection, Of("a", InvokePolicy::kRoundRobin));
  EXPECT_THAT(connection->TakeRequests(), IsEmpty());
  for (uint64_t i = 1; i <= 4; ++i) Invoke(i);
  EXPECT_THAT(one->Take(), ElementsAre("invocation 0 1", "invocation 0 3"));
  EXPECT_THAT(other->Take(), ElementsAre("invocation 0 2", "invocation 0 4"));
}

TEST_F(RegistrationHubTest, SingleIsNotShared) {
  const auto connection = Join(7);
  const auto one = Registered(*connection, Of("a"));
  const auto other = Register({Of("a")});
  EXPECT_THAT(other->Take(),
              ElementsAre("end 6 a is registered by another stream of this "
                          "bridge, and one of the two asked for invoke "
                          "SINGLE"));
  Invoke(1);
  EXPECT_THAT(one->Take(), ElementsAre("invocation 0 1"));
}

TEST_F(RegistrationHubTest, OtherOptionsAreNotShared) {
  const auto connection = Join(7);
  const auto one = Registered(
      *connection, Of("a", InvokePolicy::kFirst, {{"invoke", "first"}}));
  const auto other =
      Register({Of("a", InvokePolicy::kLast, {{"invoke", "last"}})});
  EXPECT_THAT(other->Take(),
              ElementsAre("end 9 a is registered by another stream of this "
                          "bridge with another invoke"));
}

TEST_F(RegistrationHubTest, FullStreamLeavesItsTurnToAnother) {
  const auto connection = Join(7);
  const auto one = Registered(*connection, Of("a", InvokePolicy::kFirst));
  const auto other = Registered(*connection, Of("a", InvokePolicy::kFirst));
  one->room = 1;
  Invoke(1);
  Invoke(2);
  EXPECT_THAT(one->Take(), ElementsAre("invocation 0 1"));
  EXPECT_THAT(other->Take(), ElementsAre("invocation 0 2"));
}

TEST_F(RegistrationHubTest, InvocationsWaitWhileAllAreFullAndTheRestIsTold) {
  const auto connection = Join(7);
  const auto sink = Registered(*connection, Of("a"));
  sink->room = 1;
  for (uint64_t i = 1; i <= 4; ++i) Invoke(i);
  EXPECT_THAT(sink->Take(), ElementsAre("invocation 0 1"));
  EXPECT_THAT(connection->TakeAnswers(),
              ElementsAre(HasSubstr("[8,68,4,{},\"wamp.error.unavailable\"")));
  sink->room = 5;
  hub_->OnRoom(sink);
  loop_.RunPosted();
  EXPECT_THAT(sink->Take(), ElementsAre("invocation 0 2", "invocation 0 3"));
}

TEST_F(RegistrationHubTest, WaitingInvocationIsInterruptedWhereItWaits) {
  const auto connection = Join(7);
  const auto sink = Registered(*connection, Of("a"));
  sink->room = 1;
  Invoke(1);
  Invoke(2);
  hub_->OnSubscriberInterrupt({.request = {2}});
  hub_->OnSubscriberInterrupt({.request = {1}});
  EXPECT_THAT(connection->TakeAnswers(),
              ElementsAre("[8,68,2,{},\"wamp.error.canceled\"]"));
  EXPECT_THAT(sink->Take(), ElementsAre("invocation 0 1", "interrupt 1"));
}

TEST_F(RegistrationHubTest, ChunksGoToWhoHasTheFirst) {
  const auto connection = Join(7, /*progressive=*/true);
  const auto one = Registered(*connection, Of("a", InvokePolicy::kRoundRobin));
  const auto other =
      Registered(*connection, Of("a", InvokePolicy::kRoundRobin));
  Invoke(1, {{"progress", true}});
  Invoke(1, {{"progress", true}});
  Invoke(1);
  EXPECT_THAT(one->Take(), ElementsAre("invocation 0 1", "chunk 1", "chunk 1"));
  EXPECT_THAT(other->Take(), IsEmpty());
}

TEST_F(RegistrationHubTest, ChunksBehindAWaitingFirstKeepTheirOrder) {
  const auto connection = Join(7, /*progressive=*/true);
  const auto sink = Registered(*connection, Of("a"));
  sink->room = 0;
  Invoke(1, {{"progress", true}});
  Invoke(1);
  sink->room = 1;
  hub_->OnRoom(sink);
  loop_.RunPosted();
  EXPECT_THAT(sink->Take(), ElementsAre("invocation 0 1", "chunk 1"));
}

TEST_F(RegistrationHubTest, LeavingStreamServesUntilTheRouterHasHeard) {
  const auto connection = Join(7);
  const auto sink = Registered(*connection, Of("a"));
  hub_->Unregister(sink, 0);
  loop_.RunPosted();
  const auto requests = connection->TakeRequests();
  ASSERT_THAT(requests, SizeIs(1));
  EXPECT_EQ(requests[0].type, MessageType::kUnregister);
  Invoke(1);
  connection->AnswerUnregistered(requests[0].id);
  Invoke(2);
  EXPECT_THAT(sink->Take(), ElementsAre("invocation 0 1", "unregistered 0 "));
  EXPECT_THAT(connection->TakeAnswers(),
              ElementsAre("[8,68,2,{},\"wamp.error.unavailable\"]"));
}

TEST_F(RegistrationHubTest, LeavingOneOfTwoIsToldAtOnce) {
  const auto connection = Join(7);
  const auto one = Registered(*connection, Of("a", InvokePolicy::kFirst));
  const auto other = Registered(*connection, Of("a", InvokePolicy::kFirst));
  hub_->Leave(one);
  loop_.RunPosted();
  EXPECT_THAT(connection->TakeRequests(), IsEmpty());
  EXPECT_THAT(one->Take(), ElementsAre("unregistered 0 "));
  Invoke(1);
  EXPECT_THAT(other->Take(), ElementsAre("invocation 0 1"));
}

TEST_F(RegistrationHubTest,
       WhoComesBetweenUnregisterAndItsAnswerRegistersAnew) {
  const auto connection = Join(7);
  const auto one = Registered(*connection, Of("a"));
  hub_->Remove(one);
  loop_.RunPosted();
  const auto leaving = connection->TakeRequests();
  ASSERT_THAT(leaving, SizeIs(1));
  const auto other = Register({Of("a")});
  EXPECT_THAT(connection->TakeRequests(), IsEmpty());
  connection->AnswerUnregistered(leaving[0].id);
  const auto requests = connection->TakeRequests();
  ASSERT_THAT(requests, SizeIs(1));
  connection->AnswerRegistered(requests[0].id, 51);
  EXPECT_THAT(other->Take(), ElementsAre("registered 0=51 by 7"));
  EXPECT_THAT(one->Take(), IsEmpty());
}

TEST_F(RegistrationHubTest, LeavingWithoutASessionIsToldAtOnce) {
  const auto sink = Register({Of("a")});
  sink->Take();
  hub_->Leave(sink);
  loop_.RunPosted();
  EXPECT_THAT(sink->Take(), ElementsAre("unregistered 0 "));
  const auto connection = Join(7);
  EXPECT_THAT(connection->TakeRequests(), IsEmpty());
}

TEST_F(RegistrationHubTest, LeavingIsOverWhenTheSessionIsLost) {
  const auto connection = Join(7);
  const auto sink = Registered(*connection, Of("a"));
  hub_->Leave(sink);
  loop_.RunPosted();
  Lose(*connection, 101);
  EXPECT_THAT(sink->Take(), ElementsAre("unregistered 0 ", "lost",
                                        "interrupted router gone since 101"));
}

TEST_F(RegistrationHubTest, LeavingIsOverWhenTheSessionIsLeft) {
  const auto connection = Join(7);
  const auto sink = Registered(*connection, Of("a"));
  hub_->Leave(sink);
  loop_.RunPosted();
  hub_->OnSubscriberLost("moved", absl::FromUnixSeconds(101));
  EXPECT_THAT(sink->Take(), ElementsAre("lost", "interrupted moved since 101",
                                        "unregistered 0 "));
}

TEST_F(RegistrationHubTest, RevokedRegistrationIsNotTakenBack) {
  const auto connection = Join(7);
  const auto sink = Registered(*connection, Of("a"));
  hub_->OnSubscriberUnregistered(
      {.details = {{"registration", 50}, {"reason", "com.example.no"}}});
  EXPECT_THAT(
      sink->Take(),
      ElementsAre("unregistered 0 com.example.no",
                  "end when idle 9 the router revoked the last registration "
                  "(a): com.example.no"));
  Lose(*connection, 101);
  const auto second = Join(8);
  EXPECT_THAT(second->TakeRequests(), IsEmpty());
}

TEST_F(RegistrationHubTest, SessionThatIsOnlyLeftGivesItsRegistrationsBack) {
  const auto connection = Join(7);
  const auto sink = Registered(*connection, Of("a"));
  sink->room = 0;
  Invoke(1);
  hub_->OnSubscriberLost("moved", absl::FromUnixSeconds(100));
  EXPECT_THAT(connection->TakeAnswers(),
              ElementsAre(HasSubstr("wamp.error.unavailable")));
  const auto requests = connection->TakeRequests();
  ASSERT_THAT(requests, SizeIs(1));
  EXPECT_EQ(requests[0].type, MessageType::kUnregister);
  connection->AnswerUnregistered(requests[0].id);
}

struct KeptOption {
  const char* name;
  InvokePolicy invoke = InvokePolicy::kSingle;
  wamp::Dict options = {};
  const char* tail = "";
};

class KeptRegisterOptionTest : public RegistrationHubTest,
                               public testing::WithParamInterface<KeptOption> {
};

TEST_P(KeptRegisterOptionTest, IsAskedForAgainAfterALostSession) {
  auto connection = Join(7);
  const auto sink =
      Registered(*connection, Of("a", GetParam().invoke, GetParam().options));
  Lose(*connection, 90);
  connection = Join(8);
  const auto requests = connection->TakeRequests();
  ASSERT_THAT(requests, SizeIs(1));
  EXPECT_EQ(requests[0].tail, GetParam().tail);
}

INSTANTIATE_TEST_SUITE_P(
    Options, KeptRegisterOptionTest,
    testing::Values(KeptOption{"prefix",
                               InvokePolicy::kSingle,
                               {{"match", "prefix"}},
                               R"(,{"match":"prefix"},"a"])"},
                    KeptOption{"wildcard",
                               InvokePolicy::kSingle,
                               {{"match", "wildcard"}},
                               R"(,{"match":"wildcard"},"a"])"},
                    KeptOption{"roundrobin",
                               InvokePolicy::kRoundRobin,
                               {{"invoke", "roundrobin"}},
                               R"(,{"invoke":"roundrobin"},"a"])"},
                    KeptOption{"random",
                               InvokePolicy::kRandom,
                               {{"invoke", "random"}},
                               R"(,{"invoke":"random"},"a"])"},
                    KeptOption{"first",
                               InvokePolicy::kFirst,
                               {{"invoke", "first"}},
                               R"(,{"invoke":"first"},"a"])"},
                    KeptOption{"last",
                               InvokePolicy::kLast,
                               {{"invoke", "last"}},
                               R"(,{"invoke":"last"},"a"])"},
                    KeptOption{"disclose",
                               InvokePolicy::kSingle,
                               {{"disclose_caller", true}},
                               R"(,{"disclose_caller":true},"a"])"},
                    KeptOption{"timeout",
                               InvokePolicy::kSingle,
                               {{"forward_timeout", true}},
                               R"(,{"forward_timeout":true},"a"])"},
                    KeptOption{"extra",
                               InvokePolicy::kSingle,
                               {{"x_key", 1}},
                               R"(,{"x_key":1},"a"])"}),
    [](const auto& info) { return info.param.name; });

TEST_F(RegistrationHubTest, ReplacedSessionIsLeftBeforeTheSuccessorRegisters) {
  const auto before = Join(7);
  const auto sink = Registered(*before, Of("a"));
  const auto successor = Connect(8);
  std::optional<SubscriberPlace::Moved> moved;
  hub_->OnSuccessorJoined(successor,
                          [&](SubscriberPlace::Moved how) { moved = how; });
  EXPECT_EQ(moved, SubscriberPlace::Moved::kMoved);
  const auto leaving = before->TakeRequests();
  ASSERT_THAT(leaving, SizeIs(1));
  EXPECT_EQ(leaving[0].type, wamp::MessageType::kUnregister);
  before->AnswerUnregistered(leaving[0].id);
  // The router may have seen the one before the other.
  successor->AnswerError(successor->TakeRequests()[0].id,
                         "wamp.error.procedure_already_exists");
  loop_.Advance(absl::Seconds(30));
  const auto again = successor->TakeRequests();
  ASSERT_THAT(again, SizeIs(1));
  successor->AnswerRegistered(again[0].id, 60);
  EXPECT_THAT(
      sink->Take(),
      ElementsAre("lost", "interrupted the session is replaced since 100",
                  "gap the session is replaced 100-130",
                  "registered 0=60 by 8"));
}

}  // namespace
}  // namespace wampbridge::bridge
