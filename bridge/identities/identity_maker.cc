// SPDX-License-Identifier: Apache-2.0
#include "bridge/identities/identity_maker.h"

#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "bridge/config/durations.h"
#include "bridge/config/per_caller.h"
#include "bridge/identities/pool_settings.h"
#include "bridge/translate/error_answer.h"

namespace wampbridge::bridge {
namespace {

// Each identity begins at another loop, so that few of them spread too.
std::vector<transport::EventLoop*> LoopsFrom(size_t first,
                                             transport::IoThreads& io) {
  std::vector<transport::EventLoop*> loops;
  for (size_t i = 0; i < io.size(); ++i) {
    loops.push_back(&io.loop((first + i) % io.size()));
  }
  return loops;
}

std::shared_ptr<StreamHubs> MakeHubs(const config::v1::Limits& limits,
                                     const MetadataCarriage& metadata,
                                     Tracer* tracer, transport::EventLoop& loop,
                                     const ErrorMapper& errors,
                                     std::function<double()> random) {
  const auto remote_failure = [&errors](const wamp::Error& error,
                                        wamp::Serializer serializer) {
    return FailureOf(error, serializer, errors, v1::PAYLOAD_FORM_ARGUMENTS);
  };
  const absl::Duration answer_timeout = ToDuration(limits.call_timeout());
  SessionSubscriptions::Options subscriptions;
  subscriptions.answer_timeout = answer_timeout;
  subscriptions.remote_failure = remote_failure;
  subscriptions.metadata = metadata;
  subscriptions.tracer = tracer;
  SessionRegistrations::Options registrations;
  registrations.answer_timeout = answer_timeout;
  registrations.remote_failure = remote_failure;
  registrations.waiting = {
      .count_max = static_cast<size_t>(limits.queue().max_events()),
      .octets_max = static_cast<size_t>(limits.queue().max_bytes())};
  registrations.random = std::move(random);
  return std::make_shared<StreamHubs>(loop, std::move(subscriptions),
                                      std::move(registrations));
}

// Who joins, and who is turned away.
void Audit(const Identity& identity, AuditLog& audit, PoolOptions* pool) {
  const AuditLog::Facts place = {{"identity", identity.name},
                                 {"router", identity.router},
                                 {"realm", identity.realm}};
  pool->joined = [place, &audit](const wamp::Welcome& welcome) {
    AuditLog::Facts facts = place;
    facts.emplace_back("session", absl::StrCat(welcome.session.value));
    for (const char* name : {"authid", "authrole", "authmethod"}) {
      facts.emplace_back(name, welcome.details.TextAt(name));
    }
    audit.Write("session_joined", facts, absl::Now());
  };
  pool->turned_away = [place, &audit](const Failure& failure) {
    AuditLog::Facts facts = place;
    facts.emplace_back("uri", failure.uri);
    facts.emplace_back("why", failure.message);
    audit.Write("session_refused", facts, absl::Now());
  };
}

// What was posted to its loop before must still find the hubs there.
IdentityMaker::Pointer OwnedByItsLoop(Identity identity) {
  transport::EventLoop& loop = identity.hubs->loop();
  return {new const Identity(std::move(identity)),
          [&loop](const Identity* over) {
            loop.Post([owned = std::shared_ptr<const Identity>(over)] {});
          }};
}

}  // namespace

IdentityMaker::IdentityMaker(transport::IoThreads& io,
                             const ErrorMapper& errors,
                             RequestMetricsByIdentity& metrics, AuditLog* audit,
                             Tracer* tracer)
    : io_(io),
      errors_(errors),
      metrics_(metrics),
      audit_(audit),
      tracer_(tracer) {}

IdentityMaker::Pointer IdentityMaker::Serve(const config::v1::Config& config,
                                            Identity identity,
                                            PoolOptions pool) {
  if (audit_ != nullptr) Audit(identity, *audit_, &pool);
  identity.metrics = &metrics_.Of(identity.name);
  const std::vector<transport::EventLoop*> loops = LoopsFrom(next_++, io_);
  identity.hubs = MakeHubs(config.limits(), identity.metadata, tracer_,
                           *loops.front(), errors_, pool.random);
  identity.pool = SessionPool::Create(std::move(pool), loops,
                                      transport::ClientConnection::Create,
                                      identity.hubs.get());
  return OwnedByItsLoop(std::move(identity));
}

void IdentityMaker::MakeAll(const config::v1::Config& config,
                            Identities& identities) {
  const auto shared = std::make_shared<const config::v1::Config>(config);
  for (const auto& [name, identity] : config.identities()) {
    if (IsPerCaller(identity)) {
      identities.Add(name, MakeForCallers(shared, name));
    } else {
      identities.Add(Make(config, name));
    }
  }
}

IdentityMaker::Pointer IdentityMaker::Make(const config::v1::Config& config,
                                           const std::string& name) {
  return Serve(config, DescribeIdentity(config, name),
               PoolOptionsFor(config, name));
}

IdentityMaker::Pointer IdentityMaker::MakeForCaller(
    const config::v1::Config& config, const std::string& name,
    const CallerTerms& terms, CallerIdentities::Refused refused) {
  PoolOptions pool = PoolOptionsFor(config, name, terms);
  pool.refused = std::move(refused);
  return Serve(config, DescribeIdentity(config, name, terms), std::move(pool));
}

std::shared_ptr<CallerIdentities> IdentityMaker::MakeForCallers(
    std::shared_ptr<const config::v1::Config> config, const std::string& name) {
  IdentityTemplate from(name, config->identities().at(name));
  return std::make_shared<CallerIdentities>(
      io_.loop(0), std::move(from),
      [this, config = std::move(config), name](
          const CallerTerms& terms, CallerIdentities::Refused refused) {
        return MakeForCaller(*config, name, terms, std::move(refused));
      });
}

IdentityMaker::Pointer IdentityMaker::DescribeAnew(
    const config::v1::Config& config, const Identity& identity) {
  Identity described = DescribeIdentity(config, identity.name);
  described.metrics = identity.metrics;
  described.hubs = identity.hubs;
  described.pool = identity.pool;
  return OwnedByItsLoop(std::move(described));
}

}  // namespace wampbridge::bridge
