// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SUBSCRIBE_SHARED_EVENT_H_
#define BRIDGE_SUBSCRIBE_SHARED_EVENT_H_

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bridge/tracing/open_span.h"
#include "bridge/translate/metadata_carriage.h"
#include "proto/wampbridge/v1/bridge.pb.h"
#include "wamp/message.h"
#include "wamp/serializer.h"

namespace wampbridge::bridge {

// One EVENT on its way to many streams. It is translated and serialised once
// for each payload form that is asked for, and the octets are shared by
// reference. Lives on the hub's loop while the event is handed out; the octets
// live as long as somebody holds them.
class SharedEvent {
 public:
  // A serialised wampbridge.v1.SubscribeResponse.
  using Frame = std::shared_ptr<const std::string>;

  // How an event came.
  struct Origin {
    wamp::Serializer serializer = wamp::Serializer::kJson;
    std::string_view subscribed;  // the URI or pattern subscribed to
    absl::Time received_at;
    const MetadataCarriage& metadata;
    Tracer* tracer = nullptr;  // null: it is not traced
  };

  // A tracer outlives this too. `event`, with its views, and what `origin`
  // refers to must outlive this.
  SharedEvent(const wamp::Event& event, const Origin& origin)
      : event_(event), origin_(origin) {}

  const wamp::Event& event() const { return event_; }
  // The concrete topic: of EVENT.Details where there, else the subscribed one.
  std::string_view topic() const;
  absl::Time received_at() const { return origin_.received_at; }

  // Where it is traced, that begins with the first form that is asked for, and
  // its metadata speak of this span. What cannot be put into `form` is an error
  // in words (an UNDELIVERABLE gap).
  const absl::StatusOr<Frame>& FrameFor(v1::PayloadForm form);

 private:
  const wamp::Event& event_;
  const Origin origin_;
  // Of its being handed out; null: none yet.
  std::shared_ptr<OpenSpan> span_;
  // by PayloadForm: what has been asked for already
  std::array<std::optional<absl::StatusOr<Frame>>, v1::PayloadForm_ARRAYSIZE>
      frames_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SUBSCRIBE_SHARED_EVENT_H_
