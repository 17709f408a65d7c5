// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include "tests/bench/roles/roles.h"
#include "tests/bench/roles/wamp_client.h"

namespace wampbridge::bench {

absl::Status RunCallee(const Arguments& arguments) {
  WampClient client(arguments);
  client.on_invocation = [&client](const wamp::Invocation& invocation) {
    const absl::Status answered =
        client.connection().Yield({.request = invocation.request,
                                   .options = {},
                                   .payload = invocation.payload});
    if (!answered.ok()) std::cerr << "bench: callee: " << answered << "\n";
  };
  if (absl::Status status = client.Join(); !status.ok()) return status;
  if (absl::Status status = client.Register("bench.echo"); !status.ok()) {
    return status;
  }
  Tell("ready");
  AwaitEnd();
  return absl::OkStatus();
}

}  // namespace wampbridge::bench
