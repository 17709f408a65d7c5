// SPDX-License-Identifier: Apache-2.0
#include "bridge/translate/proto_time.h"

#include <google/protobuf/util/time_util.h>

namespace wampbridge::bridge {

using google::protobuf::util::TimeUtil;

google::protobuf::Timestamp ToProto(absl::Time time) {
  return TimeUtil::NanosecondsToTimestamp(absl::ToUnixNanos(time));
}

google::protobuf::Duration ToProto(absl::Duration duration) {
  return TimeUtil::NanosecondsToDuration(absl::ToInt64Nanoseconds(duration));
}

}  // namespace wampbridge::bridge
