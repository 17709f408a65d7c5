// SPDX-License-Identifier: Apache-2.0
#include "bridge/translate/value_walk.h"

#include <google/protobuf/map.h>
#include <google/protobuf/repeated_ptr_field.h>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "bridge/translate/value_path.h"

namespace wampbridge::bridge {
namespace {

using Items = google::protobuf::RepeatedPtrField<v1::Value>;
using Entries = google::protobuf::Map<std::string, v1::Value>;

// One walk. Each function leaves in path_, when it fails, the way from its own
// value to the fault; callers put their step in front.
class Walk {
 public:
  explicit Walk(wamp::ValueSink& sink) : sink_(sink) {}

  // `depth`: how many lists and dicts this one is inside of, its own message's
  // args or kwargs not counted: -1 for these themselves.
  absl::Status List(const Items& items, int depth) {
    if (depth >= kArgumentsNestingMax) return Deep();
    absl::Status status = sink_.BeginList(items.size());
    for (int i = 0; status.ok() && i < items.size(); ++i) {
      status = Value(items[i], depth + 1);
      if (!status.ok()) path_.insert(0, IndexStep(i));
    }
    return status.ok() ? sink_.EndList() : status;
  }

  absl::Status Dict(const Entries& entries, int depth) {
    if (depth >= kArgumentsNestingMax) return Deep();
    absl::Status status = sink_.BeginDict(entries.size());
    if (!status.ok()) return status;
    for (const auto& [key, value] : entries) {
      status = sink_.Key(key);
      if (status.ok()) status = Value(value, depth + 1);
      if (status.ok()) continue;
      path_.insert(0, KeyStep(key));
      return status;
    }
    return sink_.EndDict();
  }

  bool too_deep() const { return too_deep_; }
  const std::string& path() const { return path_; }

 private:
  absl::Status Value(const v1::Value& value, int depth) {
    switch (value.kind_case()) {
      case v1::Value::kNullValue:
        return sink_.Null();
      case v1::Value::kBoolValue:
        return sink_.Bool(value.bool_value());
      case v1::Value::kInt64Value:
        return sink_.Int(value.int64_value());
      case v1::Value::kUint64Value:
        return Unsigned(value.uint64_value());
      case v1::Value::kDoubleValue:
        return sink_.Double(value.double_value());
      case v1::Value::kStringValue:
        return sink_.String(value.string_value());
      case v1::Value::kBytesValue:
        return sink_.Bytes(value.bytes_value());
      case v1::Value::kListValue:
        return List(value.list_value().items(), depth);
      case v1::Value::kDictValue:
        return Dict(value.dict_value().entries(), depth);
      case v1::Value::KIND_NOT_SET:
        break;
    }
    return absl::InvalidArgumentError("the Value has no kind set");
  }

  absl::Status Unsigned(uint64_t value) {
    constexpr uint64_t kIntMax = std::numeric_limits<int64_t>::max();
    return value <= kIntMax ? sink_.Int(static_cast<int64_t>(value))
                            : sink_.Uint(value);
  }

  absl::Status Deep() {
    too_deep_ = true;
    return absl::InvalidArgumentError("too deep");
  }

  wamp::ValueSink& sink_;
  bool too_deep_ = false;
  std::string path_;
};

absl::Status Located(const absl::Status& status, std::string_view root,
                     const Walk& walk) {
  if (status.ok()) return status;
  const std::string path = std::string(root) + walk.path();
  return walk.too_deep() ? TooDeep(path, kArgumentsNestingMax)
                         : AtPath(path, status);
}

}  // namespace

absl::Status WalkArgs(const v1::Arguments& arguments, wamp::ValueSink& sink) {
  Walk walk(sink);
  return Located(walk.List(arguments.args(), -1), "args", walk);
}

absl::Status WalkKwargs(const v1::Arguments& arguments, wamp::ValueSink& sink) {
  Walk walk(sink);
  return Located(walk.Dict(arguments.kwargs(), -1), "kwargs", walk);
}

}  // namespace wampbridge::bridge
