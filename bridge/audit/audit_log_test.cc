// SPDX-License-Identifier: Apache-2.0
#include "bridge/audit/audit_log.h"

#include <sys/stat.h>

#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace wampbridge::bridge {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'000'000'000);

class AuditLogTest : public testing::Test {
 protected:
  AuditLogTest() {
    std::remove(path_.c_str());
    auto opened = AuditLog::Open(path_);
    EXPECT_TRUE(opened.ok()) << opened.status();
    log_ = *std::move(opened);
  }

  std::vector<nlohmann::json> Lines() const {
    std::vector<nlohmann::json> lines;
    std::ifstream file(path_);
    for (std::string line; std::getline(file, line);) {
      lines.push_back(nlohmann::json::parse(line));
    }
    return lines;
  }

  const std::string path_ = testing::TempDir() + "/audit.log";
  std::unique_ptr<AuditLog> log_;
};

TEST_F(AuditLogTest, EventIsOneJsonObjectALine) {
  log_->Write("denied", {{"subject", "jo\"e\n\xFF"}, {"issuer", ""}}, kNow);
  log_->Write("reloaded", {}, kNow);
  const auto lines = Lines();
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0]["time"], "2001-09-09T01:46:40+00:00");
  EXPECT_EQ(lines[0]["event"], "denied");
  EXPECT_EQ(lines[0]["subject"], "jo\"e\n\xEF\xBF\xBD");
  EXPECT_FALSE(lines[0].contains("issuer"));
}

TEST_F(AuditLogTest, LinesBeyondTheBoundAreCountedByTheNext) {
  for (int i = 0; i < AuditLog::kLinesMax + 7; ++i) {
    log_->Write("denied", {}, kNow);
  }
  EXPECT_EQ(Lines().size(), static_cast<size_t>(AuditLog::kLinesMax));
  log_->Write("denied", {}, kNow + absl::Seconds(1));
  EXPECT_EQ(Lines().back()["left_out"], 7);
}

TEST_F(AuditLogTest, FileThatWasMovedAwayIsMadeAnew) {
  log_->Write("one", {}, kNow);
  std::rename(path_.c_str(), (path_ + ".1").c_str());
  log_->Write("two", {}, kNow);
  ASSERT_EQ(Lines().size(), 1u);
  EXPECT_EQ(Lines()[0]["event"], "two");
}

TEST_F(AuditLogTest, OthersCannotReadIt) {
  struct stat found {};
  ASSERT_EQ(stat(path_.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 07, 0u);
}

TEST(AuditLogOpenTest, FileThatCannotBeWrittenIsNamed) {
  const auto opened = AuditLog::Open("/no/such/folder/audit.log");
  EXPECT_THAT(
      std::string(opened.status().message()),
      testing::HasSubstr("/no/such/folder/audit.log cannot be written"));
}

}  // namespace
}  // namespace wampbridge::bridge
