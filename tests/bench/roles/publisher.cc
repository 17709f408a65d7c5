// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iostream>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "tests/bench/roles/roles.h"
#include "tests/bench/roles/stored_payload.h"
#include "tests/bench/roles/wamp_client.h"
#include "wamp/message_codec.h"

namespace wampbridge::bench {
namespace {

constexpr char kTopic[] = "bench.topic";

absl::StatusOr<std::vector<wamp::EncodedRequest>> Publications(
    const Arguments& arguments, wamp::Serializer serializer) {
  const auto topics = arguments.Number("topics", 0);
  if (!topics.ok()) return topics.status();
  const auto payload = ReadPayload(arguments.Text("payload"), serializer);
  if (!payload.ok()) return payload.status();
  const int count = static_cast<int>(*topics);
  std::vector<std::string> names(std::max(count, 1), kTopic);
  for (int i = 0; i < count; ++i) absl::StrAppend(&names[i], ".", i);
  std::vector<wamp::EncodedRequest> publications;
  for (const std::string& name : names) {
    auto encoded = wamp::EncodePublish(serializer, {}, name, *payload);
    if (!encoded.ok()) return encoded.status();
    publications.push_back(*std::move(encoded));
  }
  return publications;
}

}  // namespace

absl::Status RunPublisher(const Arguments& arguments) {
  WampClient client(arguments);
  if (absl::Status status = client.Join(); !status.ok()) return status;
  const auto publications =
      Publications(arguments, client.connection().serializer());
  if (!publications.ok()) return publications.status();
  Tell("ready");
  size_t next = 0;
  for (std::string line; std::getline(std::cin, line);) {
    int count = 0;
    if (!absl::SimpleAtoi(line, &count)) continue;
    for (; count > 0; --count) {
      const auto& publication = (*publications)[next++ % publications->size()];
      const auto sent = client.connection().PublishUnacknowledged(publication);
      if (!sent.ok()) return sent.status();
    }
  }
  return absl::OkStatus();
}

}  // namespace wampbridge::bench
