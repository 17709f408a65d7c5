// SPDX-License-Identifier: Apache-2.0
#include "wamp/option_rules.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "wamp/ids.h"

namespace wampbridge::wamp {
namespace {

enum class Kind {
  kBool,
  kCount,  // an integer from 0
  kId,
  kString,
  kDict,
  kStrings,
  kIds,
  kDicts,
  kRoles,
  kMatch,
  kEncAlgo,
};

struct Rule {
  std::string_view key;
  Kind kind;
};

// Payload passthru (advanced profile) and, as Autobahn has it, payload
// transparency; any message with a payload may carry them.
constexpr Rule kPayloadRules[] = {
    {"ppt_scheme", Kind::kString},     {"ppt_serializer", Kind::kString},
    {"ppt_cipher", Kind::kString},     {"ppt_keyid", Kind::kString},
    {"enc_algo", Kind::kEncAlgo},      {"enc_key", Kind::kString},
    {"enc_serializer", Kind::kString},
};

constexpr Rule kHelloRules[] = {
    {"roles", Kind::kRoles},         {"agent", Kind::kString},
    {"authmethods", Kind::kStrings}, {"authid", Kind::kString},
    {"authrole", Kind::kString},     {"authextra", Kind::kDict},
};
constexpr Rule kWelcomeRules[] = {
    {"roles", Kind::kRoles},         {"agent", Kind::kString},
    {"realm", Kind::kString},        {"authid", Kind::kString},
    {"authrole", Kind::kString},     {"authmethod", Kind::kString},
    {"authprovider", Kind::kString}, {"authextra", Kind::kDict},
};
constexpr Rule kLeavingRules[] = {{"message", Kind::kString}};
constexpr Rule kSubscribeRules[] = {
    {"match", Kind::kMatch},
    {"get_retained", Kind::kBool},
    {"nkey", Kind::kString},
    {"forward_for", Kind::kDicts},
};
constexpr Rule kPublishRules[] = {
    {"acknowledge", Kind::kBool},
    {"exclude_me", Kind::kBool},
    {"exclude", Kind::kIds},
    {"exclude_authid", Kind::kStrings},
    {"exclude_authrole", Kind::kStrings},
    {"eligible", Kind::kIds},
    {"eligible_authid", Kind::kStrings},
    {"eligible_authrole", Kind::kStrings},
    {"disclose_me", Kind::kBool},
    {"retain", Kind::kBool},
    {"rkey", Kind::kString},
    {"transaction_hash", Kind::kString},
    {"forward_for", Kind::kDicts},
};
constexpr Rule kEventRules[] = {
    {"publisher", Kind::kId},
    {"publisher_authid", Kind::kString},
    {"publisher_authrole", Kind::kString},
    {"topic", Kind::kString},
    {"trustlevel", Kind::kCount},
    {"retained", Kind::kBool},
    {"transaction_hash", Kind::kString},
    {"x_acknowledged_delivery", Kind::kBool},
    {"forward_for", Kind::kDicts},
};
constexpr Rule kCallRules[] = {
    {"receive_progress", Kind::kBool}, {"progress", Kind::kBool},
    {"timeout", Kind::kCount},         {"disclose_me", Kind::kBool},
    {"runmode", Kind::kString},        {"rkey", Kind::kString},
    {"forward_for", Kind::kDicts},
};
constexpr Rule kRegisterRules[] = {
    {"match", Kind::kMatch},           {"invoke", Kind::kString},
    {"disclose_caller", Kind::kBool},  {"forward_timeout", Kind::kBool},
    {"force_reregister", Kind::kBool}, {"concurrency", Kind::kCount},
    {"forward_for", Kind::kDicts},
};
constexpr Rule kInvocationRules[] = {
    {"caller", Kind::kId},
    {"caller_authid", Kind::kString},
    {"caller_authrole", Kind::kString},
    {"procedure", Kind::kString},
    {"trustlevel", Kind::kCount},
    {"receive_progress", Kind::kBool},
    {"progress", Kind::kBool},
    {"timeout", Kind::kCount},
    {"forward_for", Kind::kDicts},
};
constexpr Rule kResultRules[] = {
    {"progress", Kind::kBool},
    {"forward_for", Kind::kDicts},
};
constexpr Rule kCancelRules[] = {
    {"mode", Kind::kString},
    {"reason", Kind::kString},
    {"forward_for", Kind::kDicts},
};
constexpr Rule kRevocationRules[] = {
    {"subscription", Kind::kId},
    {"registration", Kind::kId},
    {"reason", Kind::kString},
};

std::span<const Rule> RulesOf(MessageType type) {
  switch (type) {
    case MessageType::kHello:
      return kHelloRules;
    case MessageType::kWelcome:
      return kWelcomeRules;
    case MessageType::kAbort:
    case MessageType::kGoodbye:
      return kLeavingRules;
    case MessageType::kSubscribe:
      return kSubscribeRules;
    case MessageType::kPublish:
      return kPublishRules;
    case MessageType::kEvent:
      return kEventRules;
    case MessageType::kCall:
      return kCallRules;
    case MessageType::kRegister:
      return kRegisterRules;
    case MessageType::kInvocation:
      return kInvocationRules;
    case MessageType::kResult:
    case MessageType::kYield:
      return kResultRules;
    case MessageType::kCancel:
    case MessageType::kInterrupt:
      return kCancelRules;
    case MessageType::kUnsubscribed:
    case MessageType::kUnregistered:
      return kRevocationRules;
    default:
      return {};
  }
}

bool MayHavePayload(MessageType type) {
  switch (type) {
    case MessageType::kError:
    case MessageType::kPublish:
    case MessageType::kEvent:
    case MessageType::kCall:
    case MessageType::kResult:
    case MessageType::kInvocation:
    case MessageType::kYield:
      return true;
    default:
      return false;
  }
}

bool IsString(const Value& value) { return value.AsString() != nullptr; }
bool IsDict(const Value& value) { return value.AsDict() != nullptr; }
bool IsId(const Value& value) {
  const int64_t* number = value.AsInt();
  return number != nullptr && *number >= 1 &&
         IsValidId(static_cast<uint64_t>(*number));
}

template <typename Predicate>
bool IsListOf(const Value& value, Predicate is_item) {
  const List* list = value.AsList();
  return list != nullptr && std::ranges::all_of(*list, is_item);
}

// {role: {"features": {…}, …}, …}
bool AreRoles(const Value& value) {
  const Dict* roles = value.AsDict();
  if (roles == nullptr) return false;
  return std::ranges::all_of(*roles, [](const DictEntry& role) {
    const Dict* details = role.value.AsDict();
    if (details == nullptr) return false;
    const Value* features = details->Find("features");
    return features == nullptr || features->is_null() || IsDict(*features);
  });
}

bool IsMatch(const Value& value) {
  const std::string* match = value.AsString();
  return match != nullptr &&
         (*match == "exact" || *match == "prefix" || *match == "wildcard");
}

bool IsEncAlgo(const Value& value) {
  constexpr std::array<std::string_view, 4> kKnown = {"null", "cryptobox",
                                                      "mqtt", "xbr"};
  const std::string* algorithm = value.AsString();
  return algorithm != nullptr &&
         (algorithm->starts_with("x_") ||
          std::ranges::find(kKnown, *algorithm) != kKnown.end());
}

bool Holds(Kind kind, const Value& value) {
  switch (kind) {
    case Kind::kBool:
      return value.AsBool() != nullptr;
    case Kind::kCount:
      return value.AsInt() != nullptr && *value.AsInt() >= 0;
    case Kind::kId:
      return IsId(value);
    case Kind::kString:
      return IsString(value);
    case Kind::kDict:
      return IsDict(value);
    case Kind::kStrings:
      return IsListOf(value, IsString);
    case Kind::kIds:
      return IsListOf(value, IsId);
    case Kind::kDicts:
      return IsListOf(value, IsDict);
    case Kind::kRoles:
      return AreRoles(value);
    case Kind::kMatch:
      return IsMatch(value);
    case Kind::kEncAlgo:
      return IsEncAlgo(value);
  }
  return false;
}

absl::string_view Wanted(Kind kind) {
  switch (kind) {
    case Kind::kBool:
      return "a bool";
    case Kind::kCount:
      return "an integer from 0";
    case Kind::kId:
      return "an id";
    case Kind::kString:
      return "a string";
    case Kind::kDict:
      return "a dictionary";
    case Kind::kStrings:
      return "a list of strings";
    case Kind::kIds:
      return "a list of ids";
    case Kind::kDicts:
      return "a list of dictionaries";
    case Kind::kRoles:
      return "a dictionary of roles with their features";
    case Kind::kMatch:
      return "exact, prefix or wildcard";
    case Kind::kEncAlgo:
      return "null, cryptobox, mqtt, xbr or x_…";
  }
  return "something else";
}

absl::Status CheckRules(std::span<const Rule> rules, const Dict& options) {
  for (const Rule& rule : rules) {
    const Value* value = options.Find(rule.key);
    if (value == nullptr || value->is_null()) continue;
    if (Holds(rule.kind, *value)) continue;
    return absl::InvalidArgumentError(
        absl::StrCat(absl::string_view(rule.key.data(), rule.key.size()),
                     " is not ", Wanted(rule.kind)));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckOptions(MessageType type, const Dict& options) {
  if (options.empty()) return absl::OkStatus();
  absl::Status checked = CheckRules(RulesOf(type), options);
  if (!checked.ok() || !MayHavePayload(type)) return checked;
  return CheckRules(kPayloadRules, options);
}

}  // namespace wampbridge::wamp
