// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/scenarios/call_load.h"

#include <string>

#include "tests/bench/scenarios/payloads.h"

namespace wampbridge::bench {

UnaryClient::Load CallLoad(const v1::Payload& payload, int in_flight) {
  UnaryClient::Load load;
  load.method = kCallMethod;
  load.requests = {CallOf(payload)};
  load.in_flight = in_flight;
  load.check = [payload](const std::string& response) {
    return CheckEcho(payload, response);
  };
  return load;
}

}  // namespace wampbridge::bench
