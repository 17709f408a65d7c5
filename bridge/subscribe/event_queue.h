// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SUBSCRIBE_EVENT_QUEUE_H_
#define BRIDGE_SUBSCRIBE_EVENT_QUEUE_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
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
// never dropped and count apart. A run of dropped events is one OverflowGap
// with an exact count, at the place of the first of them.
//
// While held, events wait aside until Release: control frames and past events
// go before them.
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
    absl::Time from;              // the first dropped one was received
    absl::Time to;                // the last
    std::vector<size_t> sources;  // of the dropped events, sorted
  };
  struct Event {
    size_t source = 0;  // which of the stream's topics it came by
    std::string topic;  // where it was published
    absl::Time received_at;
    Frame frame;
    uint64_t publication = 0;
  };
  using Item = std::variant<Frame, OverflowGap>;
  enum class Pushed { kQueued, kOverflowed };
  // Where a frame that is no event goes: before what is held, or behind it.
  enum class Order { kBeforeHeld, kWithEvents };

  explicit EventQueue(Limits limits) : limits_(limits) {}
  EventQueue(const EventQueue&) = delete;
  EventQueue& operator=(const EventQueue&) = delete;

  // kOverflowed: with kFail the queue takes no more events (all later pushes
  // say so too); with the other policies room was made.
  Pushed PushEvent(Event event);
  // kOverflowed: these frames alone are over octets_max, so the client reads
  // nothing while the router comes and goes; the queue has failed.
  Pushed PushControl(Frame frame, Order order = Order::kBeforeHeld);
  // An event of the history, before what is held. Never dropped and not counted
  // with the live ones: who asks the router for history bounds it.
  void PushPast(Frame frame);

  // Events pushed from now on wait until Release. DropHeld forgets those that
  // wait: they belonged to a session that is lost.
  void Hold() { holding_ = true; }
  void Release();
  void DropHeld();
  // The publications of the held events that came by `source`.
  absl::flat_hash_set<uint64_t> HeldPublications(size_t source) const;

  std::optional<Item> Pop();
  bool empty() const { return entries_.begin() == held_; }
  size_t events() const { return events_; }
  size_t octets() const { return octets_; }
  // Events that it has dropped since it was made.
  uint64_t dropped() const { return dropped_; }
  size_t past_events() const { return past_events_; }

 private:
  struct PastEvent {
    Frame frame;
  };
  using Entry = std::variant<Event, PastEvent, Frame, OverflowGap>;
  using Entries = std::list<Entry>;
  // Overlapping topics of a stream give an event each: they conflate apart.
  using TopicKey = std::pair<size_t, std::string>;
  using Places = std::deque<Entries::iterator>;
  enum class Oldest { kYes, kNo };
  enum class Part { kSame, kHeldBegin };

  bool Fits(size_t octets) const;
  bool MakeRoom(const TopicKey& topic, size_t octets);
  void ConflateTopic(const TopicKey& topic, size_t keep);
  void DropOldest();
  void Drop(Entries::iterator place);
  void AddToGap(Entries::iterator before, Part part, const Event& event);
  Entries::iterator PushBack(Entry entry);
  void Append(Event event);
  void Forget(const Event& event, Oldest oldest);
  OverflowGap* GapAt(Entries::iterator place);

  const Limits limits_;
  Entries entries_;
  // The first held event; the end where none is.
  Entries::iterator held_ = entries_.end();
  bool holding_ = false;
  bool failed_ = false;
  size_t events_ = 0;          // queued and held
  size_t octets_ = 0;          // of events
  size_t control_octets_ = 0;  // of other frames
  uint64_t dropped_ = 0;       // since it was made
  size_t past_events_ = 0;
  // topic -> its events, oldest first (kept with kConflate only)
  absl::flat_hash_map<TopicKey, Places> by_topic_;
  // topics of by_topic_ with more than one event (what can be conflated)
  absl::flat_hash_set<TopicKey> repeated_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SUBSCRIBE_EVENT_QUEUE_H_
