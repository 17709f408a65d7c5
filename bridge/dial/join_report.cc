// SPDX-License-Identifier: Apache-2.0
#include "bridge/dial/join_report.h"

#include <algorithm>
#include <string_view>
#include <vector>

namespace wampbridge::bridge {
namespace {

std::string Text(const wamp::Dict& dict, std::string_view name) {
  const std::string& text = dict.TextAt(name);
  return text.empty() ? "not said" : text;
}

// The features that a role has, sorted: "broker: a, b".
std::string Features(const wamp::Dict& details, std::string_view role) {
  const wamp::Dict& features =
      details.DictAt("roles").DictAt(role).DictAt("features");
  std::vector<std::string> names;
  for (const auto& [name, value] : features) {
    if (value.is_true()) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  std::string text;
  for (const std::string& name : names) {
    text += (text.empty() ? "" : ", ") + name;
  }
  return text.empty() ? "none announced" : text;
}

// What the router calls itself. Crossbar leaves the agent out, but is known by
// details of its own.
std::string Agent(const wamp::Dict& details) {
  std::string agent = Text(details, "agent");
  for (const wamp::DictEntry& entry : details) {
    if (entry.key.starts_with("x_cb_") && details.Find("agent") == nullptr) {
      return agent + " (Crossbar, by its x_cb_ details)";
    }
  }
  return agent;
}

// To the microsecond: more is noise.
std::string Short(absl::Duration duration) {
  return absl::FormatDuration(absl::Trunc(duration, absl::Microseconds(1)));
}

std::string Line(std::string name, const std::string& value) {
  constexpr std::size_t kNameWidth = 16;
  name.resize(kNameWidth, ' ');
  return "  " + name + value + "\n";
}

}  // namespace

std::string DescribeJoin(const std::string& url, const JoinReport& report) {
  const wamp::Dict& details = report.welcome.details;
  return Line("transport", url.substr(0, url.find(':'))) +
         Line("serializer", std::string(SerializerName(report.serializer))) +
         Line("authentication",
              Text(details, "authmethod") + (report.salted ? ", salted" : "")) +
         Line("authid", Text(details, "authid")) +
         Line("authrole", Text(details, "authrole")) +
         Line("agent", Agent(details)) +
         Line("broker", Features(details, "broker")) +
         Line("dealer", Features(details, "dealer")) +
         Line("joined in", Short(report.join_time)) +
         Line("round trip", Short(report.round_trip));
}

}  // namespace wampbridge::bridge
