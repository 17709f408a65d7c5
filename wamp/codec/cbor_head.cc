// SPDX-License-Identifier: Apache-2.0
#include "wamp/codec/cbor_head.h"

#include <cstddef>
#include <vector>

namespace wampbridge::wamp {
namespace {

using Major = CborHead::Major;

bool HasLength(const CborHead& head) {
  return head.major >= Major::kBytes && head.major <= Major::kMap;
}

bool MayBeIndefinite(const CborHead& head) {
  return HasLength(head) || head.major == Major::kOther;
}

absl::Status TakeArgument(Input* in, CborHead* head) {
  const size_t begin = in->offset() - 1;
  if (head->info < 24) {
    head->argument = head->info;
    return absl::OkStatus();
  }
  if (head->info <= CborHead::kDouble) {
    if (in->TakeUnsigned(size_t{1} << (head->info - 24), &head->argument)) {
      return absl::OkStatus();
    }
    in->Skip(in->left());
    return in->Malformed("");
  }
  head->argument = 0;
  if (head->indefinite() && MayBeIndefinite(*head)) return absl::OkStatus();
  return Input::MalformedAt("reserved CBOR octet", begin);
}

// Counts the items to come. An item in a counted list needs no place of its
// own: its items are added to the same count. Only where counted and indefinite
// lengths change is the outer count put aside.
class Skipper {
 public:
  explicit Skipper(Input* in) : in_(in) {}

  absl::Status Run() {
    CborHead head;
    while (to_come_ > 0) {
      if (absl::Status taken = TakeCborHead(in_, &head); !taken.ok()) {
        return taken;
      }
      if (absl::Status stepped = Step(head); !stepped.ok()) return stepped;
      while (to_come_ == 0 && !outside_.empty()) Leave();
    }
    return absl::OkStatus();
  }

 private:
  static constexpr uint64_t kUncounted = UINT64_MAX;

  absl::Status Step(const CborHead& head) {
    if (head.is_break()) {
      if (to_come_ != kUncounted) return in_->Malformed("stray CBOR break");
      to_come_ = 0;
      return absl::OkStatus();
    }
    // What a tag marks comes in its place.
    if (head.major == Major::kTag) return absl::OkStatus();
    if (to_come_ != kUncounted) --to_come_;
    if (!HasLength(head)) return absl::OkStatus();
    if (head.major >= Major::kArray) return EnterItems(head);
    if (head.indefinite()) return SkipChunks(head.major);
    in_->Skip(head.argument);
    return absl::OkStatus();
  }

  absl::Status EnterItems(const CborHead& head) {
    const bool map = head.major == Major::kMap;
    const uint64_t items =
        head.indefinite() ? kUncounted : head.argument * (map ? 2 : 1);
    if (items != kUncounted && to_come_ != kUncounted) {
      to_come_ += items;
      return absl::OkStatus();
    }
    if (outside_.size() == kSkippedIndefiniteMax) {
      return in_->Malformed("too many open indefinite lengths");
    }
    outside_.push_back(to_come_);
    to_come_ = items;
    return absl::OkStatus();
  }

  absl::Status SkipChunks(Major major) {
    CborHead chunk;
    while (true) {
      if (absl::Status taken = TakeCborHead(in_, &chunk); !taken.ok()) {
        return taken;
      }
      if (chunk.is_break()) return absl::OkStatus();
      if (chunk.major != major || chunk.indefinite()) {
        return in_->Malformed("foreign chunk in a CBOR string");
      }
      in_->Skip(chunk.argument);
    }
  }

  void Leave() {
    to_come_ = outside_.back();
    outside_.pop_back();
  }

  Input* const in_;
  uint64_t to_come_ = 1;
  std::vector<uint64_t> outside_;  // the counts put aside, innermost last
};

}  // namespace

absl::Status TakeCborHead(Input* in, CborHead* head) {
  if (in->empty()) return in->Malformed("");
  const size_t begin = in->offset();
  head->major = static_cast<Major>(in->Peek() >> 5);
  head->info = in->Peek() & 0x1F;
  in->Skip(1);
  if (absl::Status taken = TakeArgument(in, head); !taken.ok()) return taken;
  // Each item takes an octet at least, so this bounds what a count can claim.
  const size_t room = head->major == Major::kMap ? in->left() / 2 : in->left();
  if (HasLength(*head) && head->argument > room) {
    return Input::MalformedAt("length beyond the end", begin);
  }
  return absl::OkStatus();
}

absl::Status SkipCbor(Input* in) { return Skipper(in).Run(); }

}  // namespace wampbridge::wamp
