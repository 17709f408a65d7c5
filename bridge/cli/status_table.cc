// SPDX-License-Identifier: Apache-2.0
#include "bridge/cli/status_table.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "absl/strings/str_cat.h"

namespace wampbridge::bridge {
namespace {

using Json = nlohmann::ordered_json;
using Row = std::vector<std::string>;

// A member as text without quotes; what is not there is "-".
std::string Member(const Json& object, const std::string& name) {
  const auto found = object.find(name);
  if (found == object.end() || found->is_null()) return "-";
  if (!found->is_string()) {
    return found->dump(-1, ' ', false, Json::error_handler_t::replace);
  }
  const std::string text = found->get<std::string>();
  return text.empty() ? "-" : text;
}

// Pads the columns to the width of their widest cell, two spaces apart.
std::string Align(const std::vector<Row>& rows, const std::string& indent) {
  std::vector<std::size_t> widths;
  for (const Row& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], row[i].size());
    }
  }
  std::string text;
  for (const Row& row : rows) {
    text += indent;
    for (std::size_t i = 0; i < row.size(); ++i) {
      text += row[i];
      if (i + 1 == row.size()) break;
      text.append(widths[i] - row[i].size() + 2, ' ');
    }
    text += "\n";
  }
  return text;
}

Row Members(const Json& object, const std::vector<std::string>& names) {
  Row row;
  for (const std::string& name : names) row.push_back(Member(object, name));
  return row;
}

std::string Sessions(const Json& identity) {
  const auto sessions = identity.find("sessions");
  if (sessions == identity.end() || !sessions->is_array() ||
      sessions->empty()) {
    return "";
  }
  std::vector<Row> rows = {{"SESSION", "URL", "SERIALIZER", "PLACES",
                            "IN FLIGHT", "ROUND TRIP MS", "JOINED"}};
  for (const Json& session : *sessions) {
    if (!session.is_object()) continue;
    rows.push_back(
        Members(session, {"session_id", "url", "serializer", "places",
                          "in_flight", "round_trip_ms", "joined"}));
  }
  return Align(rows, "  ");
}

std::string Identity(const Json& identity) {
  std::string text = Member(identity, "name") + ": " +
                     Member(identity, "state") + "\n" +
                     Align({{"router", Member(identity, "router")},
                            {"realm", Member(identity, "realm")},
                            {"authid", Member(identity, "authid")},
                            {"authrole", Member(identity, "authrole")},
                            {"authmethod", Member(identity, "authmethod")},
                            {"agent", Member(identity, "router_agent")},
                            {"waiters", Member(identity, "waiters")}},
                           "  ");
  if (identity.contains("last_error")) {
    text += "  last error: " + Member(identity, "last_error") + "\n";
  }
  if (identity.contains("next_attempt")) {
    text += "  next attempt: " + Member(identity, "next_attempt") + "\n";
  }
  return text + Sessions(identity);
}

// An identity that is another for each caller, in sum.
std::string CallerIdentity(const Json& callers) {
  return Member(callers, "name") + ": for each caller\n" +
         Align({{"router", Member(callers, "router")},
                {"realm", Member(callers, "realm")},
                {"callers", Member(callers, "identities")},
                {"in use", Member(callers, "in_use")},
                {"at most", Member(callers, "max_identities")},
                {"refused", Member(callers, "refused")}},
               "  ");
}

void AppendEach(const Json& status, const char* list,
                std::string (*table)(const Json&), std::string* text) {
  const auto found = status.find(list);
  if (found == status.end() || !found->is_array()) return;
  for (const Json& each : *found) {
    if (each.is_object()) *text += "\n" + table(each);
  }
}

}  // namespace

absl::StatusOr<std::string> StatusTable(const std::string& json) {
  const Json status = Json::parse(json, nullptr, false);
  if (!status.is_object()) {
    return absl::InvalidArgumentError("/status is not a JSON object");
  }
  std::vector<Row> plain;
  for (const auto& [name, value] : status.items()) {
    if (!value.is_structured()) plain.push_back({name, Member(status, name)});
    if (!value.is_object()) continue;
    for (const auto& [inner, figure] : value.items()) {
      if (figure.is_structured()) continue;
      plain.push_back({absl::StrCat(name, ".", inner), Member(value, inner)});
    }
  }
  std::string text = Align(plain, "");
  AppendEach(status, "identities", Identity, &text);
  AppendEach(status, "caller_identities", CallerIdentity, &text);
  return text;
}

}  // namespace wampbridge::bridge
