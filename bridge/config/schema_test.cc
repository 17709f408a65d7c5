// SPDX-License-Identifier: Apache-2.0
// What the schema says at its fields is right, so that the code that reads it
// need not doubt it.
#include <yaml-cpp/yaml.h>

#include <set>
#include <string>

#include "bridge/config/field_value.h"
#include "google/protobuf/duration.pb.h"
#include "gtest/gtest.h"
#include "proto/wampbridge/config/v1/config.pb.h"

namespace wampbridge::bridge {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

void CheckText(const std::string& text, const FieldDescriptor& field) {
  if (text.empty()) return;
  const YAML::Node node = YAML::Load(text);
  const auto check = [&](const YAML::Node& scalar) {
    const auto value =
        ParseFieldValue({scalar.Scalar(), scalar.Tag() == "!"}, field);
    EXPECT_TRUE(value.ok()) << field.full_name() << ": " << value.status();
  };
  if (!node.IsSequence()) return check(node);
  EXPECT_TRUE(field.is_repeated()) << field.full_name();
  for (const YAML::Node& element : node) check(element);
}

bool IsNumber(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_INT32 ||
         field.cpp_type() == FieldDescriptor::CPPTYPE_INT64 ||
         field.cpp_type() == FieldDescriptor::CPPTYPE_DOUBLE ||
         (IsScalar(field) &&
          field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE);
}

void CheckField(const FieldDescriptor& field) {
  const auto& rule = field.options().GetExtension(config::v1::key);
  CheckText(rule.default_value(), field);
  CheckText(rule.min(), field);
  CheckText(rule.max(), field);
  if (IsNumber(field)) {
    EXPECT_FALSE(rule.default_value().empty()) << field.full_name();
    EXPECT_FALSE(rule.min().empty()) << field.full_name();
    EXPECT_FALSE(rule.max().empty()) << field.full_name();
  }
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM &&
      !field.is_repeated() && !field.containing_type()->map_key() &&
      field.real_containing_oneof() == nullptr) {
    EXPECT_FALSE(rule.default_value().empty()) << field.full_name();
  }
}

void CheckMessage(const Descriptor& type, std::set<std::string>& seen) {
  if (!seen.insert(type.full_name()).second ||
      &type == google::protobuf::Duration::descriptor()) {
    return;
  }
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (!type.options().map_entry()) CheckField(field);
    if (field.message_type() != nullptr) {
      CheckMessage(*field.message_type(), seen);
    }
  }
}

TEST(SchemaTest, DefaultsAndRangesAreValuesOfTheirFields) {
  std::set<std::string> seen;
  CheckMessage(*config::v1::Config::descriptor(), seen);
  EXPECT_GT(seen.size(), 20U);
}

}  // namespace
}  // namespace wampbridge::bridge
