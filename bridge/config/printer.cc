// SPDX-License-Identifier: Apache-2.0
#include "bridge/config/printer.h"

#include <yaml-cpp/yaml.h>

#include <charconv>
#include <map>

#include "bridge/config/field_value.h"
#include "bridge/config/scalar.h"
#include "google/protobuf/duration.pb.h"
#include "proto/wampbridge/config/v1/options.pb.h"

namespace wampbridge::bridge {
namespace {

using google::protobuf::Duration;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

class Printer {
 public:
  void Print(const Message& message) {
    const auto& type = *message.GetDescriptor();
    if (type.options().GetExtension(config::v1::written_as_list)) {
      return PrintList(message, *type.field(0));
    }
    out_ << YAML::BeginMap;
    for (int i = 0; i < type.field_count(); ++i) {
      PrintField(message, *type.field(i));
    }
    out_ << YAML::EndMap;
  }

  std::string Text() const { return std::string(out_.c_str()) + "\n"; }

 private:
  void PrintField(const Message& message, const FieldDescriptor& field) {
    const Reflection& reflection = *message.GetReflection();
    // What is off is left out, and so is the other source of a secret.
    if (field.has_presence() && !reflection.HasField(message, &field)) return;
    out_ << YAML::Key << field.name() << YAML::Value;
    if (field.is_map()) return PrintMap(message, field);
    if (field.is_repeated()) return PrintList(message, field);
    if (IsScalar(field)) return PrintScalar(message, field, Hides(field));
    Print(reflection.GetMessage(message, &field));
  }

  void PrintMap(const Message& message, const FieldDescriptor& field) {
    const Reflection& reflection = *message.GetReflection();
    std::map<std::string, const Message*> sorted;
    for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
      const Message& pair = reflection.GetRepeatedMessage(message, &field, i);
      sorted[pair.GetReflection()->GetString(
          pair, field.message_type()->map_key())] = &pair;
    }
    const FieldDescriptor& value = *field.message_type()->map_value();
    if (sorted.empty()) out_ << YAML::Flow;
    out_ << YAML::BeginMap;
    for (const auto& [key, pair] : sorted) {
      out_ << YAML::Key << key << YAML::Value;
      if (IsScalar(value)) {
        PrintScalar(*pair, value, Hides(field));
      } else {
        Print(pair->GetReflection()->GetMessage(*pair, &value));
      }
    }
    out_ << YAML::EndMap;
  }

  // Lists here are of strings, enums or messages.
  void PrintList(const Message& message, const FieldDescriptor& field) {
    const Reflection& reflection = *message.GetReflection();
    if (IsScalar(field)) out_ << YAML::Flow;
    out_ << YAML::BeginSeq;
    for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
      if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
        PrintString(reflection.GetRepeatedString(message, &field, i));
      } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
        PrintEnum(*reflection.GetRepeatedEnum(message, &field, i));
      } else {
        Print(reflection.GetRepeatedMessage(message, &field, i));
      }
    }
    out_ << YAML::EndSeq;
  }

  static bool Hides(const FieldDescriptor& field) {
    return field.options().GetExtension(config::v1::key).hidden();
  }

  void PrintScalar(const Message& message, const FieldDescriptor& field,
                   bool hidden) {
    const Reflection& reflection = *message.GetReflection();
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_BOOL:
        out_ << reflection.GetBool(message, &field);
        break;
      case FieldDescriptor::CPPTYPE_INT32:
        out_ << reflection.GetInt32(message, &field);
        break;
      case FieldDescriptor::CPPTYPE_INT64:
        PrintInteger(reflection.GetInt64(message, &field), field);
        break;
      case FieldDescriptor::CPPTYPE_DOUBLE:
        PrintDouble(reflection.GetDouble(message, &field));
        break;
      case FieldDescriptor::CPPTYPE_ENUM:
        PrintEnum(*reflection.GetEnum(message, &field));
        break;
      case FieldDescriptor::CPPTYPE_STRING: {
        const std::string text = reflection.GetString(message, &field);
        PrintString(hidden && !text.empty() ? kHidden : text);
        break;
      }
      default:
        out_ << FormatDuration(static_cast<const Duration&>(
            reflection.GetMessage(message, &field)));
    }
  }

  void PrintInteger(std::int64_t value, const FieldDescriptor& field) {
    if (field.options().GetExtension(config::v1::key).unit() ==
        config::v1::UNIT_BYTES) {
      out_ << FormatBytes(value);
    } else {
      out_ << value;
    }
  }

  // The shortest text that reads back the same.
  void PrintDouble(double value) {
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, value).ptr;
    out_ << std::string(text, end);
  }

  void PrintEnum(const google::protobuf::EnumValueDescriptor& value) {
    out_ << value.options().GetExtension(config::v1::text);
  }

  void PrintString(const std::string& text) {
    if (ClassifyPlain(text) != PlainKind::kText) out_ << YAML::DoubleQuoted;
    out_ << text;
  }

  YAML::Emitter out_;
};

}  // namespace

std::string PrintYaml(const Message& message) {
  Printer printer;
  printer.Print(message);
  return printer.Text();
}

}  // namespace wampbridge::bridge
