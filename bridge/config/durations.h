// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_CONFIG_DURATIONS_H_
#define BRIDGE_CONFIG_DURATIONS_H_

#include "absl/time/time.h"
#include "google/protobuf/duration.pb.h"

namespace wampbridge::bridge {

// A duration of the configuration in the type that the program computes with.
inline absl::Duration ToDuration(const google::protobuf::Duration& duration) {
  return absl::Seconds(duration.seconds()) +
         absl::Nanoseconds(duration.nanos());
}

}  // namespace wampbridge::bridge

#endif  // BRIDGE_CONFIG_DURATIONS_H_
