// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/scenarios/naive_scenarios.h"

#include <array>
#include <cstdio>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/bench/scenarios/bed.h"
#include "tests/bench/scenarios/call_load.h"
#include "tests/bench/scenarios/contenders.h"
#include "tests/bench/scenarios/crossbar.h"
#include "tests/bench/scenarios/payloads.h"

namespace wampbridge::bench {
namespace {

constexpr size_t kOctets = 64;
constexpr int kInFlight = 64;
constexpr char kSetUp[] = "tests/bench/naive/set_up.sh";

enum class Language { kPython, kNode, kGo };

// What tests/bench/naive/set_up.sh says, a line for each language.
absl::StatusOr<std::array<std::string, 3>> SetUpTools() {
  std::FILE* const pipe = popen(kSetUp, "r");
  if (pipe == nullptr) return absl::NotFoundError(kSetUp);
  std::array<std::string, 3> tools;
  std::array<char, 4096> line;
  for (std::string& tool : tools) {
    if (std::fgets(line.data(), line.size(), pipe) == nullptr) break;
    tool = line.data();
    tool.erase(tool.find_last_not_of('\n') + 1);
  }
  if (pclose(pipe) != 0 || tools.back().empty()) {
    return absl::NotFoundError(absl::StrCat(
        kSetUp, " failed; the benchmarks run in the workspace's folder"));
  }
  return tools;
}

absl::StatusOr<Server> StartNaive(Bed& bed, Language language,
                                  const Realm& realm) {
  const auto tools = SetUpTools();
  if (!tools.ok()) return tools.status();
  const std::string& tool = (*tools)[static_cast<size_t>(language)];
  Child::Options options;
  switch (language) {
    case Language::kPython:
      options.argv = {tool, "tests/bench/naive/python/bridge.py", realm.url,
                      "proto"};
      break;
    case Language::kNode:
      options.argv = {"node", "tests/bench/naive/node/bridge.js", realm.url,
                      "proto"};
      options.environment = {absl::StrCat("NODE_PATH=", tool)};
      break;
    case Language::kGo:
      options.argv = {tool, realm.url};
      break;
  }
  return bed.StartProgram(std::move(options), realm);
}

UnaryClient::Load SmallCalls() {
  return CallLoad(BinaryPayload(kOctets), kInFlight);
}

// Both over the same transport: autobahn for Node has RawSocket with JSON only.
absl::StatusOr<Comparison> PrepareNaive(Bed& bed, Language language,
                                        double at_most) {
  const auto realm = bed.StartRealm(language == Language::kNode ? "ws" : "tcp");
  if (!realm.ok()) return realm.status();
  const auto bridge = bed.StartBridge(*realm);
  if (!bridge.ok()) return bridge.status();
  const auto naive = StartNaive(bed, language, *realm);
  if (!naive.ok()) return naive.status();
  return Comparison{
      .subject = UnaryServer("bridge", *bridge, SmallCalls()),
      .yardsticks = {{UnaryServer("naive", *naive, SmallCalls())}},
      .bars = {
          {kCpu, at_most, at_most / 2}, {.metric = kP50}, {.metric = kP99}}};
}

Scenario Naive(std::string name, std::string what, Language language,
               double at_most) {
  return {std::move(name), std::move(what), Scenario::When::kFull,
          [language, at_most](Bed& bed) {
            return PrepareNaive(bed, language, at_most);
          }};
}

absl::StatusOr<Comparison> PrepareCrossbar(Bed& bed, DirectCommand::Kind kind) {
  const auto realm = bed.StartRealm("tcp");
  if (!realm.ok()) return realm.status();
  const auto bridge = bed.StartBridge(*realm);
  if (!bridge.ok()) return bridge.status();
  auto crossbar = CrossbarHttp(bed, kind, kInFlight);
  if (!crossbar.ok()) return crossbar.status();
  UnaryClient::Load load = SmallCalls();
  if (kind == DirectCommand::Kind::kPublish) {
    load.method = kPublishMethod;
    load.requests = {PublishOf(BinaryPayload(kOctets), Acknowledge::kYes)};
    load.check = nullptr;
  }
  return Comparison{.subject = UnaryServer("bridge", *bridge, load),
                    .yardsticks = {{*std::move(crossbar)}},
                    .bars = {{kCpu, 0.15, 0.075}}};
}

}  // namespace

std::vector<Scenario> NaiveScenarios() {
  constexpr auto kFull = Scenario::When::kFull;
  return {
      Naive("naive/go", "Calls of 64 B, 64 in flight, against naive Go",
            Language::kGo, 0.7),
      Naive("naive/node",
            "Calls of 64 B, 64 in flight, against naive Node (both over ws)",
            Language::kNode, 0.4),
      Naive("naive/python", "Calls of 64 B, 64 in flight, against naive Python",
            Language::kPython, 0.15),
      {"crossbar/call",
       "Calls of 64 B, 64 in flight, against Crossbar's HTTP caller", kFull,
       [](Bed& bed) {
         return PrepareCrossbar(bed, DirectCommand::Kind::kCall);
       }},
      {"crossbar/publish",
       "Publish of 64 B, 64 in flight, against Crossbar's HTTP publisher",
       kFull,
       [](Bed& bed) {
         return PrepareCrossbar(bed, DirectCommand::Kind::kPublish);
       }},
  };
}

}  // namespace wampbridge::bench
