// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_TRANSLATE_PROTO_TIME_H_
#define BRIDGE_TRANSLATE_PROTO_TIME_H_

#include <google/protobuf/duration.pb.h>
#include <google/protobuf/timestamp.pb.h>

#include "absl/time/time.h"

namespace wampbridge::bridge {

// Times as the API says them, to the nanosecond. REQUIRES: finite, and within
// what nanoseconds since 1970 can say (to 2262).
google::protobuf::Timestamp ToProto(absl::Time time);
google::protobuf::Duration ToProto(absl::Duration duration);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_TRANSLATE_PROTO_TIME_H_
