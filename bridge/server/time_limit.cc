// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/time_limit.h"

#include <algorithm>

namespace wampbridge::bridge {

absl::Duration FromProto(const google::protobuf::Duration& duration) {
  return absl::Seconds(duration.seconds()) +
         absl::Nanoseconds(duration.nanos());
}

absl::Time CallLimit(const ClientPatience& patience,
                     const ServingLimits& limits, absl::Time now) {
  absl::Time limit = patience.deadline;
  if (patience.timeout) limit = std::min(limit, now + *patience.timeout);
  if (limit == absl::InfiniteFuture()) limit = now + limits.call_timeout;
  return std::min(limit, now + limits.call_timeout_max);
}

absl::Time PublishLimit(absl::Time deadline, const ServingLimits& limits,
                        absl::Time now) {
  return std::min(deadline, now + limits.call_timeout);
}

}  // namespace wampbridge::bridge
