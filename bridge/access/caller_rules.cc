// SPDX-License-Identifier: Apache-2.0
#include "bridge/access/caller_rules.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace wampbridge::bridge {
namespace {

constexpr char kRules[] = "callers.rules";

// What ends or disturbs sessions that others share. A pattern that is wider
// than it does not mean it.
constexpr std::string_view kDangerous[] = {
    "wamp.session.kill", "wamp.registration.remove_callee",
    "wamp.subscription.remove_subscriber"};

// The beginning that a pattern has to have for this URI; empty: any will do.
std::string_view NeededBeginning(std::string_view uri) {
  for (const std::string_view dangerous : kDangerous) {
    if (uri.starts_with(dangerous)) return dangerous;
  }
  return "";
}

bool AnyMatches(std::string_view glob, const std::vector<std::string>& values) {
  return std::ranges::any_of(values, [glob](const std::string& value) {
    return GlobMatches(glob, value);
  });
}

// A criterion that is not named holds; a fact that is not there fails it.
bool Holds(const std::string& glob, const std::string& fact) {
  return glob.empty() || (!fact.empty() && GlobMatches(glob, fact));
}

bool ProofIs(config::v1::CallerProof wanted, Caller::Proof proof) {
  switch (wanted) {
    case config::v1::CALLER_PROOF_NONE:
      return proof == Caller::Proof::kNone;
    case config::v1::CALLER_PROOF_MTLS:
      return proof == Caller::Proof::kMutualTls;
    case config::v1::CALLER_PROOF_JWT:
      return proof == Caller::Proof::kJwt;
    default:
      return true;
  }
}

bool Matches(const config::v1::CallerMatch& match, const Caller& caller) {
  const auto claim_holds = [&caller](const auto& wanted) {
    const auto found = caller.claims.find(wanted.first);
    return found != caller.claims.end() &&
           AnyMatches(wanted.second, found->second);
  };
  return Holds(match.subject(), caller.subject) &&
         Holds(match.issuer(), caller.issuer) &&
         (match.audience().empty() ||
          AnyMatches(match.audience(), caller.audience)) &&
         (match.listener().empty() || match.listener() == caller.listener) &&
         ProofIs(match.method(), caller.proof) &&
         std::ranges::all_of(match.claim(), claim_holds);
}

}  // namespace

std::string_view NameOf(Action action) {
  switch (action) {
    case Action::kPublish:
      return "publish";
    case Action::kSubscribe:
      return "subscribe";
    case Action::kRegister:
      return "register";
    case Action::kCall:
      break;
  }
  return "call";
}

bool GlobMatches(std::string_view glob, std::string_view text) {
  // The last star, and where its text ends so far: on a mismatch it takes one
  // octet more.
  size_t star = std::string_view::npos;
  size_t taken = 0;
  size_t g = 0;
  size_t t = 0;
  while (t < text.size()) {
    if (g < glob.size() && glob[g] == '*') {
      star = g++;
      taken = t;
    } else if (g < glob.size() && glob[g] == text[t]) {
      ++g;
      ++t;
    } else if (star != std::string_view::npos) {
      g = star + 1;
      t = ++taken;
    } else {
      return false;
    }
  }
  while (g < glob.size() && glob[g] == '*') ++g;
  return g == glob.size();
}

bool CallerRules::Rule::Names(std::string_view identity) const {
  return std::ranges::find(identities, identity) != identities.end();
}

absl::StatusOr<CallerRules::Rights> CallerRules::ReadRights(
    const config::v1::UriRights& rights, const std::string& place) {
  Rights read;
  const std::pair<Action,
                  const google::protobuf::RepeatedPtrField<std::string>&>
      lists[] = {{Action::kCall, rights.call()},
                 {Action::kPublish, rights.publish()},
                 {Action::kSubscribe, rights.subscribe()},
                 {Action::kRegister, rights.register_()}};
  for (const auto& [action, texts] : lists) {
    for (int i = 0; i < texts.size(); ++i) {
      std::string own =
          absl::StrCat(place, ".", std::string(NameOf(action)), "[", i, "]");
      auto pattern = wamp::UriPattern::Parse(texts[i]);
      if (!pattern.ok()) {
        return absl::InvalidArgumentError(
            absl::StrCat(own, ": ", pattern.status().message()));
      }
      read[static_cast<size_t>(action)].push_back(
          {texts[i], std::move(own), *std::move(pattern)});
    }
  }
  return read;
}

