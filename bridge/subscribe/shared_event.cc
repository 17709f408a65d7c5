// SPDX-License-Identifier: Apache-2.0
#include "bridge/subscribe/shared_event.h"

#include <google/protobuf/arena.h>
#include <google/protobuf/util/time_util.h>

#include "bridge/translate/details.h"
#include "bridge/translate/payload_decoder.h"

namespace wampbridge::bridge {
namespace {

absl::StatusOr<SharedEvent::Frame> Translate(const wamp::Event& event,
                                             const SharedEvent::Origin& origin,
                                             v1::PayloadForm form) {
  google::protobuf::Arena arena;
  auto* response =
      google::protobuf::Arena::CreateMessage<v1::SubscribeResponse>(&arena);
  v1::Event& frame = *response->mutable_event();
  if (auto status = FillEventDetails(event, origin.subscribed, &frame);
      !status.ok()) {
    return status;
  }
  *frame.mutable_received_at() =
      google::protobuf::util::TimeUtil::NanosecondsToTimestamp(
          absl::ToUnixNanos(origin.received_at));
  std::string kwargs;  // where metadata was taken out of them
  const wamp::PayloadView payload = origin.metadata.Take(
      {origin.serializer, event.details, event.payload}, &kwargs, &frame);
  if (auto status = DecodePayload(origin.serializer, payload, form,
                                  frame.mutable_payload());
      !status.ok()) {
    return status;
  }
  return std::make_shared<const std::string>(response->SerializeAsString());
}

}  // namespace

std::string_view SharedEvent::topic() const {
  const std::string* topic = event_.details.FindText("topic");
  return topic == nullptr ? origin_.subscribed : *topic;
}

const absl::StatusOr<SharedEvent::Frame>& SharedEvent::FrameFor(
    v1::PayloadForm form) {
  auto& frame = frames_.at(static_cast<size_t>(form));
  if (!frame) frame = Translate(event_, origin_, form);
  return *frame;
}

}  // namespace wampbridge::bridge
