// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_ROUTER_SESSION_META_H_
#define WAMP_ROUTER_SESSION_META_H_

#include <optional>
#include <string_view>

#include "wamp/router/members.h"
#include "wamp/router/meta_call.h"

namespace wampbridge::router {

// The procedures `wamp.session.*` (advanced profile, "Session Meta API"), but
// for testaments. Who calls one is never closed by it.
class SessionMeta {
 public:
  // `members` must outlive it.
  explicit SessionMeta(Members* members) : members_(members) {}

  // `verb` is what follows `wamp.session.`; nullopt: there is no such one.
  std::optional<MetaAnswer> Answer(std::string_view verb,
                                   const MetaCall& call) const;

 private:
  MetaAnswer Details(const MetaCall& call) const;
  std::optional<MetaAnswer> Kill(std::string_view verb,
                                 const MetaCall& call) const;

  Members* const members_;
};

}  // namespace wampbridge::router

#endif  // WAMP_ROUTER_SESSION_META_H_
