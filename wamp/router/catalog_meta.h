// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_ROUTER_CATALOG_META_H_
#define WAMP_ROUTER_CATALOG_META_H_

#include <optional>
#include <string_view>

#include "wamp/router/catalog.h"
#include "wamp/router/meta_call.h"

namespace wampbridge::router {

// The procedures `wamp.registration.*` and `wamp.subscription.*` (advanced
// profile, "Registration Meta API", "Subscription Meta API"), which are alike.
// remove_callee and remove_subscriber [id, session] with kwarg `reason` revoke;
// they are Crossbar's.
class CatalogMeta {
 public:
  enum class Kind { kRegistrations, kSubscriptions };

  // `catalog` must outlive it.
  CatalogMeta(Kind kind, Catalog* catalog) : kind_(kind), catalog_(catalog) {}

  // `verb` is what follows `wamp.registration.`; nullopt: there is no such one.
  std::optional<MetaAnswer> Answer(std::string_view verb,
                                   const MetaCall& call) const;

 private:
  MetaAnswer List() const;
  MetaAnswer Lookup(const MetaCall& call) const;
  MetaAnswer Match(const MetaCall& call) const;
  MetaAnswer Revoke(const MetaCall& call) const;
  MetaError NoSuchEntry() const;

  const Kind kind_;
  Catalog* const catalog_;
};

}  // namespace wampbridge::router

#endif  // WAMP_ROUTER_CATALOG_META_H_
