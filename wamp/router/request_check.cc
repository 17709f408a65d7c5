// SPDX-License-Identifier: Apache-2.0
#include "wamp/router/request_check.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "wamp/router/uris.h"

namespace wampbridge::router {
namespace {

// absl's own string_view is not std's in this build.
std::string Text(std::string_view text) { return std::string(text); }

}  // namespace

std::optional<wamp::MatchPolicy> MatchOption(const wamp::Dict& options) {
  const wamp::Value* found = options.Find("match");
  if (found == nullptr) return wamp::MatchPolicy::kExact;
  const std::string* name = found->AsString();
  if (name == nullptr) return std::nullopt;
  for (const auto match :
       {wamp::MatchPolicy::kExact, wamp::MatchPolicy::kPrefix,
        wamp::MatchPolicy::kWildcard}) {
    if (*name == wamp::MatchPolicyName(match)) return match;
  }
  return std::nullopt;
}

std::optional<Refusal> CheckRequest(const Peer& peer, Action action,
                                    std::string_view uri,
                                    wamp::MatchPolicy match) {
  const absl::Status valid = wamp::ValidateUri(uri, match);
  if (!valid.ok()) {
    return Refusal{kInvalidUri, std::string(valid.message())};
  }
  const bool offers = action == Action::kRegister || action == Action::kPublish;
  if (offers && wamp::IsReservedUri(uri)) {
    return Refusal{kInvalidUri,
                   absl::StrCat(Text(uri), ": wamp. is WAMP's own")};
  }
  if (!peer.role().Allows(action, uri, match)) {
    return Refusal{kNotAuthorized,
                   absl::StrCat("role \"", peer.role().name(), "\" may not ",
                                Text(ActionName(action)), " ", Text(uri))};
  }
  return std::nullopt;
}

}  // namespace wampbridge::router
