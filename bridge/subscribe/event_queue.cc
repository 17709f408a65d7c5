// SPDX-License-Identifier: Apache-2.0
#include "bridge/subscribe/event_queue.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace wampbridge::bridge {
namespace {

void AddSource(std::vector<size_t>& sources, size_t source) {
  const auto place = std::lower_bound(sources.begin(), sources.end(), source);
  if (place == sources.end() || *place != source) sources.insert(place, source);
}

}  // namespace

bool EventQueue::Fits(size_t octets) const {
  return events_ < limits_.events_max && octets_ + octets <= limits_.octets_max;
}

EventQueue::Pushed EventQueue::PushEvent(Event event) {
  if (failed_) return Pushed::kOverflowed;
  const size_t octets = event.frame->size();
  if (Fits(octets)) {
    Append(std::move(event));
    return Pushed::kQueued;
  }
  if (limits_.policy == OverflowPolicy::kFail) {
    failed_ = true;
  } else if (MakeRoom({event.source, event.topic}, octets)) {
    Append(std::move(event));
  } else {
    const bool begins_held = holding_ && held_ == entries_.end();
    AddToGap(entries_.end(), begins_held ? Part::kHeldBegin : Part::kSame,
             event);  // larger than the whole queue
  }
  return Pushed::kOverflowed;
}

EventQueue::Pushed EventQueue::PushControl(Frame frame, Order order) {
  if (control_octets_ + frame->size() > limits_.octets_max) failed_ = true;
  if (failed_) return Pushed::kOverflowed;
  control_octets_ += frame->size();
  if (order == Order::kBeforeHeld) {
    entries_.insert(held_, std::move(frame));
  } else {
    PushBack(std::move(frame));
  }
  return Pushed::kQueued;
}

void EventQueue::PushPast(Frame frame) {
  if (failed_) return;
  ++past_events_;
  entries_.insert(held_, PastEvent{std::move(frame)});
}

absl::flat_hash_set<uint64_t> EventQueue::HeldPublications(
    size_t source) const {
  absl::flat_hash_set<uint64_t> publications;
  for (Entries::const_iterator place = held_; place != entries_.end();
       ++place) {
    const auto* event = std::get_if<Event>(&*place);
    if (event != nullptr && event->source == source) {
      publications.insert(event->publication);
    }
  }
  return publications;
}

void EventQueue::Release() {
  holding_ = false;
  held_ = entries_.end();
}

void EventQueue::DropHeld() {
  while (held_ != entries_.end()) {
    const auto last = std::prev(entries_.end());
    if (auto* event = std::get_if<Event>(&*last)) Forget(*event, Oldest::kNo);
    if (auto* frame = std::get_if<Frame>(&*last)) {
      control_octets_ -= (*frame)->size();
    }
    if (held_ == last) held_ = entries_.end();
    entries_.erase(last);
  }
}

std::optional<EventQueue::Item> EventQueue::Pop() {
  if (empty()) return std::nullopt;
  Entry entry = std::move(entries_.front());
  if (auto* event = std::get_if<Event>(&entry)) Forget(*event, Oldest::kYes);
  entries_.pop_front();
  if (auto* event = std::get_if<Event>(&entry)) return std::move(event->frame);
  if (auto* gap = std::get_if<OverflowGap>(&entry)) return std::move(*gap);
  if (auto* past = std::get_if<PastEvent>(&entry)) {
    --past_events_;
    return std::move(past->frame);
  }
  Frame frame = std::get<Frame>(std::move(entry));
  control_octets_ -= frame->size();
  return frame;
}

EventQueue::Entries::iterator EventQueue::PushBack(Entry entry) {
  const auto place = entries_.insert(entries_.end(), std::move(entry));
  if (holding_ && held_ == entries_.end()) held_ = place;
  return place;
}

void EventQueue::Append(Event event) {
  ++events_;
  octets_ += event.frame->size();
  const TopicKey topic(event.source, event.topic);
  const auto place = PushBack(std::move(event));
  if (limits_.policy != OverflowPolicy::kConflate) return;
  Places& places = by_topic_[topic];
  places.push_back(place);
  if (places.size() == 2) repeated_.insert(topic);
}

// Takes the oldest or the newest event of its topic off the books.
void EventQueue::Forget(const Event& event, Oldest oldest) {
  --events_;
  octets_ -= event.frame->size();
  const TopicKey topic(event.source, event.topic);
  const auto found = by_topic_.find(topic);
  if (found == by_topic_.end()) return;
  if (oldest == Oldest::kYes) {
    found->second.pop_front();
  } else {
    found->second.pop_back();
  }
  if (found->second.size() == 1) repeated_.erase(topic);
  if (found->second.empty()) by_topic_.erase(found);
}

bool EventQueue::MakeRoom(const TopicKey& topic, size_t octets) {
  if (octets > limits_.octets_max || limits_.events_max == 0) return false;
  if (by_topic_.contains(topic)) ConflateTopic(topic, 0);
  while (!Fits(octets)) {
    if (repeated_.empty()) {
      DropOldest();
    } else {
      ConflateTopic(TopicKey(*repeated_.begin()), 1);
    }
  }
  return true;
}

// Drops a topic's events but for the newest `keep`.
void EventQueue::ConflateTopic(const TopicKey& topic, size_t keep) {
  for (size_t drops = by_topic_.at(topic).size() - keep; drops > 0; --drops) {
    Drop(by_topic_.at(topic).front());
  }
}

// REQUIRES: there is an event.
void EventQueue::DropOldest() {
  Drop(std::find_if(entries_.begin(), entries_.end(), [](const Entry& entry) {
    return std::holds_alternative<Event>(entry);
  }));
}

void EventQueue::Drop(Entries::iterator place) {
  const Event event = std::get<Event>(std::move(*place));
  Forget(event, Oldest::kYes);
  const auto part = place == held_ ? Part::kHeldBegin : Part::kSame;
  const auto next = entries_.erase(place);
  if (part == Part::kHeldBegin) held_ = next;
  AddToGap(next, part, event);
}

// Counts `event`, which stood before `before`, into the gap beside that place,
// joining the gaps on both sides, or into a new one. Gaps of what is queued and
// of what is held stay apart.
void EventQueue::AddToGap(Entries::iterator before, Part part,
                          const Event& event) {
  const bool begins_held = part == Part::kHeldBegin;
  const bool ends_ready = !begins_held && before == held_;
  OverflowGap* left = begins_held || before == entries_.begin()
                          ? nullptr
                          : GapAt(std::prev(before));
  OverflowGap* right = ends_ready ? nullptr : GapAt(before);
  if (left != nullptr && right != nullptr) {
    left->dropped += right->dropped;
    left->to = std::max(left->to, right->to);
    for (const size_t source : right->sources) AddSource(left->sources, source);
    entries_.erase(before);
  }
  OverflowGap* gap = left != nullptr ? left : right;
  if (gap == nullptr) {
    const auto place = entries_.insert(
        before, OverflowGap{0, event.received_at, event.received_at, {}});
    if (begins_held) held_ = place;
    gap = &std::get<OverflowGap>(*place);
  }
  ++gap->dropped;
  ++dropped_;
  gap->from = std::min(gap->from, event.received_at);
  gap->to = std::max(gap->to, event.received_at);
  AddSource(gap->sources, event.source);
}

EventQueue::OverflowGap* EventQueue::GapAt(Entries::iterator place) {
  return place == entries_.end() ? nullptr : std::get_if<OverflowGap>(&*place);
}

}  // namespace wampbridge::bridge
