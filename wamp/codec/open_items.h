// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_CODEC_OPEN_ITEMS_H_
#define WAMP_CODEC_OPEN_ITEMS_H_

#include <cstddef>
#include <cstdint>
#include <limits>

#include "absl/container/inlined_vector.h"

namespace wampbridge::wamp {

// The lists and dictionaries that a reader of counted items stands in, each
// with the number of items to come (a dictionary's keys and values both count).
class OpenItems {
 public:
  enum class Form { kList, kDict };
  // CBOR's indefinite length: a break ends it.
  static constexpr uint64_t kUncounted = std::numeric_limits<uint64_t>::max();

  bool empty() const { return open_.empty(); }
  size_t depth() const { return open_.size(); }
  void Open(Form form, uint64_t items) {
    open_.push_back({items, form, form == Form::kDict});
  }
  // Returns what it was. REQUIRES: !empty()
  Form Close() {
    const Form form = open_.back().form;
    open_.pop_back();
    return form;
  }

  // REQUIRES for all: !empty()
  bool counted() const { return open_.back().left != kUncounted; }
  bool complete() const { return open_.back().left == 0; }
  Form form() const { return open_.back().form; }
  bool at_key() const { return open_.back().at_key; }
  // Counts the item that comes now.
  void Step() {
    Place& place = open_.back();
    if (place.left != kUncounted) --place.left;
    if (place.form == Form::kDict) place.at_key = !place.at_key;
  }

 private:
  struct Place {
    uint64_t left;
    Form form;
    bool at_key;
  };
  absl::InlinedVector<Place, 8> open_;
};

}  // namespace wampbridge::wamp

#endif  // WAMP_CODEC_OPEN_ITEMS_H_
