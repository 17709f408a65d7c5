// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_CONFIG_FIELD_VALUE_H_
#define BRIDGE_CONFIG_FIELD_VALUE_H_

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/message.h"

namespace wampbridge::bridge {

// One scalar of YAML.
struct ScalarText {
  std::string text;
  bool quoted = false;
};

// What a scalar becomes in a field: a duration counts as one, and an enum
// value as its number.
struct EnumNumber {
  int number = 0;
};
using FieldValue = std::variant<bool, std::int64_t, double, std::string,
                                EnumNumber, google::protobuf::Duration>;

// Whether the elements of a field are written as scalars.
bool IsScalar(const google::protobuf::FieldDescriptor& field);

// Whether errors may show a value. The rule at a map stands at the map's field,
// not at that of its values.
enum class Show { kUnlessHidden, kNever };

// The value of a scalar for a field (for one element if it is repeated), by
// the field's type and rule: unit, range, and the texts of enum values. The
// error says what is wrong and what would be right, without the value where
// the rule hides it.
absl::StatusOr<FieldValue> ParseFieldValue(
    const ScalarText& scalar, const google::protobuf::FieldDescriptor& field,
    Show show = Show::kUnlessHidden);

// Sets a singular field; appends to a repeated one.
void StoreFieldValue(const FieldValue& value,
                     const google::protobuf::FieldDescriptor& field,
                     google::protobuf::Message& message);

// The texts that an enum's values are written as.
std::vector<std::string> EnumTexts(
    const google::protobuf::EnumDescriptor& descriptor);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_CONFIG_FIELD_VALUE_H_
