// SPDX-License-Identifier: Apache-2.0
#include "bridge/config/message_reader.h"

#include <yaml-cpp/yaml.h>

#include <set>
#include <vector>

#include "bridge/config/defaults.h"
#include "bridge/config/field_value.h"
#include "bridge/config/suggestion.h"
#include "proto/wampbridge/config/v1/options.pb.h"

namespace wampbridge::bridge {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr char kNotAMap[] = "must be a map: lines of the form `key: value`";
constexpr char kNotAList[] =
    "must be a list: [A, B], or lines that begin with `- `";

std::vector<std::string> KeysOf(const Descriptor& type) {
  std::vector<std::string> keys;
  keys.reserve(static_cast<std::size_t>(type.field_count()));
  for (int i = 0; i < type.field_count(); ++i) {
    keys.push_back(type.field(i)->name());
  }
  return keys;
}

class MessageReader {
 public:
  MessageReader(const std::string& file, SourceMap& sources)
      : file_(file), sources_(sources) {}

  // Fills a message of defaults with what a node says.
  absl::Status Read(const YAML::Node& node, const KeyPath& path,
                    Message& message) {
    const Descriptor& type = *message.GetDescriptor();
    if (type.options().GetExtension(config::v1::written_as_list)) {
      return ReadList(node, path, *type.field(0), message);
    }
    if (!node.IsMap()) return sources_.Error(path, kNotAMap);
    std::set<std::string> seen;
    for (const auto& entry : node) {
      if (absl::Status key = CheckKey(entry.first, path, seen); !key.ok()) {
        return key;
      }
      const FieldDescriptor* field = type.FindFieldByName(entry.first.Scalar());
      const KeyPath child = path.Child(entry.first.Scalar());
      if (field == nullptr) {
        return sources_.Error(
            child,
            "unknown key; " + Suggest(entry.first.Scalar(), KeysOf(type)));
      }
      absl::Status read = ReadField(entry.second, child, *field, message);
      if (!read.ok()) return read;
    }
    return CheckOneof(path, message);
  }

  // Every required key has a value, in the messages inside too.
  absl::Status CheckRequired(const KeyPath& path, const Message& message) {
    const Descriptor& type = *message.GetDescriptor();
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      const bool bare =
          type.options().GetExtension(config::v1::written_as_list);
      absl::Status checked = CheckRequiredField(
          bare ? path : path.Child(field.name()), field, message);
      if (!checked.ok()) return checked;
    }
    return absl::OkStatus();
  }

 private:
  std::string Place(const YAML::Node& node) const {
    return file_ + ":" + std::to_string(node.Mark().line + 1);
  }

  // Records where the key is; its name must be text and new.
  absl::Status CheckKey(const YAML::Node& key, const KeyPath& path,
                        std::set<std::string>& seen) {
    if (!key.IsScalar()) {
      return sources_.Error(path, "has a key that is not text");
    }
    const KeyPath child = path.Child(key.Scalar());
    sources_.Record(child, Place(key));
    if (!seen.insert(key.Scalar()).second) {
      return sources_.Error(child,
                            "this key is there twice; leave one of them");
    }
    return absl::OkStatus();
  }

  absl::Status ReadField(const YAML::Node& node, const KeyPath& path,
                         const FieldDescriptor& field, Message& message) {
    if (field.is_map()) return ReadMap(node, path, field, message);
    if (field.is_repeated()) return ReadList(node, path, field, message);
    return ReadValue(node, path, field, message);
  }

  // One value of a singular field.
  absl::Status ReadValue(const YAML::Node& node, const KeyPath& path,
                         const FieldDescriptor& field, Message& message) {
    if (IsScalar(field)) return ReadScalar(node, path, field, message);
    Message& child = *message.GetReflection()->MutableMessage(&message, &field);
    if (field.options().GetExtension(config::v1::key).off_when_absent()) {
      FillDefaults(child);
    }
    return Read(node, path, child);
  }

  absl::Status ReadScalar(const YAML::Node& node, const KeyPath& path,
                          const FieldDescriptor& field, Message& message,
                          Show show = Show::kUnlessHidden) {
    if (node.IsMap() || node.IsSequence()) {
      return sources_.Error(path,
                            std::string("must be a single value, not a ") +
                                (node.IsMap() ? "map" : "list"));
    }
    // yaml-cpp says "!" of quoted scalars.
    const ScalarText scalar{node.IsNull() ? "" : node.Scalar(),
                            node.Tag() == "!"};
    const absl::StatusOr<FieldValue> value =
        ParseFieldValue(scalar, field, show);
    if (!value.ok()) {
      return sources_.Error(path, std::string(value.status().message()));
    }
    StoreFieldValue(*value, field, message);
    return absl::OkStatus();
  }

  absl::Status ReadList(const YAML::Node& node, const KeyPath& path,
                        const FieldDescriptor& field, Message& message) {
    if (!node.IsSequence()) return sources_.Error(path, kNotAList);
    message.GetReflection()->ClearField(&message, &field);
    std::size_t index = 0;
    for (const YAML::Node& element : node) {
      const KeyPath child = path.Element(index++);
      sources_.Record(child, Place(element));
      absl::Status read =
          IsScalar(field)
              ? ReadScalar(element, child, field, message)
              : ReadNew(element, child,
                        *message.GetReflection()->AddMessage(&message, &field));
      if (!read.ok()) return read;
    }
    return absl::OkStatus();
  }

