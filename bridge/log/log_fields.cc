// SPDX-License-Identifier: Apache-2.0
#include "bridge/log/log_fields.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "bridge/errors/short_text.h"

namespace wampbridge::bridge {
namespace {

// ASCII's "unit separator": begins a line that has facts and stands between
// them; texts lose it.
constexpr char kSeparator = '\x1f';
// A fact is no document.
constexpr size_t kValueOctetsMax = 512;

struct Parts {
  std::string_view message;
  std::string_view fields;  // alternately keys and values
};

Parts Split(std::string_view line) {
  if (line.empty() || line.front() != kSeparator) return {line, {}};
  line.remove_prefix(1);
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

// One line, whatever is in it.
std::string OneLine(std::string_view text) {
  std::string line(text);
  std::ranges::replace_if(
      line,
      [](char octet) { return (octet >= 0 && octet < ' ') || octet == 0x7F; },
      ' ');
  return line;
}

bool NeedsQuotes(std::string_view value) {
  return std::ranges::any_of(value, [](char octet) {
    return octet <= ' ' || octet > '~' || octet == '"' || octet == '=';
  });
}

}  // namespace

std::string WithFields(std::string_view message, const LogFields& fields) {
  std::string line = kSeparator + Plain(message);
  for (const auto& [key, value] : fields) {
    if (value.empty()) continue;
    line += kSeparator + key + kSeparator +
            Plain(ShortText(value, kValueOctetsMax));
  }
  return line;
}

std::string ToLogText(std::string_view line) {
  auto [message, fields] = Split(line);
  std::string text = OneLine(message);
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
