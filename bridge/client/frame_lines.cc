// SPDX-License-Identifier: Apache-2.0
#include "bridge/client/frame_lines.h"

#include <google/protobuf/util/time_util.h>

#include <nlohmann/json.hpp>

namespace wampbridge::bridge {
namespace {

using Json = nlohmann::ordered_json;
using Frame = v1::SubscribeResponse;
using google::protobuf::util::TimeUtil;

std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string InMember(const std::string& name, const std::string& json) {
  return "{\"" + name + "\":" + json + "}";
}

std::string MatchName(v1::Match match) {
  if (match == v1::MATCH_PREFIX) return "prefix";
  if (match == v1::MATCH_WILDCARD) return "wildcard";
  return "exact";
}

std::string GapReason(const v1::Gap& gap) {
  constexpr std::string_view kPrefix = "GAP_REASON_";
  return v1::GapReason_Name(gap.reason()).substr(kPrefix.size());
}

Json GapJson(const v1::Gap& gap) {
  Json json = {{"reason", GapReason(gap)},
               {"from", TimeUtil::ToString(gap.from())},
               {"to", TimeUtil::ToString(gap.to())}};
  if (gap.has_dropped()) json["dropped"] = gap.dropped();
  for (const v1::Topic& topic : gap.topics()) {
    json["topics"].push_back(topic.uri());
  }
  if (gap.publication_id() != 0) json["publication_id"] = gap.publication_id();
  if (!gap.detail().empty()) json["detail"] = gap.detail();
  return json;
}

std::string GapInWords(const v1::Gap& gap) {
  std::string text = "gap: " + GapReason(gap);
  if (gap.has_dropped()) {
    text += ", " + std::to_string(gap.dropped()) + " events dropped";
  }
  text += ", " + TimeUtil::ToString(gap.from()) + " to " +
          TimeUtil::ToString(gap.to());
  if (!gap.detail().empty()) text += ": " + gap.detail();
  return text;
}

}  // namespace

std::string EventLine(const v1::Event& event) {
  Json json = {{"topic", event.topic()},
               {"publication_id", event.publication_id()}};
  if (event.retained()) json["retained"] = true;
  std::string line = Dump(json);
  // The payload is an object in JSON; its members go on in ours as they are.
  const std::string& payload = event.payload().json();
  if (payload.size() > 2) {
    line.pop_back();
    line += "," + payload.substr(1);
  }
  return line;
}

std::string FrameLine(const Frame& response) {
  switch (response.frame_case()) {
    case Frame::kEvent:
      return InMember("event", EventLine(response.event()));
    case Frame::kSubscribed:
      return Dump(
          {{"subscribed",
            {{"topic", response.subscribed().topic()},
             {"match", MatchName(response.subscribed().match())},
             {"subscription_id", response.subscribed().subscription_id()},
             {"session_id", response.subscribed().session_id()}}}});
    case Frame::kInterrupted:
      return Dump(
          {{"interrupted",
            {{"reason", response.interrupted().reason()},
             {"since", TimeUtil::ToString(response.interrupted().since())}}}});
    case Frame::kGap:
      return Dump({{"gap", GapJson(response.gap())}});
    case Frame::kUnsubscribed:
      return Dump({{"unsubscribed",
                    {{"topic", response.unsubscribed().topic()},
                     {"reason", response.unsubscribed().reason()}}}});
    case Frame::kCaughtUp:
      return Dump({{"caught_up", Json::object()}});
    case Frame::FRAME_NOT_SET:
      break;
  }
  return "";
}

std::string FrameInWords(const Frame& response) {
  switch (response.frame_case()) {
    case Frame::kSubscribed:
      return "subscribed to " + response.subscribed().topic();
    case Frame::kInterrupted:
      return "interrupted: " + response.interrupted().reason();
    case Frame::kGap:
      return GapInWords(response.gap());
    case Frame::kUnsubscribed:
      return "unsubscribed from " + response.unsubscribed().topic() + ": " +
             response.unsubscribed().reason();
    case Frame::kCaughtUp:
      return "caught up";
    case Frame::kEvent:
    case Frame::FRAME_NOT_SET:
      break;
  }
  return "";
}

}  // namespace wampbridge::bridge
