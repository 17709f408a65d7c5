// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_CLIENT_FRAME_LINES_H_
#define BRIDGE_CLIENT_FRAME_LINES_H_

#include <string>

#include "proto/wampbridge/v1/bridge.pb.h"

namespace wampbridge::bridge {

// An event as one line of JSON: topic, publication_id, retained where it is,
// args, and kwargs where there are any. REQUIRES: its payload is JSON.
std::string EventLine(const v1::Event& event);

// Any frame as one line of JSON: an object whose one member is named as the
// frame. Empty for a frame that this version does not know.
std::string FrameLine(const v1::SubscribeResponse& response);

// A frame that is not an event, for a person: "gap: …".
std::string FrameInWords(const v1::SubscribeResponse& response);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_CLIENT_FRAME_LINES_H_
