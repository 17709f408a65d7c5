// SPDX-License-Identifier: Apache-2.0
#include "bridge/identities/pool_settings.h"

#include <mutex>
#include <random>
#include <utility>

#include "absl/strings/str_cat.h"
#include "bridge/config/credentials.h"
#include "bridge/config/durations.h"
#include "bridge/version.h"

namespace wampbridge::bridge {
namespace {

wamp::Serializer ToSerializer(config::v1::Serializer serializer) {
  switch (serializer) {
    case config::v1::SERIALIZER_MSGPACK:
      return wamp::Serializer::kMsgpack;
    case config::v1::SERIALIZER_CBOR:
      return wamp::Serializer::kCbor;
    default:
      return wamp::Serializer::kJson;
  }
}

transport::TlsOptions ToTls(const config::v1::RouterTls& tls) {
  transport::TlsOptions options;
  options.ca_file = tls.ca_file();
  options.cert_file = tls.cert_file();
  options.key_file = tls.key_file();
  options.server_name = tls.server_name();
  if (tls.min_version() == config::v1::TLS_VERSION_1_3) {
    options.min_version = transport::TlsOptions::MinVersion::k13;
  }
  return options;
}

transport::DialOptions ToDial(const config::v1::Router& router,
                              const std::string& url) {
  transport::DialOptions dial;
  dial.url = url;
  dial.serializers.clear();
  for (const int serializer : router.serializers()) {
    dial.serializers.push_back(
        ToSerializer(static_cast<config::v1::Serializer>(serializer)));
  }
  dial.tls = ToTls(router.tls());
  dial.headers = {router.headers().begin(), router.headers().end()};
  dial.permessage_deflate = router.permessage_deflate();
  dial.connect_timeout = ToDuration(router.connect_timeout());
  dial.keepalive_interval = ToDuration(router.keepalive().interval());
  dial.keepalive_timeout = ToDuration(router.keepalive().timeout());
  dial.rawsocket_ping = router.keepalive().rawsocket_ping();
  dial.message_bytes_max = static_cast<size_t>(router.max_message_bytes());
  return dial;
}

wamp::SessionOptions ToSession(const config::v1::Identity& identity,
                               const config::v1::Router& router) {
  wamp::SessionOptions session;
  session.realm = identity.realm();
  session.agent = absl::StrCat("wampbridge/", kVersion);
  session.message_bytes_max = static_cast<size_t>(router.max_message_bytes());
  session.transmit_bytes_max = static_cast<size_t>(router.write_buffer_bytes());
  session.join_timeout = ToDuration(router.connect_timeout());
  session.assume_features = {router.features().assume().begin(),
                             router.features().assume().end()};
  session.ignore_features = {router.features().ignore().begin(),
                             router.features().ignore().end()};
  return session;
}

// A source of randomness for reconnecting that several threads may use.
std::function<double()> MakeRandom() {
  struct State {
    std::mutex mutex;
    std::mt19937_64 engine{std::random_device()()};
  };
  return [state = std::make_shared<State>()] {
    const std::lock_guard<std::mutex> lock(state->mutex);
    return std::uniform_real_distribution<double>(0, 1)(state->engine);
  };
}

void SetPool(const config::v1::Pool& pool, PoolOptions* options) {
  options->min = pool.min();
  options->max = pool.max();
  options->target_in_flight = pool.target_in_flight();
  options->idle_timeout = ToDuration(pool.idle_timeout());
  options->wait_for_session = ToDuration(pool.wait_for_session());
  options->publish_streams = pool.publish_streams();
}

// The caller's token is the ticket.
PoolOptions::MakeAuthenticator ByToken(
    const std::string& authid, std::shared_ptr<const auth::Secret> token) {
  return [authid, token = std::move(token)] {
    auth::Credentials credentials;
    credentials.method = "ticket";
    credentials.authid = authid;
    credentials.secret = auth::Secret(token->Reveal());
    return auth::MakeAuthenticator(std::move(credentials));
  };
}

PoolOptions OptionsOf(const config::v1::Config& config,
                      const std::string& identity,
                      const config::v1::Identity& from) {
  const config::v1::Router& router = config.routers().at(from.router());
  PoolOptions options;
  options.identity = identity;
  options.router = from.router();
  for (const std::string& url : router.urls()) {
    options.dial.push_back(ToDial(router, url));
  }
  if (router.failback() == config::v1::FAILBACK_IDLE) {
    options.failback = PoolOptions::Failback::kIdle;
  }
  options.session = ToSession(from, router);
  options.authenticator = [auth = from.auth()]()
      -> absl::StatusOr<std::unique_ptr<auth::Authenticator>> {
    auto loaded = LoadAuthenticator(auth);
    if (!loaded.ok()) return loaded.status();
    return std::move(loaded->authenticator);
  };
  SetPool(from.pool(), &options);
  options.waiters_max = config.limits().waiters();
  options.reconnect_initial = ToDuration(router.reconnect().initial());
  options.reconnect_max = ToDuration(router.reconnect().max());
  options.reconnect_multiplier = router.reconnect().multiplier();
  options.random = MakeRandom();
  return options;
}

Identity DescriptionOf(const config::v1::Config& config,
                       const std::string& identity,
                       const config::v1::Identity& from) {
  const config::v1::Router& router = config.routers().at(from.router());
  Identity described;
  described.name = identity;
  described.router = from.router();
  described.realm = from.realm();
  described.required = from.required();
  described.extra_options = {router.extra_options().begin(),
                             router.extra_options().end()};
  described.assume_features = {router.features().assume().begin(),
                               router.features().assume().end()};
  described.ignore_features = {router.features().ignore().begin(),
                               router.features().ignore().end()};
  described.metadata = {
      config.metadata().carry_in() == config::v1::METADATA_CARRIER_OPTION
          ? MetadataCarriage::In::kOption
          : MetadataCarriage::In::kKwarg,
      config.metadata().name()};
  return described;
}

}  // namespace

PoolOptions PoolOptionsFor(const config::v1::Config& config,
                           const std::string& identity) {
  return OptionsOf(config, identity, config.identities().at(identity));
}

PoolOptions PoolOptionsFor(const config::v1::Config& config,
                           const std::string& name, const CallerTerms& terms) {
  PoolOptions options = OptionsOf(config, name, terms.identity);
  if (terms.token != nullptr) {
    options.authenticator =
        ByToken(terms.identity.auth().authid(), terms.token);
    options.credentials = Credentials::kCaller;
  }
  return options;
}

Identity DescribeIdentity(const config::v1::Config& config,
                          const std::string& identity) {
  return DescriptionOf(config, identity, config.identities().at(identity));
}

Identity DescribeIdentity(const config::v1::Config& config,
                          const std::string& name, const CallerTerms& terms) {
  Identity described = DescriptionOf(config, name, terms.identity);
  described.required = false;
  return described;
}

}  // namespace wampbridge::bridge
