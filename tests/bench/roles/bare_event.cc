// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/roles/bare_event.h"

#include <google/protobuf/util/time_util.h>

namespace wampbridge::bench {
namespace {

grpc::ByteBuffer Serialised(const v1::SubscribeResponse& frame) {
  const grpc::Slice slice(frame.SerializeAsString());
  return {&slice, 1};
}

}  // namespace

grpc::ByteBuffer SubscribedFrame() {
  v1::SubscribeResponse frame;
  frame.mutable_subscribed()->set_match(v1::MATCH_EXACT);
  frame.mutable_subscribed()->set_subscription_id(1);
  frame.mutable_subscribed()->set_session_id(1);
  return Serialised(frame);
}

grpc::ByteBuffer EventFrame(const v1::PublishRequest& publish,
                            uint64_t publication) {
  v1::SubscribeResponse frame;
  v1::Event& event = *frame.mutable_event();
  event.set_topic(publish.topic());
  event.set_publication_id(publication);
  event.set_subscription_id(1);
  *event.mutable_payload() = publish.payload();
  *event.mutable_received_at() =
      google::protobuf::util::TimeUtil::GetCurrentTime();
  return Serialised(frame);
}

}  // namespace wampbridge::bench
