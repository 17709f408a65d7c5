// SPDX-License-Identifier: Apache-2.0
#include "bridge/config/connection_settings.h"

#include "bridge/config/durations.h"
#include "bridge/version.h"

namespace wampbridge::bridge {
namespace {

wamp::Serializer ToSerializer(int serializer) {
  if (serializer == config::v1::SERIALIZER_CBOR) return wamp::Serializer::kCbor;
  if (serializer == config::v1::SERIALIZER_MSGPACK) {
    return wamp::Serializer::kMsgpack;
  }
  return wamp::Serializer::kJson;
}

transport::TlsOptions ToTls(const config::v1::RouterTls& tls) {
  using Version = transport::TlsOptions::MinVersion;
  transport::TlsOptions options;
  options.ca_file = tls.ca_file();
  options.cert_file = tls.cert_file();
  options.key_file = tls.key_file();
  options.server_name = tls.server_name();
  options.min_version = tls.min_version() == config::v1::TLS_VERSION_1_3
                            ? Version::k13
                            : Version::k12;
  return options;
}

}  // namespace

std::vector<transport::DialOptions> DialOptionsOf(
    const config::v1::Router& router) {
  transport::DialOptions options;
  options.serializers.clear();
  for (const int serializer : router.serializers()) {
    options.serializers.push_back(ToSerializer(serializer));
  }
  options.tls = ToTls(router.tls());
  options.headers.insert(router.headers().begin(), router.headers().end());
  options.permessage_deflate = router.permessage_deflate();
  options.connect_timeout = ToDuration(router.connect_timeout());
  options.keepalive_interval = ToDuration(router.keepalive().interval());
  options.keepalive_timeout = ToDuration(router.keepalive().timeout());
  options.rawsocket_ping = router.keepalive().rawsocket_ping();
  options.message_bytes_max =
      static_cast<std::size_t>(router.max_message_bytes());
  std::vector<transport::DialOptions> all;
  for (const std::string& url : router.urls()) {
    all.push_back(options);
    all.back().url = url;
  }
  return all;
}

wamp::SessionOptions SessionOptionsOf(const config::v1::Router& router,
                                      const config::v1::Identity& identity) {
  wamp::SessionOptions options;
  options.realm = identity.realm();
  options.agent = std::string("wampbridge/") + kVersion;
  options.message_bytes_max =
      static_cast<std::size_t>(router.max_message_bytes());
  options.transmit_bytes_max =
      static_cast<std::size_t>(router.write_buffer_bytes());
  options.join_timeout = ToDuration(router.connect_timeout());
  options.assume_features.assign(router.features().assume().begin(),
                                 router.features().assume().end());
  options.ignore_features.assign(router.features().ignore().begin(),
                                 router.features().ignore().end());
  return options;
}

}  // namespace wampbridge::bridge
