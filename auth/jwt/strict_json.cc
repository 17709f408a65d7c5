// SPDX-License-Identifier: Apache-2.0
#include "auth/jwt/strict_json.h"

#include <set>
#include <string>
#include <vector>

namespace wampbridge::auth {
namespace {

constexpr int kDepthMax = 16;

// Watches a parser for what it would let pass.
class Watch {
 public:
  using Event = nlohmann::json::parse_event_t;

  bool operator()(Event event, const nlohmann::json& parsed) {
    if (event == Event::object_start) keys_.emplace_back();
    if (event == Event::object_end && !keys_.empty()) keys_.pop_back();
    if (event == Event::key && !keys_.empty() &&
        !keys_.back().insert(parsed.get<std::string>()).second) {
      fault_ = true;
    }
    return true;
  }

  bool fault() const { return fault_; }

 private:
  std::vector<std::set<std::string>> keys_;  // of each object that is open
  bool fault_ = false;
};

// The parser recurses nowhere, but what it makes is destroyed in depth.
bool IsTooDeep(std::string_view text) {
  int depth = 0;
  bool in_text = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char octet = text[i];
    if (in_text) {
      if (octet == '\\') ++i;
      if (octet == '"') in_text = false;
    } else if (octet == '"') {
      in_text = true;
    } else if (octet == '{' || octet == '[') {
      if (++depth > kDepthMax) return true;
    } else if (octet == '}' || octet == ']') {
      --depth;
    }
  }
  return false;
}

}  // namespace

std::optional<nlohmann::json> ParseStrictObject(std::string_view text) {
  if (IsTooDeep(text)) return std::nullopt;
  Watch watch;
  nlohmann::json parsed = nlohmann::json::parse(
      text.begin(), text.end(),
      [&watch](int, Watch::Event event, nlohmann::json& value) {
        return watch(event, value);
      },
      /*allow_exceptions=*/false);
  if (!parsed.is_object() || watch.fault()) return std::nullopt;
  return parsed;
}

std::string TextAt(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>()
                                                     : std::string();
}

}  // namespace wampbridge::auth
