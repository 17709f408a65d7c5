// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SUBSCRIBE_SUBSCRIBER_STREAM_H_
#define BRIDGE_SUBSCRIBE_SUBSCRIBER_STREAM_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/time/time.h"
#include "bridge/errors/failure.h"
#include "bridge/subscribe/event_queue.h"
#include "bridge/subscribe/event_sink.h"
#include "bridge/subscribe/gap_counters.h"
#include "proto/wampbridge/v1/bridge.pb.h"

namespace wampbridge::bridge {

// One Subscribe stream between the hub, which pushes what happens, and the RPC,
// which takes serialised frames at its client's speed. Turns what the hub says
// into frames, holds events until every topic is subscribed and the history is
// given, bounds the queue.
//
// Thread-safe. `on_ready` is called without a lock, on the thread that pushed,
// each time the stream goes from nothing-to-take to something-to-take: the RPC
// then calls Take until it says kNothing. `on_history_taken` is called by Take
// when it gives the last past event that was there.
class SubscriberStream : public EventSink {
 public:
  struct Options {
    std::vector<v1::Topic> topics;  // as in the request, match filled in
    v1::PayloadForm form = v1::PAYLOAD_FORM_ARGUMENTS;
    EventQueue::Limits queue;
    // The largest frame that gRPC takes (grpc.max_message_bytes).
    size_t frame_bytes_max = 4 << 20;
    // Past events come before live ones.
    enum class Begin { kLive, kHistory } begin = Begin::kLive;
    // Counts its gaps too; outlives the stream. Null: nobody wants to know.
    GapCounters* gap_counters = nullptr;
  };
  struct Nothing {};
  // The stream's status, after all that was queued before it. With `overflow`
  // what is still queued may be written for overflow_drain at most.
  struct End {
    Failure failure;
  };
  using Taken = std::variant<Nothing, EventQueue::Frame, End>;

  SubscriberStream(Options options, std::function<void()> on_ready,
                   std::function<void()> on_history_taken);

  // The next frame to write, in order.
  Taken Take();
  // Whether the queue overflowed with kFail: End follows what is queued.
  bool failing() const;
  // Since when there is no session, for max_outage; nullopt while there is one.
  std::optional<absl::Time> interrupted_since() const;
  // Events that wait to be taken and their octets, and the gaps so far.
  struct Queued {
    size_t events = 0;
    size_t octets = 0;
    uint64_t gaps = 0;
  };
  Queued queued() const;

  // The RPC ends the stream by itself after what is queued (drain, max_outage).
  void EndWith(const Failure& failure);

  // EventSink.
  void OnSessionLost() override;
  void OnInterrupted(const std::string& reason, absl::Time since) override;
  void OnWhole(wamp::SessionId session,
               const std::vector<SubscribedTopic>& topics,
               const std::optional<SessionGap>& gap) override;
  void OnEvent(size_t topic, SharedEvent& event) override;
  Room OnHistory(size_t topic, std::vector<SharedEvent>& events) override;
  void OnCaughtUp() override;
  void OnUnsubscribed(size_t topic, const std::string& reason) override;
  void OnEnd(const Failure& failure) override;

 private:
  void PushLocked(const v1::SubscribeResponse& response,
                  EventQueue::Order order = EventQueue::Order::kBeforeHeld);
  void PushGapLocked(const SessionGap& session_gap);
  // The event's frame, or why it cannot be given.
  absl::StatusOr<EventQueue::Frame> FrameOf(SharedEvent& event) const;
  void PushUndeliverableLocked(size_t topic, const SharedEvent& event,
                               const absl::Status& why,
                               EventQueue::Order order);
  void OverflowLocked();
  EventQueue::Frame OverflowFrame(const EventQueue::OverflowGap& gap) const;
  void CountGapLocked(std::atomic<uint64_t> GapCounters::*reason);
  bool TakeableLocked() const;
  void CountDroppedLocked();
  // Makes the change under the lock, unless the stream has its end already,
  // and runs on_ready_ if there is something to take now and was not before.
  template <typename Change>
  void Apply(Change change);

  const Options options_;
  const std::function<void()> on_ready_;
  const std::function<void()> on_history_taken_;
  mutable std::mutex mutex_;
  EventQueue queue_;                  // guarded by mutex_
  std::optional<Failure> end_;        // guarded by mutex_
  bool ended_ = false;                // End was taken; guarded by mutex_
  bool failing_ = false;              // guarded by mutex_
  bool catching_up_;                  // guarded by mutex_
  uint64_t gaps_ = 0;                 // guarded by mutex_
  uint64_t dropped_counted_ = 0;      // guarded by mutex_
  std::optional<absl::Time> outage_;  // guarded by mutex_
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SUBSCRIBE_SUBSCRIBER_STREAM_H_
