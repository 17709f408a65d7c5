// SPDX-License-Identifier: Apache-2.0
#include "bridge/subscribe/shared_event.h"

#include <google/protobuf/arena.h>

#include "bridge/translate/details.h"
#include "bridge/translate/payload_decoder.h"
#include "bridge/translate/proto_time.h"

namespace wampbridge::bridge {
namespace {

using Metadata = MetadataCarriage::ProtoStrings;

// All forms of an event have one span.
void Trace(Tracer* tracer, std::shared_ptr<OpenSpan>* span, v1::Event* frame) {
  Metadata& metadata = *frame->mutable_metadata();
  if (*span != nullptr) {
    metadata[kTraceparent] = TraceparentOf((*span)->context());
    return;
  }
  *span = ContinueTrace(tracer, "EVENT", Span::Kind::kConsumer, metadata);
  if (*span != nullptr) (*span)->Note("wamp.topic", frame->topic());
}

absl::StatusOr<SharedEvent::Frame> Translate(const wamp::Event& event,
                                             const SharedEvent::Origin& origin,
                                             v1::PayloadForm form,
                                             std::shared_ptr<OpenSpan>* span) {
  google::protobuf::Arena arena;
  auto* response =
      google::protobuf::Arena::CreateMessage<v1::SubscribeResponse>(&arena);
  v1::Event& frame = *response->mutable_event();
  if (auto status = FillEventDetails(event, origin.subscribed, &frame);
      !status.ok()) {
    return status;
  }
  *frame.mutable_received_at() = ToProto(origin.received_at);
  std::string kwargs;  // where metadata was taken out of them
  const wamp::PayloadView payload = origin.metadata.Take(
      {origin.serializer, event.details, event.payload}, &kwargs, &frame);
  if (!frame.metadata().empty()) Trace(origin.tracer, span, &frame);
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
  if (!frame) frame = Translate(event_, origin_, form, &span_);
  return *frame;
}

}  // namespace wampbridge::bridge
