// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_IDENTITIES_REFUSED_CALLERS_H_
#define BRIDGE_IDENTITIES_REFUSED_CALLERS_H_

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/time/time.h"
#include "bridge/errors/failure.h"

namespace wampbridge::bridge {

// Whom a router has refused of late, so that it is not asked again at once: a
// caller with bad credentials must not be a storm of logins. Bounded; the
// oldest are forgotten first. Not thread-safe.
class RefusedCallers {
 public:
  static constexpr absl::Duration kRemembered = absl::Seconds(30);
  static constexpr size_t kCountMax = 1000;

  void Add(const std::string& key, const Failure& failure, absl::Time now);
  // Why, and in how long it may be asked again; null: it may be asked.
  std::optional<Failure> Find(const std::string& key, absl::Time now);
  size_t size() const { return refused_.size(); }
  void Forget(absl::Time now);

 private:
  struct Refused {
    Failure failure;
    absl::Time until;
  };

  std::map<std::string, Refused> refused_;  // by CallerTerms::key
  // (until, key) as they were added; a key that was added again is there twice.
  std::deque<std::pair<absl::Time, std::string>> order_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_IDENTITIES_REFUSED_CALLERS_H_
