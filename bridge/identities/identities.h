// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_IDENTITIES_IDENTITIES_H_
#define BRIDGE_IDENTITIES_IDENTITIES_H_

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <variant>

#include "bridge/access/caller.h"
#include "bridge/errors/failure.h"
#include "bridge/identities/caller_identities.h"
#include "bridge/identities/identity.h"

namespace wampbridge::bridge {

// All identities, by name. Thread-safe.
class Identities {
 public:
  using Pointer = std::shared_ptr<const Identity>;
  using Shared = std::map<std::string, Pointer, std::less<>>;
  using PerCaller =
      std::map<std::string, std::shared_ptr<CallerIdentities>, std::less<>>;

  // Both replace the one that has the name.
  void Add(Pointer identity);
  // One that is another for each caller.
  void Add(const std::string& name, std::shared_ptr<CallerIdentities> callers);
  // Nobody finds it any more.
  void Remove(const std::string& name);

  // Which identity a request of `caller` that names `name` is for: "" is the
  // only one there is. Whoever holds it uses it (caller_identities.h). One that
  // does not exist is PERMISSION_DENIED in the words that one not allowed would
  // get.
  std::variant<Pointer, Failure> For(std::string_view name,
                                     const Caller& caller) const;

  // As they are now: those that all callers share, and the others.
  Shared all() const;
  PerCaller per_caller() const;

 private:
  Failure WhichOneLocked() const;

  mutable std::mutex mutex_;  // guards what follows
  Shared identities_;
  PerCaller per_caller_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_IDENTITIES_IDENTITIES_H_
