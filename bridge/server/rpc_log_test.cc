// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/rpc_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <sstream>

#include "bridge/log/log_fields.h"

namespace wampbridge::bridge {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr absl::Time kNow = absl::UnixEpoch();

class RpcLogTest : public testing::Test {
 protected:
  RpcLogTest() {
    auto logger = std::make_shared<spdlog::logger>(
        "test", std::make_shared<spdlog::sinks::ostream_sink_mt>(out_));
    logger->set_pattern("%l|%v");
    spdlog::set_default_logger(std::move(logger));
    failure_.code = grpc::StatusCode::UNAVAILABLE;
    failure_.outcome = Outcome::kNotSent;
    failure_.message = "no session";
    failure_.session_id = 11;
  }
  ~RpcLogTest() override { spdlog::set_default_logger(before_); }

  std::string Logged(absl::Time now = kNow) {
    out_.str("");
    if (!RpcLog::Wants(failure_)) return "";
    log_.Failed(ended_, failure_, now);
    const std::string line = out_.str();
    if (line.empty()) return "";
    const size_t at = line.find('|');
    return line.substr(0, at) + " " +
           ToLogText(line.substr(at + 1, line.find('\n') - at - 1));
  }

  const std::shared_ptr<spdlog::logger> before_ = spdlog::default_logger();
  std::ostringstream out_;
  RpcLog log_;
  RpcLog::Ended ended_{.method = "Call",
                       .request_id = "r1",
                       .trace_id = "t1",
                       .peer = "ipv4:1",
                       .subject = ""};
  Failure failure_;
};

TEST_F(RpcLogTest, LineJoinsAllIds) {
  const std::string line = Logged();
  EXPECT_THAT(line, HasSubstr("info Call failed code=UNAVAILABLE "
                              "outcome=NOT_SENT why=\"no session\" "));
  EXPECT_THAT(line, HasSubstr(" session=11 request_id=r1 trace_id=t1 "));
  EXPECT_THAT(line, Not(HasSubstr("request=")));
}

TEST_F(RpcLogTest, WhatIsNotOursIsForDevelopers) {
  failure_.outcome = Outcome::kRejected;
  EXPECT_EQ(Logged(), "");
  spdlog::set_level(spdlog::level::debug);
  EXPECT_THAT(Logged(), HasSubstr("debug Call failed"));
}

TEST_F(RpcLogTest, WordsOfACalleeAreNotLogged) {
  spdlog::set_level(spdlog::level::debug);
  failure_.outcome = Outcome::kRemoteError;
  failure_.uri = "com.shop.error";
  const std::string line = Logged();
  EXPECT_THAT(line, HasSubstr("uri=com.shop.error"));
  EXPECT_THAT(line, Not(HasSubstr("no session")));
}

TEST_F(RpcLogTest, WordsOfACalleeAreNotLoggedWhateverTheOutcome) {
  failure_.outcome = Outcome::kUnknown;
  failure_.uri = "wamp.error.canceled";
  EXPECT_THAT(Logged(), Not(HasSubstr("no session")));
}

TEST_F(RpcLogTest, DevelopersLinesTakeNoRoomFromOperators) {
  spdlog::set_level(spdlog::level::debug);
  failure_.outcome = Outcome::kRejected;
  for (int i = 0; i < 30; ++i) Logged();
  failure_.outcome = Outcome::kNotSent;
  EXPECT_NE(Logged(), "");
}

TEST_F(RpcLogTest, ManyLeaveRoomForOthers) {
  for (int i = 0; i < 20; ++i) EXPECT_NE(Logged(), "") << i;
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Logged(), "");
  EXPECT_THAT(Logged(kNow + absl::Seconds(10)), HasSubstr("left_out=3"));
}

}  // namespace
}  // namespace wampbridge::bridge
