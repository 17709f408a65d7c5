// SPDX-License-Identifier: Apache-2.0
#include "bridge/config/defaults.h"

#include <yaml-cpp/yaml.h>

#include <string>

#include "bridge/config/field_value.h"
#include "proto/wampbridge/config/v1/options.pb.h"

namespace wampbridge::bridge {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

void StoreDefault(const YAML::Node& node, const FieldDescriptor& field,
                  Message& message) {
  const ScalarText scalar{node.Scalar(), node.Tag() == "!"};
  StoreFieldValue(ParseFieldValue(scalar, field).value(), field, message);
}

void FillField(const FieldDescriptor& field, Message& message) {
  const config::v1::KeyRule& rule =
      field.options().GetExtension(config::v1::key);
  if (!rule.default_value().empty()) {
    const YAML::Node node = YAML::Load(rule.default_value());
    if (!field.is_repeated()) return StoreDefault(node, field, message);
    for (const YAML::Node& element : node)
      StoreDefault(element, field, message);
  } else if (!field.is_repeated() && !IsScalar(field) &&
             !rule.off_when_absent()) {
    FillDefaults(*message.GetReflection()->MutableMessage(&message, &field));
  }
}

}  // namespace

void FillDefaults(Message& message) {
  const google::protobuf::Descriptor& type = *message.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    FillField(*type.field(i), message);
  }
}

}  // namespace wampbridge::bridge
