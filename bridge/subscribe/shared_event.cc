// SPDX-License-Identifier: Apache-2.0
#include "bridge/subscribe/shared_event.h"

#include <google/protobuf/arena.h>
#include <google/protobuf/util/time_util.h>

#include "bridge/translate/details.h"
#include "bridge/translate/payload_decoder.h"

namespace wampbridge::bridge {
namespace {

absl::StatusOr<SharedEvent::Frame> Translate(const wamp::Event& event,
                                             wamp::Serializer serializer,
                                             std::string_view subscribed,
                                             absl::Time received_at,
                                             v1::PayloadForm form) {
  google::protobuf::Arena arena;
  auto* response =
      google::protobuf::Arena::CreateMessage<v1::SubscribeResponse>(&arena);
  v1::Event& frame = *response->mutable_event();
  if (auto status = FillEventDetails(event, subscribed, &frame); !status.ok()) {
    return status;
  }
  *frame.mutable_received_at() =
      google::protobuf::util::TimeUtil::NanosecondsToTimestamp(
          absl::ToUnixNanos(received_at));
  if (auto status = DecodePayload(serializer, event.payload, form,
                                  frame.mutable_payload());
      !status.ok()) {
    return status;
  }
  return std::make_shared<const std::string>(response->SerializeAsString());
}

}  // namespace

SharedEvent::SharedEvent(const wamp::Event& event, wamp::Serializer serializer,
                         std::string_view subscribed, absl::Time received_at)
    : event_(event),
      serializer_(serializer),
      subscribed_(subscribed),
      received_at_(received_at) {}

std::string_view SharedEvent::topic() const {
  const std::string* topic = event_.details.FindText("topic");
  return topic == nullptr ? subscribed_ : *topic;
}

const absl::StatusOr<SharedEvent::Frame>& SharedEvent::FrameFor(
    v1::PayloadForm form) {
  auto& frame = frames_.at(static_cast<size_t>(form));
  if (!frame) {
    frame = Translate(event_, serializer_, subscribed_, received_at_, form);
  }
  return *frame;
}

}  // namespace wampbridge::bridge
