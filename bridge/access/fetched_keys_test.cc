// SPDX-License-Identifier: Apache-2.0
#include "bridge/access/fetched_keys.h"

#include <atomic>
#include <future>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "auth/secret.h"
#include "gtest/gtest.h"

namespace wampbridge::bridge {
namespace {

absl::StatusOr<auth::KeySet> SomeKeys() {
  return auth::KeySet::FromSecret(
      auth::Secret("a secret of at least thirty-two octets"));
}

TEST(FetchedKeysTest, BeginsWithWhatIsThere) {
  FetchedKeys keys({.name = "i", .fetch = SomeKeys});
  EXPECT_FALSE(keys.Current()->keys().empty());
}

TEST(FetchedKeysTest, BeginsWithNoneWhereNoneCame) {
  FetchedKeys keys({.name = "i", .fetch = [] {
                      return absl::UnavailableError("nobody is there");
                    }});
  EXPECT_TRUE(keys.Current()->keys().empty());
}

TEST(FetchedKeysTest, WhoWantsNewerOnesGetsThemAndTroubleKeepsTheOld) {
  std::atomic<int> fetches = 0;
  std::promise<void> second;
  std::promise<void> third;
  FetchedKeys keys({.name = "i",
                    .fetch = [&]() -> absl::StatusOr<auth::KeySet> {
                      const int number = ++fetches;
                      if (number == 2) second.set_value();
                      if (number == 3) {
                        third.set_value();
                        return absl::UnavailableError("down");
                      }
                      return SomeKeys();
                    },
                    .refresh = absl::Hours(1),
                    .pause = absl::ZeroDuration()});
  EXPECT_EQ(fetches, 1);
  keys.WantNewer();
  second.get_future().wait();
  keys.WantNewer();
  third.get_future().wait();
  EXPECT_FALSE(keys.Current()->keys().empty());
}

}  // namespace
}  // namespace wampbridge::bridge
