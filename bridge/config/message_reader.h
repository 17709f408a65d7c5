// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_CONFIG_MESSAGE_READER_H_
#define BRIDGE_CONFIG_MESSAGE_READER_H_

#include <string>

#include "absl/status/status.h"
#include "bridge/config/source_map.h"
#include "google/protobuf/message.h"

namespace wampbridge::bridge {

// Reads YAML text into a protobuf message by the message's descriptor and the
// rules at its fields (wampbridge/config/v1/options.proto): keys are field
// names, and each has its default when it is absent. Unknown and doubled keys,
// wrong types, values out of range and missing required keys are errors
// "FILE:LINE: KEY: what is wrong; what would be right". What keys mean
// together is not known here.
//
// `file` is what errors call the text. Records the line of each key in
// `sources`.
absl::Status ReadYaml(const std::string& text, const std::string& file,
                      google::protobuf::Message& message, SourceMap& sources);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_CONFIG_MESSAGE_READER_H_
