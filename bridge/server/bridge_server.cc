// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/bridge_server.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <iterator>
#include <mutex>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "bridge/server/server_settings.h"

namespace wampbridge::bridge {
namespace {

// GOODBYE is answered within leave_timeout (1 s); a little more for the way.
constexpr absl::Duration kGoodbyeMax = absl::Milliseconds(1500);
// What gRPC gets to write the last statuses once they have been given to it.
constexpr absl::Duration kLastWritesMax = absl::Seconds(2);
// What the collector gets to take the last spans.
constexpr absl::Duration kLastSpansMax = absl::Milliseconds(400);
// How often a wait looks whether it has to hurry.
constexpr absl::Duration kSlice = absl::Milliseconds(20);

size_t IoThreadCount(const config::v1::Config& config) {
  if (config.threads().io() > 0) {
    return static_cast<size_t>(config.threads().io());
  }
  return std::max(1u, std::thread::hardware_concurrency() - 1);
}

}  // namespace

BridgeServer::BridgeServer(const config::v1::Config& config, ErrorMapper errors,
                           Telemetry telemetry)
    : config_(config),
      started_(absl::Now()),
      errors_(std::move(errors)),
      telemetry_(std::move(telemetry)),
      io_(std::make_unique<transport::IoThreads>(IoThreadCount(config))),
      deadlines_(Deadlines::Create(io_->loop(0))),
      health_(GrpcServer::ServiceNames()),
      live_(RpcLimitsFor(config)) {}

absl::StatusOr<std::unique_ptr<BridgeServer>> BridgeServer::Start(
    const config::v1::Config& config) {
  auto errors = ErrorsFor(config);
  if (!errors.ok()) return errors.status();
  auto telemetry = Telemetry::Start(config.telemetry());
  if (!telemetry.ok()) return telemetry.status();
  std::unique_ptr<BridgeServer> server(
      new BridgeServer(config, *std::move(errors), *std::move(telemetry)));
  auto gatekeeper = Gatekeeper::Create(config);
  if (!gatekeeper.ok()) return gatekeeper.status();
  server->gatekeeper_ = *std::move(gatekeeper);
  server->MakeIdentities();
  server->live_configuration_ = std::make_unique<LiveConfiguration>(
      config, server->LiveParts(), server->started_);
  server->serving_.reset(new Serving{
      .identities = server->identities_,
      .errors = server->errors_,
      .gatekeeper = *server->gatekeeper_,
      .limits = Published<ServingLimits>(ServingLimitsFor(config)),
      .propagated_keys =
          Published<std::vector<std::string>>(PropagatedKeysFor(config)),
      .caller_limits = {},
      .retries = RetryPolicy(RetriesFor(config)),
      .deadlines = server->deadlines_,
      .live = &server->live_,
      .audit = server->telemetry_.audit(),
      .tracer = server->telemetry_.tracer(),
      .log = {},
      .uri_labels = UriLabels(UriLabelsFor(config)),
      .counters = {},
      .draining = {},
  });
  // It is asked for its addresses as soon as it has started.
  server->grpc_ = std::make_unique<GrpcServer>(
      GrpcOptionsFor(config), *server->serving_, server->health_,
      [one = server.get()] { return one->Facts(); });
  if (absl::Status status = server->grpc_->Start(); !status.ok()) return status;
  if (absl::Status status = server->StartAdmin(); !status.ok()) return status;
  server->StartIdentities();
  return server;
}

BridgeServer::~BridgeServer() {
  if (stopped_) return;
  HurryDrain();
  Drain();
}

void BridgeServer::MakeIdentities() {
  maker_ = std::make_unique<IdentityMaker>(
      *io_, errors_, request_metrics_, telemetry_.audit(), telemetry_.tracer());
  maker_->MakeAll(config_, identities_);
}

LiveConfiguration::Parts BridgeServer::LiveParts() {
  return {
      .gatekeeper = *gatekeeper_,
      .identities = identities_,
      .maker = *maker_,
      .live = live_,
      .audit = telemetry_.audit(),
      .apply_settings =
          [this](const config::v1::Config& next) { ApplySettings(next); },
      .begin = [this](const Identities::Pointer& one) { Begin(one); },
      // They wait for nothing but their callers.
      .begin_for_callers =
          [this](const std::string& name) { health_.SetIdentity(name, true); },
      .forget =
          [this](const std::string& name) { health_.RemoveIdentity(name); }};
}

void BridgeServer::ApplySettings(const config::v1::Config& config) {
  serving_->limits.Replace(ServingLimitsFor(config));
  serving_->propagated_keys.Replace(PropagatedKeysFor(config));
  serving_->retries.Change(RetriesFor(config));
  telemetry_.Change(config.telemetry());
  live_.SetLimits(RpcLimitsFor(config));
  // It has been checked with the configuration.
  if (auto errors = ErrorsFor(config); errors.ok()) {
    errors_.Adopt(*std::move(errors));
  }
}

void BridgeServer::StartIdentities() {
  for (const auto& [name, identity] : identities_.all()) Begin(identity);
  for (const auto& [name, unused] : identities_.per_caller()) {
    health_.SetIdentity(name, true);
  }
  if (Ready()) health_.SetReady(true);
}

void BridgeServer::Begin(const Identities::Pointer& identity) {
  identity->pool->SetStateListener(
      [this, name = identity->name, weak = std::weak_ptr(identity->pool)] {
        if (const auto pool = weak.lock()) OnPoolState(name, *pool);
      });
  health_.SetIdentity(identity->name, false);
  identity->pool->Start();
}

void BridgeServer::OnPoolState(const std::string& identity,
                               const SessionPool& pool) {
  health_.SetIdentity(identity, pool.Snapshot().live);
  if (Ready()) health_.SetReady(true);
}

bool BridgeServer::Ready() const {
  const auto all = identities_.all();
  return std::all_of(all.begin(), all.end(), [](const auto& entry) {
    const Identity& identity = *entry.second;
    return !identity.required || identity.pool->Snapshot().ever_joined;
  });
}

StatusFacts BridgeServer::Facts() const {
  return {.uptime = absl::Now() - started_,
          .ready = health_.ready(),
          .draining = health_.draining(),
          .configuration = live_configuration_->Describe(),
          .grpc_addresses = grpc_addresses()};
}

absl::Status BridgeServer::StartAdmin() {
  auto listener = ServeAdminPages(config_.admin().listen(),
                                  {.identities = identities_,
                                   .requests = request_metrics_,
                                   .serving = *serving_,
                                   .tracing = telemetry_.tracing(),
                                   .ready = [this] { return health_.ready(); },
                                   .status = [this] { return Facts(); }});
  if (!listener.ok()) return listener.status();
  admin_ = *std::move(listener);
  return absl::OkStatus();
}

const std::vector<std::string>& BridgeServer::grpc_addresses() const {
  return grpc_->addresses();
}

std::string BridgeServer::admin_address() const {
  const std::string& listen = config_.admin().listen();
  return absl::StrCat(listen.substr(0, listen.rfind(':')), ":", admin_->port());
}

void BridgeServer::Linger(absl::Duration duration) const {
  for (const absl::Time end = absl::Now() + duration;
       !hurry_ && absl::Now() < end;) {
    absl::SleepFor(kSlice);
  }
}

void BridgeServer::WaitForCalls(absl::Duration limit) {
  const absl::Time end = absl::Now() + limit;
  while (!hurry_ && absl::Now() < end && !live_.WaitUntilIdle(kSlice)) {
  }
}

BridgeServer::Cut BridgeServer::Drain() {
  Cut cut;
  health_.SetDraining();
  if (grpc_ != nullptr) {
    const config::v1::Drain drain = live_configuration_->drain();
    Linger(DrainDelayFor(config_.grpc(), drain));
    const absl::Duration timeout = DrainTimeoutFor(drain);
    serving_->draining = true;
    grpc_->BeginShutdown(timeout + kLastWritesMax);
    live_.Drain();
    WaitForCalls(timeout);
    const LiveRpcs::Counts left = live_.Abort();
    cut = {.calls = left.calls, .streams = left.streams};
    live_.WaitUntilEmpty(kLastWritesMax);
  }
  StopPools();
  Shutdown();
  return cut;
}

void BridgeServer::StopPools() {
  struct Latch {
    std::mutex mutex;
    std::condition_variable done;
    size_t left = 0;
  };
  // Pools that do not say so in time may say so when we are gone.
  auto latch = std::make_shared<Latch>();
  std::vector<Identities::Pointer> all;
  for (const auto& [name, identity] : identities_.all()) {
    identity->pool->SetStateListener(nullptr);
    all.push_back(identity);
  }
  for (const auto& [name, callers] : identities_.per_caller()) {
    std::ranges::move(callers->all(), std::back_inserter(all));
    callers->Close(DrainingFailure());
  }
  latch->left = all.size();
  for (const Identities::Pointer& identity : all) {
    identity->pool->Stop([latch] {
      const std::lock_guard<std::mutex> lock(latch->mutex);
      --latch->left;
      latch->done.notify_one();
    });
  }
  std::unique_lock<std::mutex> lock(latch->mutex);
  latch->done.wait_for(lock, absl::ToChronoMilliseconds(kGoodbyeMax),
                       [&] { return latch->left == 0; });
}

// Whoever calls goes before what it calls.
void BridgeServer::Shutdown() {
  if (grpc_ != nullptr) grpc_->Shutdown();
  admin_.reset();
  io_->Stop();
  telemetry_.Stop(kLastSpansMax);
  stopped_ = true;
}

}  // namespace wampbridge::bridge
