// SPDX-License-Identifier: Apache-2.0
#include "wamp/router_features.h"

#include <algorithm>
#include <utility>

namespace wampbridge::wamp {
namespace {

std::vector<std::string> Announced(const Dict& features) {
  std::vector<std::string> names;
  for (const auto& [name, value] : features) {
    if (value.is_true()) names.push_back(name);
  }
  return names;
}

bool Contains(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

RouterFeatures::RouterFeatures(const Dict& welcome_details,
                               const Corrections& corrections)
    : corrections_(corrections) {
  for (const auto& [name, role] : welcome_details.DictAt("roles")) {
    const Dict* details = role.AsDict();
    roles_.push_back({name, details == nullptr
                                ? std::vector<std::string>()
                                : Announced(details->DictAt("features"))});
  }
}

bool RouterFeatures::Plays(std::string_view role) const {
  return roles_.empty() ||
         std::any_of(roles_.begin(), roles_.end(),
                     [&](const Role& played) { return played.name == role; });
}

bool RouterFeatures::Has(std::string_view role,
                         std::string_view feature) const {
  if (Contains(corrections_.ignore, feature)) return false;
  if (Contains(corrections_.assume, feature)) return true;
  return std::any_of(roles_.begin(), roles_.end(), [&](const Role& played) {
    return played.name == role && Contains(played.features, feature);
  });
}

}  // namespace wampbridge::wamp
