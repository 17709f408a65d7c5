// SPDX-License-Identifier: Apache-2.0
#include "bridge/log/log_fields.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace wampbridge::bridge {
namespace {

// ASCII's "unit separator": no text that is said to people has it, and those of
// others lose it.
constexpr char kSeparator = '\x1f';

struct Parts {
  std::string_view message;
  std::string_view fields;  // alternately keys and values
};

Parts Split(std::string_view line) {
  const size_t at = line.find(kSeparator);
  if (at == std::string_view::npos) return {line, {}};
  return {line.substr(0, at), line.substr(at + 1)};
}

std::string_view Next(std::string_view* fields) {
  const size_t at = fields->find(kSeparator);
  const std::string_view next = fields->substr(0, at);
  *fields = at == std::string_view::npos ? std::string_view()
                                         : fields->substr(at + 1);
  return next;
}

std::string Json(std::string_view text) {
  return nlohmann::json(std::string(text))
      .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string Plain(std::string_view text) {
  std::string plain(text);
  std::ranges::replace(plain, kSeparator, ' ');
  return plain;
}

bool NeedsQuotes(std::string_view value) {
  return std::ranges::any_of(value, [](char octet) {
    return octet <= ' ' || octet > '~' || octet == '"' || octet == '=';
  });
}

}  // namespace

std::string WithFields(std::string_view message, const LogFields& fields) {
  std::string line = Plain(message);
  for (const auto& [key, value] : fields) {
    if (value.empty()) continue;
    line += kSeparator + key + kSeparator + Plain(value);
  }
  return line;
}

std::string ToLogText(std::string_view line) {
  auto [message, fields] = Split(line);
  std::string text(message);
  while (!fields.empty()) {
    const std::string_view key = Next(&fields);
    const std::string_view value = Next(&fields);
    text.append(" ").append(key).append("=");
    text.append(NeedsQuotes(value) ? Json(value) : std::string(value));
  }
  return text;
}

std::string ToLogMembers(std::string_view line) {
  auto [message, fields] = Split(line);
  std::string members = "\"message\":" + Json(message);
  while (!fields.empty()) {
    const std::string_view key = Next(&fields);
    const std::string_view value = Next(&fields);
    members += "," + Json(key) + ":" + Json(value);
  }
  return members;
}

}  // namespace wampbridge::bridge
