// SPDX-License-Identifier: Apache-2.0
#include "bridge/config/field_value.h"

#include <optional>
#include <utility>

#include "absl/strings/str_join.h"
#include "bridge/config/scalar.h"
#include "proto/wampbridge/config/v1/options.pb.h"

namespace wampbridge::bridge {
namespace {

using config::v1::KeyRule;
using google::protobuf::Duration;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

const KeyRule& RuleOf(const FieldDescriptor& field) {
  return field.options().GetExtension(config::v1::key);
}

bool IsDuration(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
         field.message_type() == Duration::descriptor();
}

// What would be right for a field, for the end of an error.
std::string Wanted(const FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL:
      return "true or false";
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64:
      return RuleOf(field).unit() == config::v1::UNIT_BYTES
                 ? "a size such as 512KiB or 4MiB"
                 : "a whole number";
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return "a number";
    case FieldDescriptor::CPPTYPE_ENUM:
      return "one of " + absl::StrJoin(EnumTexts(*field.enum_type()), ", ");
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return "a duration with a unit, such as 200ms, 5s, 5m or 1h";
    default:
      return "text";
  }
}

template <typename T>
std::optional<FieldValue> Widen(std::optional<T> value) {
  if (!value.has_value()) return std::nullopt;
  return FieldValue(*std::move(value));
}

std::optional<FieldValue> ParseEnum(const std::string& text,
                                    const EnumDescriptor& descriptor) {
  for (int i = 0; i < descriptor.value_count(); ++i) {
    const std::string& written =
        descriptor.value(i)->options().GetExtension(config::v1::text);
    if (!written.empty() && written == text) {
      return EnumNumber{descriptor.value(i)->number()};
    }
  }
  return std::nullopt;
}

std::optional<FieldValue> ParseByType(const std::string& text,
                                      const FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL:
      return Widen(ParseBool(text));
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64:
      return Widen(RuleOf(field).unit() == config::v1::UNIT_BYTES
                       ? ParseBytes(text)
                       : ParseInteger(text));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return Widen(ParseNumber(text));
    case FieldDescriptor::CPPTYPE_ENUM:
      return ParseEnum(text, *field.enum_type());
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return Widen(ParseDuration(text));
    default:
      return FieldValue(text);
  }
}

bool Less(const FieldValue& a, const FieldValue& b) {
  if (const auto* integer = std::get_if<std::int64_t>(&a)) {
    return *integer < std::get<std::int64_t>(b);
  }
  if (const auto* number = std::get_if<double>(&a)) {
    return *number < std::get<double>(b);
  }
  const auto& left = std::get<Duration>(a);
  const auto& right = std::get<Duration>(b);
  return std::pair(left.seconds(), left.nanos()) <
         std::pair(right.seconds(), right.nanos());
}

bool InRange(const FieldValue& value, const FieldDescriptor& field) {
  const KeyRule& rule = RuleOf(field);
  const bool too_small =
      !rule.min().empty() && Less(value, *ParseByType(rule.min(), field));
  const bool too_large =
      !rule.max().empty() && Less(*ParseByType(rule.max(), field), value);
  return !too_small && !too_large;
}

// Says what is wrong with one scalar.
struct Complaint {
  const ScalarText& scalar;
  bool hidden;

  absl::Status operator()(const std::string& wanted) const {
    return absl::InvalidArgumentError(
        (hidden ? "" : "\"" + scalar.text + "\" is wrong; it ") + "must be " +
        wanted);
  }
};

// A number or a boolean where text is wanted would be ambiguous: 007, 1.20,
// yes. An enum may be written either way.
bool NeedsQuotes(const ScalarText& scalar, const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_STRING &&
         !scalar.quoted && ClassifyPlain(scalar.text) != PlainKind::kText;
}

bool NeedsNoQuotes(const ScalarText& scalar, const FieldDescriptor& field) {
  return scalar.quoted && field.cpp_type() != FieldDescriptor::CPPTYPE_STRING &&
         field.cpp_type() != FieldDescriptor::CPPTYPE_ENUM &&
         !IsDuration(field);
}

}  // namespace

bool IsScalar(const FieldDescriptor& field) {
  return field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE ||
         IsDuration(field);
}

std::vector<std::string> EnumTexts(const EnumDescriptor& descriptor) {
  std::vector<std::string> texts;
  for (int i = 0; i < descriptor.value_count(); ++i) {
    const std::string& written =
        descriptor.value(i)->options().GetExtension(config::v1::text);
    if (!written.empty()) texts.push_back(written);
  }
  return texts;
}

absl::StatusOr<FieldValue> ParseFieldValue(const ScalarText& scalar,
                                           const FieldDescriptor& field,
                                           Show show) {
  const KeyRule& rule = RuleOf(field);
  const Complaint wrong{scalar, show == Show::kNever || rule.hidden()};
  if (!scalar.quoted && ClassifyPlain(scalar.text) == PlainKind::kNull) {
    return absl::InvalidArgumentError("has no value; it must be " +
                                      Wanted(field) + ", or be left out");
  }
  if (NeedsQuotes(scalar, field)) return wrong("text; put it into quotes");
  if (NeedsNoQuotes(scalar, field)) {
    return wrong(Wanted(field) + ", without quotes");
  }
  std::optional<FieldValue> value = ParseByType(scalar.text, field);
  if (!value.has_value()) return wrong(Wanted(field));
  if (!InRange(*value, field)) return wrong(rule.min() + " to " + rule.max());
  return *std::move(value);
}

void StoreFieldValue(const FieldValue& value, const FieldDescriptor& field,
                     Message& message) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  const bool add = field.is_repeated();
  if (const auto* flag = std::get_if<bool>(&value)) {
    reflection.SetBool(&message, &field, *flag);
  } else if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_INT32) {
      reflection.SetInt32(&message, &field,
                          static_cast<std::int32_t>(*integer));
    } else {
      reflection.SetInt64(&message, &field, *integer);
    }
  } else if (const auto* number = std::get_if<double>(&value)) {
    reflection.SetDouble(&message, &field, *number);
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    add ? reflection.AddString(&message, &field, *text)
        : reflection.SetString(&message, &field, *text);
  } else if (const auto* choice = std::get_if<EnumNumber>(&value)) {
    add ? reflection.AddEnumValue(&message, &field, choice->number)
        : reflection.SetEnumValue(&message, &field, choice->number);
  } else {
    reflection.MutableMessage(&message, &field)
        ->CopyFrom(std::get<Duration>(value));
  }
}

}  // namespace wampbridge::bridge
