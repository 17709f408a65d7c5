// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/scenarios/stream_scenarios.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/bench/scenarios/stream_contenders.h"

namespace wampbridge::bench {
namespace {

constexpr int kManyInFlight = 64;
// So many that no stream is ever without an event, and half of what a queue has
// room for: a publisher who is any faster in the long run overfills it, one who
// is slower leaves time unused. Where events are lost the scenario ends with an
// error, since not all are delivered.
constexpr int kNearlyFull = 500;

absl::StatusOr<Comparison> AgainstBare(Bed& bed, const FanOut& shape,
                                       const Bar& bar) {
  auto bridge = BridgeStreams(bed, "bridge", shape);
  if (!bridge.ok()) return bridge.status();
  auto bare = BareStreams(bed, shape);
  if (!bare.ok()) return bare.status();
  return Comparison{.subject = *std::move(bridge),
                    .yardsticks = {*std::move(bare)},
                    .bars = {bar}};
}

// The bridge against itself in another situation.
absl::StatusOr<Comparison> AgainstItself(Bed& bed, const FanOut& shape,
                                         const FanOut& other,
                                         const std::string& other_name,
                                         const Bar& bar) {
  auto bridge = BridgeStreams(bed, "bridge", shape);
  if (!bridge.ok()) return bridge.status();
  auto same = BridgeStreams(bed, other_name, other);
  if (!same.ok()) return same.status();
  return Comparison{.subject = *std::move(bridge),
                    .yardsticks = {{*std::move(same)}},
                    .bars = {bar}};
}

FanOut FloodTo(FanOut shape) {
  shape.events_in_flight = kNearlyFull;
  return shape;
}

Scenario FanOutTo(int streams) {
  Scenario scenario;
  scenario.name = absl::StrCat("fanout/", streams);
  scenario.what =
      absl::StrCat("one event of 64 B to ", streams, " streams, each delivery");
  const bool main_row = streams == 1000;
  scenario.when = main_row ? Scenario::When::kQuick : Scenario::When::kFull;
  const Bar bar = main_row ? Bar{kCpu, 1.2, 1.0} : Bar{.metric = kCpu};
  scenario.prepare = [streams, bar](Bed& bed) {
    return AgainstBare(bed, {.streams = streams}, bar);
  };
  return scenario;
}

}  // namespace

std::vector<Scenario> StreamScenarios() {
  constexpr auto kFull = Scenario::When::kFull;
  const Bar flat{kCpu, 1.2, 1.0};
  std::vector<Scenario> scenarios;
  for (const int streams : {1, 10, 100, 1000, 10000}) {
    scenarios.push_back(FanOutTo(streams));
  }
  scenarios.push_back(
      {"flat/streams", "each delivery to 10,000 streams, against 10", kFull,
       [flat](Bed& bed) {
         return AgainstItself(bed, {.streams = 10000}, {.streams = 10},
                              "bridge, 10 streams", flat);
       }});
  scenarios.push_back(
      {"flat/topics", "each delivery with 10,000 topics, against 10", kFull,
       [flat](Bed& bed) {
         FanOut many{.streams = 10, .topics = 10000};
         many.events_in_flight = kManyInFlight;
         FanOut few = many;
         few.topics = 10;
         return AgainstItself(bed, many, few, "bridge, 10 topics", flat);
       }});
  scenarios.push_back(
      {"slow-readers", "each delivery to 900 streams beside 100 unread ones",
       kFull, [](Bed& bed) {
         return AgainstItself(bed, {.streams = 900, .slow_streams = 100},
                              {.streams = 900}, "bridge, all read",
                              {.metric = kCpu});
       }});
  scenarios.push_back(
      {"slow-readers/rate",
       "deliveries to 99 streams beside an unread one, at the highest rate "
       "at which they lose nothing",
       kFull, [](Bed& bed) {
         return AgainstItself(bed, FloodTo({.streams = 99, .slow_streams = 1}),
                              FloodTo({.streams = 99}), "bridge, all read",
                              {.metric = kRate});
       }});
  return scenarios;
}

}  // namespace wampbridge::bench
