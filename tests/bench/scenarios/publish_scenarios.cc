// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/scenarios/publish_scenarios.h"

#include <memory>
#include <string>
#include <utility>

#include "tests/bench/load/publish_stream_client.h"
#include "tests/bench/scenarios/bed.h"
#include "tests/bench/scenarios/contenders.h"
#include "tests/bench/scenarios/payloads.h"

namespace wampbridge::bench {
namespace {

constexpr int kInFlight = 64;
constexpr int kUnansweredMax = 512;
constexpr size_t kOctets = 64;

UnaryClient::Load UnaryLoad(Acknowledge acknowledge) {
  UnaryClient::Load load;
  load.method = kPublishMethod;
  load.requests = {PublishOf(BinaryPayload(kOctets), acknowledge)};
  load.in_flight = kInFlight;
  load.check = [](const std::string& response) {
    v1::PublishResponse parsed;
    return parsed.ParseFromString(response) && parsed.session_id() != 0
               ? ""
               : "no PublishResponse";
  };
  return load;
}

// The realm, the bridge in it, and the bare servers under the same load.
struct Stage {
  Realm realm;
  Server bridge;
  std::vector<Contender> bare;
};

absl::StatusOr<Stage> SetUp(Bed& bed, const UnaryClient::Load& load) {
  auto realm = bed.StartRealm("tcp");
  if (!realm.ok()) return realm.status();
  auto bridge = bed.StartBridge(*realm);
  if (!bridge.ok()) return bridge.status();
  auto bare = BareServers(bed, load);
  if (!bare.ok()) return bare.status();
  return Stage{*std::move(realm), *std::move(bridge), *std::move(bare)};
}

absl::StatusOr<Comparison> PrepareAcknowledged(Bed& bed) {
  const UnaryClient::Load load = UnaryLoad(Acknowledge::kYes);
  auto stage = SetUp(bed, load);
  if (!stage.ok()) return stage.status();
  DirectCommand command;
  command.kind = DirectCommand::Kind::kPublish;
  command.payload_file =
      bed.WriteFile(BinaryPayload(kOctets).SerializeAsString());
  command.in_flight = kInFlight;
  auto direct = Direct(bed, stage->realm, command);
  if (!direct.ok()) return direct.status();
  return Comparison{
      .subject = UnaryServer("bridge", stage->bridge, load),
      .yardsticks = {std::move(stage->bare), {*std::move(direct)}},
      .bars = {{kCpu, 1.5, 1.2}}};
}

absl::StatusOr<Comparison> PrepareUnacknowledged(Bed& bed) {
  const UnaryClient::Load load = UnaryLoad(Acknowledge::kNo);
  auto stage = SetUp(bed, load);
  if (!stage.ok()) return stage.status();
  return Comparison{.subject = UnaryServer("bridge", stage->bridge, load),
                    .yardsticks = {std::move(stage->bare)},
                    .bars = {{kCpu, 1.4, 1.0}}};
}

Contender StreamServer(const Stage& stage, Acknowledge acknowledge) {
  PublishStreamClient::Load load;
  load.publish = PublishOf(BinaryPayload(kOctets), acknowledge);
  if (acknowledge == Acknowledge::kYes) load.unanswered_max = kUnansweredMax;
  auto client = std::make_shared<PublishStreamClient>(stage.bridge.address);
  return {"bridge",
          [load, client, bridge = stage.bridge](
              WindowOptions options) -> absl::StatusOr<Sample> {
            options.pids = bridge.pids();
            options.beside = bridge.beside;
            MeasuredWindow window(options);
            const absl::Status status = client->Run(load, window);
            if (!status.ok()) return status;
            return window.Take();
          }};
}

// Against unary publications: it is what one would do without the stream.
absl::StatusOr<Comparison> PrepareStream(Bed& bed, Acknowledge acknowledge,
                                         const Bar& bar) {
  auto stage = SetUp(bed, UnaryLoad(acknowledge));
  if (!stage.ok()) return stage.status();
  return Comparison{.subject = StreamServer(*stage, acknowledge),
                    .yardsticks = {std::move(stage->bare)},
                    .bars = {bar}};
}

}  // namespace

std::vector<Scenario> PublishScenarios() {
  return {
      {"publish/64B/64", "acknowledged Publish, 64 B, 64 in flight",
       Scenario::When::kQuick, PrepareAcknowledged},
      {"publish/unacknowledged", "unacknowledged Publish, 64 B, 64 in flight",
       Scenario::When::kQuick, PrepareUnacknowledged},
      {"publishstream/unacknowledged",
       "PublishStream of 64 B without acknowledgement, each publication",
       Scenario::When::kQuick,
       [](Bed& bed) {
         return PrepareStream(bed, Acknowledge::kNo, {kCpu, 0.6, 0.4});
       }},
      {"publishstream/acknowledged",
       "PublishStream of 64 B with acknowledgement, 512 unanswered",
       Scenario::When::kFull,
       [](Bed& bed) {
         return PrepareStream(bed, Acknowledge::kYes, {.metric = kCpu});
       }},
  };
}

}  // namespace wampbridge::bench
