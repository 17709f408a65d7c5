// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_TRANSLATE_TRACKING_SINK_H_
#define BRIDGE_TRANSLATE_TRACKING_SINK_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "wamp/codec/value_sink.h"

namespace wampbridge::bridge {

// Passes one args list or kwargs dict, and no other value, on to another sink,
// and knows where in it it is: what fails is told with its path, nesting is
// bounded, and a key that comes twice in a dict can be refused. Costs a little
// for each key, so the arguments form, which has no need of it, goes without.
class TrackingSink : public wamp::ValueSink {
 public:
  enum class Root { kArgs, kKwargs };
  enum class DuplicateKeys { kRefuse, kPass };

  // `target` must outlive this.
  TrackingSink(Root root, wamp::ValueSink& target, DuplicateKeys duplicates)
      : root_(root), target_(target), duplicates_(duplicates) {}

  // Where the next value stands, such as `kwargs.order.items[3]`.
  std::string path() const;
  // How many items or entries the list or dict itself has had.
  size_t size() const { return size_; }
  // Whether this or the target has refused something; its status says so with
  // the path.
  bool failed() const { return failed_; }

  absl::Status Null() override;
  absl::Status Bool(bool value) override;
  absl::Status Int(int64_t value) override;
  absl::Status Uint(uint64_t value) override;
  absl::Status Double(double value) override;
  absl::Status String(std::string_view text) override;
  absl::Status Bytes(std::string_view octets) override;
  absl::Status BeginList(std::optional<size_t> size) override;
  absl::Status EndList() override;
  absl::Status BeginDict(std::optional<size_t> size) override;
  absl::Status Key(std::string_view key) override;
  absl::Status EndDict() override;

 private:
  struct Level {
    bool is_dict = false;
    size_t index = 0;      // of a list's next item, or how many entries ended
    bool has_key = false;  // a dict's key has come, its value has not ended
    std::string key;
    absl::flat_hash_set<std::string> keys;  // that have come, if they matter
  };

  absl::Status Located(const absl::Status& status);
  absl::Status Misplaced();
  template <typename Give>
  absl::Status Scalar(Give give);
  absl::Status Begin(bool is_dict, const absl::Status& status);
  absl::Status End(const absl::Status& status);
  // Whether a list or dict may begin here.
  absl::Status CheckBegin(Root as_root);
  void CountValue();

  Root root_;
  wamp::ValueSink& target_;
  DuplicateKeys duplicates_;
  std::vector<Level> levels_;
  size_t size_ = 0;
  bool failed_ = false;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_TRANSLATE_TRACKING_SINK_H_
