// SPDX-License-Identifier: Apache-2.0
#include "bridge/identities/make_identities.h"

#include <memory>
#include <utility>
#include <vector>

#include "bridge/config/durations.h"
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
                                     transport::EventLoop& loop,
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

}  // namespace

Identities MakeIdentities(const config::v1::Config& config,
                          transport::IoThreads& io, const ErrorMapper& errors,
                          RequestMetricsByIdentity& metrics) {
  Identities identities;
  size_t index = 0;
  for (const auto& [name, unused] : config.identities()) {
    Identity identity = DescribeIdentity(config, name);
    identity.metrics = &metrics.Of(name);
    const std::vector<transport::EventLoop*> loops = LoopsFrom(index++, io);
    PoolOptions pool = PoolOptionsFor(config, name);
    identity.hubs = MakeHubs(config.limits(), identity.metadata, *loops.front(),
                             errors, pool.random);
    identity.pool = SessionPool::Create(std::move(pool), loops,
                                        transport::ClientConnection::Create,
                                        identity.hubs.get());
    identities.Add(std::move(identity));
  }
  return identities;
}

}  // namespace wampbridge::bridge