absl::StatusOr<CallerRules> CallerRules::Create(
    const config::v1::Callers& callers) {
  CallerRules rules;
  for (int i = 0; i < callers.rules_size(); ++i) {
    const config::v1::CallerRule& from = callers.rules(i);
    const std::string place = absl::StrCat(kRules, "[", i, "]");
    auto allow = ReadRights(from.allow(), place + ".allow");
    if (!allow.ok()) return allow.status();
    auto deny = ReadRights(from.deny(), place + ".deny");
    if (!deny.ok()) return deny.status();
    rules.rules_.push_back(
        {from.match(),
         {from.identities().begin(), from.identities().end()},
         *std::move(allow),
         *std::move(deny),
         {.requests_per_second = from.limits().requests_per_second(),
          .octets_per_second = from.limits().bytes_per_second(),
          .in_flight = from.limits().in_flight(),
          .streams = from.limits().streams()},
         from.admin()});
  }
  return rules;
}

CallerRules::Matching CallerRules::For(const Caller& caller) const {
  std::vector<const Rule*> matching;
  for (const Rule& rule : rules_) {
    if (Matches(rule.match, caller)) matching.push_back(&rule);
  }
  return Matching(std::move(matching));
}

bool CallerRules::HaveLimits() const {
  return std::ranges::any_of(
      rules_, [](const Rule& rule) { return rule.limits.any(); });
}

const CallerLimits::Limits& CallerRules::Matching::limits() const {
  return rules_.front()->limits;
}

std::string CallerRules::Matching::DefaultIdentity() const {
  for (const Rule* rule : rules_) {
    if (!rule->identities.empty()) return rule->identities.front();
  }
  return "";
}

bool CallerRules::Matching::MayAdminister() const {
  return std::ranges::any_of(rules_,
                             [](const Rule* rule) { return rule->admin; });
}

bool CallerRules::Matching::MayUse(std::string_view identity) const {
  return std::ranges::any_of(
      rules_, [identity](const Rule* rule) { return rule->Names(identity); });
}

const CallerRules::Pattern* CallerRules::Matching::Allowing(
    std::string_view identity, Action action, const wamp::UriSet& part) const {
  const std::string_view beginning = NeededBeginning(part.uri);
  for (const Rule* rule : rules_) {
    if (!rule->Names(identity)) continue;
    for (const Pattern& allowed : rule->allow[static_cast<size_t>(action)]) {
      if (!allowed.text.starts_with(beginning)) continue;
      if (allowed.pattern.ContainsPart(part)) return &allowed;
    }
  }
  return nullptr;
}

CallerRules::Decision CallerRules::Matching::Decide(std::string_view identity,
                                                    const Wish& wish) const {
  for (const Rule* rule : rules_) {
    for (const Pattern& denied : rule->deny[static_cast<size_t>(wish.action)]) {
      if (!denied.pattern.Meets(wish.uri, wish.match)) continue;
      return {false, denied.place,
              absl::StrCat("`", denied.text, "` is denied")};
    }
  }
  const Pattern* last = nullptr;
  for (const wamp::UriSet& part : wamp::PartsOf(wish.uri, wish.match)) {
    last = Allowing(identity, wish.action, part);
    if (last != nullptr) continue;
    return {false, kRules,
            wish.match == wamp::MatchPolicy::kExact
                ? "no rule allows it"
                : "no rule allows every URI that it can match"};
  }
  return {true, last->place, absl::StrCat("`", last->text, "` is allowed")};
}

}  // namespace wampbridge::bridge
