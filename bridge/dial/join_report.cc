// SPDX-License-Identifier: Apache-2.0
#include "bridge/dial/join_report.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"

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

// "wampcra, salted, 1000 iterations, 32 octets"
std::string DescribeChallenge(const ChallengeFacts& challenge) {
  std::string text = challenge.method + (challenge.salted ? ", salted" : "");
  if (!challenge.kdf.empty()) text += ", " + challenge.kdf;
  const auto add = [&text](std::optional<std::int64_t> value,
                           const char* what) {
    if (value.value_or(0) != 0) text += absl::StrCat(", ", *value, what);
  };
  add(challenge.iterations, " iterations");
  add(challenge.memory, " KiB");
  add(challenge.keylen, " octets");
  return text;
}

std::string Date(const std::optional<absl::Time>& time) {
  if (!time.has_value()) return "none";
  return absl::FormatTime("%Y-%m-%d %H:%M UTC", *time, absl::UTCTimeZone());
}

std::string Binding(const LoginFacts& login) {
  if (login.channel_binding.empty()) return "none";
  const bool echoed = login.challenge.has_value() &&
                      login.challenge->channel_binding == login.channel_binding;
  return login.channel_binding + (echoed ? ", confirmed" : "");
}

// What is known of the login whether it went well or not.
std::string DescribeLogin(const LoginFacts& login) {
  std::string lines = Line("offered", absl::StrJoin(login.offered, ", "));
  if (login.challenge.has_value()) {
    lines += Line("challenge", DescribeChallenge(*login.challenge));
  }
  return lines + Line("channel binding", Binding(login));
}

std::string DescribeTls(const std::optional<transport::TlsFacts>& tls) {
  if (!tls.has_value()) return "";
  return Line("TLS", tls->version) +
         Line("certificate",
              "router's until " + Date(tls->peer_not_after) + ", ours " +
                  (tls->own_not_after.has_value() ? "until " : "") +
                  Date(tls->own_not_after));
}

}  // namespace

std::string DescribeJoin(const std::string& url, const JoinReport& report) {
  const wamp::Dict& details = report.welcome.details;
  return Line("transport", url.substr(0, url.find(':'))) +
         DescribeTls(report.login.tls) +
         Line("serializer", std::string(SerializerName(report.serializer))) +
         DescribeLogin(report.login) +
         Line("authentication", Text(details, "authmethod")) +
         Line("authid", Text(details, "authid")) +
         Line("authrole", Text(details, "authrole")) +
         Line("agent", Agent(details)) +
         Line("broker", Features(details, "broker")) +
         Line("dealer", Features(details, "dealer")) +
         Line("joined in", Short(report.join_time)) +
         Line("round trip", Short(report.round_trip));
}

std::string DescribeFailure(const JoinFailure& failure,
                            const JoinDiagnosis& diagnosis) {
  std::string lines = Line("failed at", diagnosis.Step());
  if (failure.step >= JoinStep::kHello) lines += DescribeLogin(failure.login);
  for (const std::string& cause : diagnosis.causes()) {
    lines += Line("likely", cause);
  }
  return lines;
}

}  // namespace wampbridge::bridge
