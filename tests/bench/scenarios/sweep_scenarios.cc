// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/scenarios/sweep_scenarios.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/bench/scenarios/call_comparison.h"
#include "tests/bench/scenarios/payloads.h"

namespace wampbridge::bench {
namespace {

constexpr size_t kOctets = 64;
constexpr int kInFlight = 64;

Scenario Sweep(const std::string& name, std::string what,
               const CallShape& shape) {
  return {absl::StrCat("sweep/", name), std::move(what), Scenario::When::kSweep,
          [shape](Bed& bed) {
            return CompareCalls(
                bed, shape,
                {{.metric = kCpu}, {.metric = kP50}, {.metric = kP99}});
          }};
}

CallShape Shape(v1::Payload payload) {
  CallShape shape;
  shape.payload = std::move(payload);
  shape.in_flight = kInFlight;
  return shape;
}

void AddSizes(std::vector<Scenario>& scenarios) {
  constexpr int kFewer = 16;  // of a MiB each, in every process on the way
  for (size_t octets = 16; octets <= size_t{1} << 20; octets *= 4) {
    CallShape shape = Shape(BinaryPayload(octets));
    shape.in_flight = kFewer;
    scenarios.push_back(Sweep(absl::StrCat("payload/", octets),
                              absl::StrCat("Calls of ", octets, " B"), shape));
  }
}

void AddDepths(std::vector<Scenario>& scenarios) {
  for (int in_flight = 1; in_flight <= 1024; in_flight *= 4) {
    CallShape shape = Shape(BinaryPayload(kOctets));
    shape.in_flight = in_flight;
    scenarios.push_back(Sweep(absl::StrCat("in-flight/", in_flight),
                              absl::StrCat(in_flight, " Calls in flight"),
                              shape));
  }
}

void AddTransports(std::vector<Scenario>& scenarios) {
  for (const std::string scheme : {"tcp", "unix", "tcps", "ws", "wss"}) {
    CallShape shape = Shape(BinaryPayload(kOctets));
    shape.scheme = scheme;
    scenarios.push_back(Sweep(absl::StrCat("transport/", scheme),
                              absl::StrCat("Calls over ", scheme), shape));
  }
}

void AddSerializers(std::vector<Scenario>& scenarios) {
  for (const std::string serializer : {"msgpack", "cbor", "json"}) {
    CallShape shape = Shape(RealisticPayload(v1::PAYLOAD_FORM_ARGUMENTS));
    shape.serializer = serializer;
    scenarios.push_back(Sweep(
        absl::StrCat("serializer/", serializer),
        absl::StrCat("Calls with 20 nested fields over ", serializer), shape));
  }
}

void AddForms(std::vector<Scenario>& scenarios) {
  const std::pair<const char*, v1::PayloadForm> forms[] = {
      {"arguments", v1::PAYLOAD_FORM_ARGUMENTS},
      {"json", v1::PAYLOAD_FORM_JSON},
      {"encoded-msgpack", v1::PAYLOAD_FORM_ENCODED_MSGPACK},
      {"encoded-cbor", v1::PAYLOAD_FORM_ENCODED_CBOR},
      {"encoded-json", v1::PAYLOAD_FORM_ENCODED_JSON},
  };
  for (const auto& [name, form] : forms) {
    scenarios.push_back(
        Sweep(absl::StrCat("form/", name),
              absl::StrCat("Calls with 20 nested fields as ", name),
              Shape(RealisticPayload(form))));
  }
}

}  // namespace

std::vector<Scenario> SweepScenarios() {
  std::vector<Scenario> scenarios;
  AddSizes(scenarios);
  AddDepths(scenarios);
  AddTransports(scenarios);
  AddSerializers(scenarios);
  AddForms(scenarios);
  return scenarios;
}

}  // namespace wampbridge::bench
