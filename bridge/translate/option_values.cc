// SPDX-License-Identifier: Apache-2.0
#include "bridge/translate/option_values.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "bridge/translate/field_checks.h"
#include "bridge/translate/value_path.h"

namespace wampbridge::bridge {
namespace {

absl::StatusOr<wamp::Value> Convert(const std::string& path,
                                    const v1::Value& value, int depth);

absl::StatusOr<wamp::Value> ConvertList(const std::string& path,
                                        const v1::List& list, int depth) {
  wamp::List items;
  for (int i = 0; i < list.items_size(); ++i) {
    auto item = Convert(path + IndexStep(i), list.items(i), depth + 1);
    if (!item.ok()) return item.status();
    items.push_back(*std::move(item));
  }
  return wamp::Value(std::move(items));
}

absl::StatusOr<wamp::Value> ConvertDict(const std::string& path,
                                        const v1::Dict& dict, int depth) {
  std::vector<wamp::DictEntry> entries;
  for (const auto& [key, value] : dict.entries()) {
    const std::string step = path + KeyStep(key);
    absl::Status status = CheckText(ShownPath(step), key);
    if (!status.ok()) return status;
    auto converted = Convert(step, value, depth + 1);
    if (!converted.ok()) return converted.status();
    entries.push_back({key, *std::move(converted)});
  }
  return wamp::Value(wamp::Dict::FromEntries(std::move(entries)));
}

absl::StatusOr<wamp::Value> ConvertDouble(const std::string& path,
                                          double value) {
  if (std::isfinite(value)) return wamp::Value(value);
  return FieldFault(ShownPath(path), "is not a finite number");
}

absl::StatusOr<wamp::Value> ConvertText(const std::string& path,
                                        const std::string& text) {
  absl::Status status = CheckText(ShownPath(path), text);
  if (!status.ok()) return status;
  return wamp::Value(text);
}

absl::StatusOr<wamp::Value> Convert(const std::string& path,
                                    const v1::Value& value, int depth) {
  const bool container = value.has_list_value() || value.has_dict_value();
  if (container && depth >= kArgumentsNestingMax) {
    return FieldFault(ShownPath(path),
                      std::to_string(depth + 1) +
                          " lists and dicts inside one another, the limit is " +
                          std::to_string(kArgumentsNestingMax));
  }
  switch (value.kind_case()) {
    case v1::Value::kNullValue:
      return wamp::Value();
    case v1::Value::kBoolValue:
      return wamp::Value(value.bool_value());
    case v1::Value::kInt64Value:
      return wamp::Value(int64_t{value.int64_value()});
    case v1::Value::kUint64Value:
      return wamp::Value(uint64_t{value.uint64_value()});
    case v1::Value::kDoubleValue:
      return ConvertDouble(path, value.double_value());
    case v1::Value::kStringValue:
      return ConvertText(path, value.string_value());
    case v1::Value::kBytesValue:
      return wamp::Value(wamp::Bytes{value.bytes_value()});
    case v1::Value::kListValue:
      return ConvertList(path, value.list_value(), depth);
    case v1::Value::kDictValue:
      return ConvertDict(path, value.dict_value(), depth);
    case v1::Value::KIND_NOT_SET:
      break;
  }
  return FieldFault(ShownPath(path), "the Value has no kind set");
}

// Options of the specification, which have fields of their own or are no
// client's to set (spec: "Feature Announcement" and each feature's section).
constexpr std::array<std::string_view, 28> kSpecified = {"acknowledge",
                                                         "disclose_caller",
                                                         "disclose_me",
                                                         "eligible",
                                                         "eligible_authid",
                                                         "eligible_authrole",
                                                         "exclude",
                                                         "exclude_authid",
                                                         "exclude_authrole",
                                                         "exclude_me",
                                                         "forward_timeout",
                                                         "get_retained",
                                                         "invoke",
                                                         "match",
                                                         "mode",
                                                         "nkey",
                                                         "ppt_cipher",
                                                         "ppt_keyid",
                                                         "ppt_scheme",
                                                         "ppt_serializer",
                                                         "procedure",
                                                         "progress",
                                                         "receive_progress",
                                                         "retain",
                                                         "rkey",
                                                         "runmode",
                                                         "timeout",
                                                         "topic"};

enum class Kind { kBool, kInteger, kString, kList };

// Routers' own options -> the type without which they end the connection
// (Autobahn's message classes).
struct KnownExtra {
  std::string_view key;
  Kind kind;
  std::string_view name;
};
constexpr std::array kKnownExtras = {
    KnownExtra{"caller", Kind::kInteger, "an integer"},
    KnownExtra{"caller_authid", Kind::kString, "a string"},
    KnownExtra{"caller_authrole", Kind::kString, "a string"},
    KnownExtra{"concurrency", Kind::kInteger, "an integer"},
    KnownExtra{"correlation_id", Kind::kString, "a string"},
    KnownExtra{"correlation_is_anchor", Kind::kBool, "a bool"},
    KnownExtra{"correlation_is_last", Kind::kBool, "a bool"},
    KnownExtra{"correlation_uri", Kind::kString, "a string"},
    KnownExtra{"enc_algo", Kind::kString, "a string"},
    KnownExtra{"enc_key", Kind::kString, "a string"},
    KnownExtra{"enc_serializer", Kind::kString, "a string"},
    KnownExtra{"force_reregister", Kind::kBool, "a bool"},
    KnownExtra{"forward_for", Kind::kList, "a list"},
    KnownExtra{"transaction_hash", Kind::kString, "a string"},
};

bool HasKind(const wamp::Value& value, Kind kind) {
  switch (kind) {
    case Kind::kBool:
      return value.AsBool() != nullptr;
    case Kind::kInteger:
      return value.AsInt() != nullptr && *value.AsInt() > 0;
    case Kind::kString:
      return value.AsString() != nullptr;
    case Kind::kList:
      return value.AsList() != nullptr;
  }
  return false;
}

bool IsOptionWord(std::string_view text) {
  return std::ranges::all_of(text, [](char octet) {
    return (octet >= 'a' && octet <= 'z') || (octet >= '0' && octet <= '9') ||
           octet == '_';
  });
}

// `_[a-z0-9_]{3,}` (basic profile, "Attribute keys") or Crossbar's `x_…`.
bool IsPrivateKey(std::string_view key) {
  if (!IsOptionWord(key)) return false;
  return (key.starts_with('_') && key.size() >= 4) ||
         (key.starts_with("x_") && key.size() >= 3);
}

absl::Status CheckExtraKey(std::string_view field, std::string_view key,
                           const ExtraKeys* listed) {
  if (std::ranges::find(kSpecified, key) != kSpecified.end()) {
    return FieldFault(field,
                      "is an option of the specification; extra is for "
                      "others");
  }
  if (IsPrivateKey(key)) return absl::OkStatus();
  if (listed != nullptr && listed->contains(key)) return absl::OkStatus();
  return FieldFault(field,
                    "must be _[a-z0-9_]{3,}, x_[a-z0-9_]+, or among the "
                    "router's extra_options");
}

absl::Status CheckExtraKind(std::string_view field, std::string_view key,
                            const wamp::Value& value) {
  for (const KnownExtra& known : kKnownExtras) {
    if (known.key == key && !HasKind(value, known.kind)) {
      return FieldFault(field, "must be " + std::string(known.name));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<wamp::Value> OptionValue(std::string_view field,
                                        const v1::Value& value) {
  return Convert(std::string(field), value, 0);
}

absl::Status AddExtra(const ExtraOptions& extra, const ExtraKeys* listed,
                      wamp::Dict* options) {
  for (const auto& [key, value] : extra) {
    const std::string field = ShownPath("options.extra" + KeyStep(key));
    absl::Status status = CheckExtraKey(field, key, listed);
    if (!status.ok()) return status;
    auto converted = OptionValue(field, value);
    if (!converted.ok()) return converted.status();
    status = CheckExtraKind(field, key, *converted);
    if (!status.ok()) return status;
    options->Set(key, *std::move(converted));
  }
  return absl::OkStatus();
}

absl::Status CheckPassthru(const Passthru& passthru) {
  const struct {
    std::string_view field;
    std::string_view text;
  } rows[] = {{"options.ppt_scheme", passthru.scheme},
              {"options.ppt_serializer", passthru.serializer},
              {"options.ppt_cipher", passthru.cipher},
              {"options.ppt_keyid", passthru.keyid}};
  for (const auto& row : rows) {
    if (absl::Status text = CheckText(row.field, row.text); !text.ok()) {
      return text;
    }
    if (!row.text.empty() && passthru.scheme.empty()) {
      return FieldFault(row.field, "needs options.ppt_scheme");
    }
  }
  const std::string_view scheme = passthru.scheme;
  if (scheme.empty() || scheme == "wamp" || scheme == "mqtt") {
    return absl::OkStatus();
  }
  if (scheme.starts_with("x_") && scheme.size() > 2) return absl::OkStatus();
  return FieldFault("options.ppt_scheme",
                    "must be wamp, mqtt, or begin with x_");
}

absl::Status AddPassthru(const Passthru& passthru, const RouterTraits& router,
                         std::string_view role, wamp::Dict* options) {
  if (passthru.scheme.empty()) return absl::OkStatus();
  absl::Status status =
      RequireFeature(router, {.role = role,
                              .feature = "payload_passthru_mode",
                              .option = "options.ppt_scheme"});
  if (!status.ok()) return status;
  const struct {
    std::string_view key;
    std::string_view text;
  } rows[] = {{"ppt_scheme", passthru.scheme},
              {"ppt_serializer", passthru.serializer},
              {"ppt_cipher", passthru.cipher},
              {"ppt_keyid", passthru.keyid}};
  for (const auto& row : rows) {
    if (!row.text.empty()) options->Set(row.key, wamp::Value(row.text));
  }
  return absl::OkStatus();
}

}  // namespace wampbridge::bridge
