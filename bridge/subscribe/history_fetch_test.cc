// SPDX-License-Identifier: Apache-2.0
#include "bridge/subscribe/history_fetch.h"

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "bridge/errors/error_mapper.h"
#include "bridge/errors/failures.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "wamp/transport/fake_client_connection.h"
#include "wamp/transport/manual_loop.h"

namespace wampbridge::bridge {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

class HistoryFetchTest : public testing::Test {
 protected:
  HistoryFetchTest() {
    fetch_.emplace(
        loop_, connection_,
        SessionSubscriptions::Options{
            absl::Seconds(60),
            [](const wamp::Error& error, wamp::Serializer) {
              return RemoteFailure(ErrorMapper(), error.error, std::nullopt);
            }},
        HistoryFetch::Question{
            .topic = "com.x", .subscription = {50}, .wish = {.limit = 3}},
        [this](const HistoryFetch::Answer& answer) {
          const auto* failure = std::get_if<Failure>(&answer);
          if (failure != nullptr) {
            answer_ = absl::StrCat("failed ", static_cast<int>(failure->code),
                                   ": ", failure->message);
            uri_ = failure->uri;
          } else {
            answer_ = absl::StrJoin(
                std::get<std::vector<SharedEvent>>(answer), " ",
                [](std::string* out, const SharedEvent& event) {
                  absl::StrAppend(out, event.event().publication.value,
                                  std::string(event.event().payload.args));
                });
          }
        });
  }

  transport::FakeClientConnection::Request Asked() {
    const auto requests = connection_->TakeRequests();
    EXPECT_THAT(requests, SizeIs(1));
    return requests.at(0);
  }

  void AnswerWith(wamp::RequestId id, std::string_view args) {
    connection_->Answer(id, {nullptr, wamp::Result{id, {}, {args, {}}}, true});
  }

  transport::ManualLoop loop_;
  std::shared_ptr<transport::FakeClientConnection> connection_ =
      std::make_shared<transport::FakeClientConnection>(7);
  std::optional<HistoryFetch> fetch_;
  std::string answer_ = "none";
  std::string uri_;
};

TEST_F(HistoryFetchTest, AsksAsSpecifiedAndGivesOldestFirst) {
  fetch_->Start();
  const auto asked = Asked();
  EXPECT_EQ(asked.tail, R"(,{},"wamp.subscription.get_events",[50],)"
                        R"({"reverse":true,"limit":3}])");
  AnswerWith(asked.id, R"([[{"publication":2,"args":[2]},)"
                       R"({"publication":1,"args":[1]}]])");
  EXPECT_EQ(answer_, "1[1] 2[2]");
}

class RefusedFormTest : public HistoryFetchTest,
                        public testing::WithParamInterface<const char*> {};

TEST_P(RefusedFormTest, IsAskedAgainInCrossbars) {
  fetch_->Start();
  connection_->AnswerError(Asked().id, GetParam());
  const auto asked = Asked();
  EXPECT_EQ(asked.tail, R"(,{},"wamp.subscription.get_events",[50,3]])");
  AnswerWith(asked.id, R"([[{"publication":2,"args":null}]])");
  EXPECT_EQ(answer_, "2");
}

TEST_P(RefusedFormTest, IsAskedOnceMoreOnly) {
  fetch_->Start();
  connection_->AnswerError(Asked().id, GetParam());
  connection_->AnswerError(Asked().id, GetParam());
  EXPECT_THAT(answer_, testing::HasSubstr(GetParam()));
  EXPECT_THAT(connection_->TakeRequests(), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Errors, RefusedFormTest,
                         testing::Values("wamp.error.runtime_error",
                                         "wamp.error.invalid_argument"));

TEST_F(HistoryFetchTest, RouterWithoutTheProcedureIsNamed) {
  fetch_->Start();
  connection_->AnswerError(Asked().id, "wamp.error.no_such_procedure");
  EXPECT_EQ(answer_,
            "failed 12: options.history of com.x: the router has no "
            "wamp.subscription.get_events (wamp.error.no_such_procedure)");
  EXPECT_EQ(uri_, "wamp.error.no_such_procedure");
}

TEST_F(HistoryFetchTest, RouterThatKeepsNoHistoryOfTheTopicIsNamed) {
  fetch_->Start();
  connection_->AnswerError(Asked().id, "wamp.error.history_unavailable");
  EXPECT_EQ(answer_,
            "failed 9: options.history of com.x: the router keeps none "
            "(wamp.error.history_unavailable)");
}

TEST_F(HistoryFetchTest, OtherErrorsKeepTheirCode) {
  fetch_->Start();
  connection_->AnswerError(Asked().id, "wamp.error.not_authorized");
  EXPECT_EQ(answer_,
            "failed 7: options.history of com.x: wamp.error.not_authorized");
}

TEST_F(HistoryFetchTest, AnswerThatIsNoHistoryIsInternal) {
  fetch_->Start();
  AnswerWith(Asked().id, "[1]");
  EXPECT_EQ(answer_,
            "failed 13: the answer of wamp.subscription.get_events is no list "
            "of events");
}

TEST_F(HistoryFetchTest, NoAnswerInTimeIsSaid) {
  fetch_->Start();
  loop_.Advance(absl::Seconds(60));
  EXPECT_EQ(answer_,
            "failed 4: no answer to wamp.subscription.get_events for com.x "
            "within 1m");
  EXPECT_THAT(connection_->TakeCancelled(), SizeIs(1));
}

TEST_F(HistoryFetchTest, FullWriteBufferIsNotSent) {
  connection_->FailRequests(absl::ResourceExhaustedError("buffer full"));
  fetch_->Start();
  EXPECT_EQ(answer_, "failed 8: buffer full");
}

TEST_F(HistoryFetchTest, LostSessionSaysNothing) {
  fetch_->Start();
  connection_->Lose({});
  EXPECT_EQ(answer_, "none");
}

TEST_F(HistoryFetchTest, DestroyedWhileTheRouterIsAskedForgetsTheAnswer) {
  fetch_->Start();
  fetch_.reset();
  EXPECT_THAT(connection_->TakeCancelled(), SizeIs(1));
  EXPECT_EQ(answer_, "none");
}

}  // namespace
}  // namespace wampbridge::bridge
