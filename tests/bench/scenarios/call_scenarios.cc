// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/scenarios/call_scenarios.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/bench/scenarios/call_comparison.h"
#include "tests/bench/scenarios/payloads.h"

namespace wampbridge::bench {
namespace {

Scenario Call(std::string name, std::string what, Scenario::When when,
              const CallShape& shape, const std::vector<Bar>& bars) {
  return {std::move(name), std::move(what), when,
          [shape, bars](Bed& bed) { return CompareCalls(bed, shape, bars); }};
}

CallShape Shape(size_t octets, int in_flight) {
  CallShape shape;
  shape.payload = BinaryPayload(octets);
  shape.in_flight = in_flight;
  return shape;
}

// The same over a transport that costs more, which both halves pay.
void AddTransport(const std::string& scheme, double at_most,
                  std::vector<Scenario>& scenarios) {
  constexpr double kAim = 1.3;
  for (const int in_flight : {64, 1}) {
    CallShape shape = Shape(64, in_flight);
    shape.scheme = scheme;
    std::vector<Bar> bars = {{kCpu, at_most, kAim}};
    if (in_flight == 1) bars.push_back({kP50, at_most, kAim});
    scenarios.push_back(
        Call(absl::StrCat("call/", scheme, "/", in_flight),
             absl::StrCat("Calls of 64 B over ", scheme, ", ",
                          in_flight == 1 ? "one at a time" : "64 in flight"),
             Scenario::When::kQuick, shape, bars));
  }
}

}  // namespace

std::vector<Scenario> CallScenarios() {
  constexpr auto kQuick = Scenario::When::kQuick;
  std::vector<Scenario> scenarios = {
      Call("call/64B/64", "Calls of 64 B, 64 in flight", kQuick, Shape(64, 64),
           {{kCpu, 1.5, 1.2}}),
      Call("call/64KiB/64", "Calls of 64 KiB, 64 in flight", kQuick,
           Shape(64 << 10, 64), {{kCpu, 1.5, 1.2}}),
      Call("call/64B/1", "Calls of 64 B, one at a time", kQuick, Shape(64, 1),
           {{kCpu, 1.5, 1.2}, {kP50, 1.15, 1.05}}),
  };
  AddTransport("ws", 2.0, scenarios);
  AddTransport("wss", 2.2, scenarios);
  AddTransport("tcps", 1.7, scenarios);
  return scenarios;
}

}  // namespace wampbridge::bench
