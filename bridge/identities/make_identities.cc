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

}  // namespace

Identities MakeIdentities(const config::v1::Config& config,
                          transport::IoThreads& io, const ErrorMapper& errors) {
  Identities identities;
  size_t index = 0;
  for (const auto& [name, unused] : config.identities()) {
    Identity identity = DescribeIdentity(config, name);
    const std::vector<transport::EventLoop*> loops = LoopsFrom(index++, io);
    SessionSubscriptions::Options hub;
    hub.answer_timeout = ToDuration(config.limits().call_timeout());
    hub.remote_failure = [&errors](const wamp::Error& error,
                                   wamp::Serializer serializer) {
      return FailureOf(error, serializer, errors, v1::PAYLOAD_FORM_ARGUMENTS);
    };
    identity.hub =
        std::make_shared<SubscriptionHub>(*loops.front(), std::move(hub));
    identity.pool = SessionPool::Create(PoolOptionsFor(config, name), loops,
                                        transport::ClientConnection::Create,
                                        identity.hub.get());
    identities.Add(std::move(identity));
  }
  return identities;
}

}  // namespace wampbridge::bridge
