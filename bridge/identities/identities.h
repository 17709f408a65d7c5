// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_IDENTITIES_IDENTITIES_H_
#define BRIDGE_IDENTITIES_IDENTITIES_H_

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "bridge/access/caller.h"
#include "bridge/errors/failure.h"
#include "bridge/identities/caller_identities.h"
#include "bridge/identities/identity.h"

namespace wampbridge::bridge {

// All identities, by name. Immutable once it serves, so safe on any thread.
class Identities {
 public:
  using Pointer = std::shared_ptr<const Identity>;

  void Add(Identity identity);
  // One that is another for each caller.
  void Add(const std::string& name, std::shared_ptr<CallerIdentities> callers);

  // Which identity a request of `caller` that names `name` is for: "" is the
  // only one there is. Whoever holds it uses it (caller_identities.h). One that
  // does not exist is PERMISSION_DENIED in the words that one not allowed would
  // get.
  std::variant<Pointer, Failure> For(std::string_view name,
                                     const Caller& caller) const;

  // Those that all callers share, in the order of their names.
  const std::map<std::string, Pointer, std::less<>>& all() const {
    return identities_;
  }
  // The others.
  const std::map<std::string, std::shared_ptr<CallerIdentities>, std::less<>>&
  per_caller() const {
    return per_caller_;
  }

 private:
  Failure WhichOne() const;

  std::map<std::string, Pointer, std::less<>> identities_;  // by name
  // by name
  std::map<std::string, std::shared_ptr<CallerIdentities>, std::less<>>
      per_caller_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_IDENTITIES_IDENTITIES_H_
