// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SUBSCRIBE_EVENT_QUEUE_H_
#define BRIDGE_SUBSCRIBE_EVENT_QUEUE_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/time/time.h"

namespace wampbridge::bridge {

// What happens when a stream's queue is full (api.md "Backpressure").
enum class OverflowPolicy {
  kFail,        // the stream ends after what is queued
  kDropOldest,  // the oldest events go, a gap stands in their place
  kConflate,    // only the newest event of each topic stays
};

// The frames of one Subscribe stream that wait for its client, bounded in
// events and octets. Frames other than events (`subscribed`, gaps, …) are
// never dropped and do not count. A run of dropped events is one OverflowGap
// with an exact count, at the place of the first of them.
//
// While held, events wait aside until Release: control frames go before them.
// Not thread-safe: the stream's lock guards it.
class EventQueue {
 public:
  // A serialised SubscribeResponse, shared with other streams.
  using Frame = std::shared_ptr<const std::string>;

  struct Limits {
    size_t events_max = 1000;
    size_t octets_max = 8 << 20;
    OverflowPolicy policy = OverflowPolicy::kFail;
  };
  struct OverflowGap {
    uint64_t dropped = 0;
    absl::Time from;                  // the first dropped one was received
    absl::Time to;                    // the last
    std::vector<std::string> topics;  // concrete topics, sorted, at most 100
  };
  using Item = std::variant<Frame, OverflowGap>;
  enum class Pushed { kQueued, kOverflowed };

  explicit EventQueue(Limits limits) : limits_(limits) {}

  // kOverflowed: with kFail the queue takes no more events (all later pushes
  // say so too); with the other policies room was made.
  Pushed PushEvent(const std::string& topic, absl::Time received_at,
                   Frame frame);
  void PushControl(Frame frame);

  // Events pushed from now on wait until Release. DropHeld forgets those that
  // wait: they belonged to a session that is lost.
  void Hold() { holding_ = true; }
  void Release();
  void DropHeld();

  std::optional<Item> Pop();
  bool empty() const { return ready_.empty(); }
  size_t events() const { return events_; }
  size_t octets() const { return octets_; }

 private:
  struct Event {
    std::string topic;
    absl::Time received_at;
    Frame frame;
  };
  using Entry = std::variant<Event, Frame, OverflowGap>;
  using Entries = std::deque<Entry>;

  bool Full(size_t octets) const;
  void MakeRoom(size_t octets);
  bool DropOldestOf(Entries& entries);
  void Conflate(Entries& entries, const std::string& topic);
  void Forget(const Event& event);
  static void AddToGap(OverflowGap& gap, const Event& event);

  const Limits limits_;
  Entries ready_;
  Entries held_;
  bool holding_ = false;
  bool failed_ = false;
  size_t events_ = 0;  // in ready_ and held_
  size_t octets_ = 0;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SUBSCRIBE_EVENT_QUEUE_H_
