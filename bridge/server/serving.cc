// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/serving.h"

#include "bridge/errors/failures.h"

namespace wampbridge::bridge {

Failure DrainingFailure() {
  Failure failure =
      NotSent(grpc::StatusCode::UNAVAILABLE, "the bridge is shutting down");
  failure.retry_after = absl::Seconds(1);
  return failure;
}

}  // namespace wampbridge::bridge
