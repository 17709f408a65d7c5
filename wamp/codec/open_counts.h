// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_CODEC_OPEN_COUNTS_H_
#define WAMP_CODEC_OPEN_COUNTS_H_

#include <cstddef>
#include <cstdint>
#include <optional>

#include "absl/container/inlined_vector.h"

namespace wampbridge::wamp {

// The lists and dictionaries that a writer has begun in a form that writes the
// count first. Where the count was not known, one octet holds its place.
class OpenCounts {
 public:
  enum class Form { kList, kDict };

  // What is to be put in the place of the octet at `offset`.
  struct Patch {
    size_t offset = 0;
    Form form = Form::kList;
    uint64_t count = 0;
  };

  // `offset`: of the octet that holds the place; none where the count is there.
  void Begin(Form form, std::optional<size_t> offset) {
    open_.push_back({form, offset, 0});
  }
  void CountValue() {
    if (!open_.empty() && open_.back().form == Form::kList) {
      ++open_.back().count;
    }
  }
  void CountKey() { ++open_.back().count; }
  std::optional<Patch> End() {
    const Place place = open_.back();
    open_.pop_back();
    if (!place.offset.has_value()) return std::nullopt;
    return Patch{*place.offset, place.form, place.count};
  }

 private:
  struct Place {
    Form form;
    std::optional<size_t> offset;
    uint64_t count;
  };
  absl::InlinedVector<Place, 8> open_;
};

}  // namespace wampbridge::wamp

#endif  // WAMP_CODEC_OPEN_COUNTS_H_