  absl::Status ReadNew(const YAML::Node& node, const KeyPath& path,
                       Message& message) {
    FillDefaults(message);
    return Read(node, path, message);
  }

  absl::Status ReadMap(const YAML::Node& node, const KeyPath& path,
                       const FieldDescriptor& field, Message& message) {
    if (!node.IsMap()) return sources_.Error(path, kNotAMap);
    const FieldDescriptor& value = *field.message_type()->map_value();
    const Show show = field.options().GetExtension(config::v1::key).hidden()
                          ? Show::kNever
                          : Show::kUnlessHidden;
    std::set<std::string> seen;
    for (const auto& entry : node) {
      if (absl::Status key = CheckKey(entry.first, path, seen); !key.ok()) {
        return key;
      }
      const KeyPath child = path.Child(entry.first.Scalar());
      Message& pair = *message.GetReflection()->AddMessage(&message, &field);
      pair.GetReflection()->SetString(&pair, field.message_type()->map_key(),
                                      entry.first.Scalar());
      absl::Status read =
          IsScalar(value)
              ? ReadScalar(entry.second, child, value, pair, show)
              : ReadNew(entry.second, child,
                        *pair.GetReflection()->MutableMessage(&pair, &value));
      if (!read.ok()) return read;
    }
    return absl::OkStatus();
  }

  // A oneof wants exactly one of its keys.
  absl::Status CheckOneof(const KeyPath& path, const Message& message) {
    const Descriptor& type = *message.GetDescriptor();
    for (int i = 0; i < type.real_oneof_decl_count(); ++i) {
      int given = 0;
      std::string names;
      for (int j = 0; j < type.oneof_decl(i)->field_count(); ++j) {
        const std::string& name = type.oneof_decl(i)->field(j)->name();
        given += sources_.Has(path.Child(name)) ? 1 : 0;
        names += (j > 0 ? ", " : "") + name;
      }
      if (given != 1) {
        return sources_.Error(path, "must have exactly one of " + names);
      }
    }
    return absl::OkStatus();
  }

  absl::Status CheckRequiredField(const KeyPath& path,
                                  const FieldDescriptor& field,
                                  const Message& message) {
    const google::protobuf::Reflection& reflection = *message.GetReflection();
    if (field.options().GetExtension(config::v1::key).required()) {
      const bool there = field.is_repeated()
                             ? reflection.FieldSize(message, &field) > 0
                             : !reflection.GetString(message, &field).empty();
      if (there) return absl::OkStatus();
      return sources_.Error(path, sources_.Has(path)
                                      ? "must not be empty"
                                      : "is missing; it must be there");
    }
    if (IsScalar(field) && !field.is_map()) return absl::OkStatus();
    if (field.is_repeated()) return CheckRequiredElements(path, field, message);
    if (!reflection.HasField(message, &field)) return absl::OkStatus();
    return CheckRequired(path, reflection.GetMessage(message, &field));
  }

  absl::Status CheckRequiredElements(const KeyPath& path,
                                     const FieldDescriptor& field,
                                     const Message& message) {
    const google::protobuf::Reflection& reflection = *message.GetReflection();
    for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
      const Message* element =
          &reflection.GetRepeatedMessage(message, &field, i);
      KeyPath child = path.Element(static_cast<std::size_t>(i));
      if (field.is_map()) {
        const FieldDescriptor& value = *field.message_type()->map_value();
        if (IsScalar(value)) return absl::OkStatus();
        child = path.Child(element->GetReflection()->GetString(
            *element, field.message_type()->map_key()));
        element = &element->GetReflection()->GetMessage(*element, &value);
      }
      absl::Status checked = CheckRequired(child, *element);
      if (!checked.ok()) return checked;
    }
    return absl::OkStatus();
  }

  const std::string& file_;
  SourceMap& sources_;
};

absl::StatusOr<YAML::Node> ParseYaml(const std::string& text,
                                     const std::string& file) {
  try {
    const std::vector<YAML::Node> documents = YAML::LoadAll(text);
    if (documents.size() > 1) {
      return absl::InvalidArgumentError(
          file + ":" + std::to_string(documents[1].Mark().line + 1) +
          ": a second document begins here; one file holds one configuration");
    }
    // A map without keys, for a file that has only comments.
    if (documents.empty() || documents[0].IsNull()) {
      return YAML::Node(YAML::NodeType::Map);
    }
    return documents[0];
  } catch (const YAML::Exception& error) {
    return absl::InvalidArgumentError(file + ":" +
                                      std::to_string(error.mark.line + 1) +
                                      ": not YAML: " + error.msg);
  }
}

}  // namespace

absl::Status ReadYaml(const std::string& text, const std::string& file,
                      Message& message, SourceMap& sources) {
  const absl::StatusOr<YAML::Node> node = ParseYaml(text, file);
  if (!node.ok()) return node.status();
  FillDefaults(message);
  MessageReader reader(file, sources);
  absl::Status read = reader.Read(*node, KeyPath(), message);
  if (!read.ok()) return read;
  return reader.CheckRequired(KeyPath(), message);
}

}  // namespace wampbridge::bridge
