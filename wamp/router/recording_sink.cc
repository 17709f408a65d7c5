// SPDX-License-Identifier: Apache-2.0
#include "wamp/router/recording_sink.h"

#include "wamp/router/shared_payload.h"

namespace wampbridge::router {
namespace {

std::string Transcode(wamp::Serializer from, wamp::Serializer to,
                      std::string_view octets) {
  SharedPayload payload(from, {.args = octets, .kwargs = {}});
  const auto encoded = payload.In(to);
  if (!encoded.ok()) return std::string(encoded.status().message());
  return std::string(encoded->args);
}

}  // namespace

std::string Encoded(wamp::Serializer serializer, std::string_view json) {
  return Transcode(wamp::Serializer::kJson, serializer, json);
}

std::string AsJson(wamp::Serializer serializer, std::string_view octets) {
  return Transcode(serializer, wamp::Serializer::kJson, octets);
}

}  // namespace wampbridge::router
