// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_CLIENT_HTTP_GET_H_
#define BRIDGE_CLIENT_HTTP_GET_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace wampbridge::bridge {

// What to ask of the bridge's admin listener.
struct HttpGetOptions {
  std::string address = "127.0.0.1:9090";  // HOST:PORT
  std::string path = "/status";
  absl::Duration timeout = absl::Seconds(5);  // Of each step.
};

struct HttpAnswer {
  int code = 0;
  std::string body;
};

// One request over plain HTTP, with what went wrong in words for people. At
// most 16 MiB are read. Blocks.
absl::StatusOr<HttpAnswer> HttpGet(const HttpGetOptions& options);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_CLIENT_HTTP_GET_H_
