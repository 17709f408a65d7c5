// SPDX-License-Identifier: Apache-2.0
#include "bridge/translate/metadata_carriage.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "bridge/translate/field_checks.h"
#include "bridge/translate/value_path.h"

namespace wampbridge::bridge {

absl::Status MetadataCarriage::NoKwargs() const {
  return FieldFault(
      "options.metadata",
      absl::StrCat(
          "is carried as the kwarg ", name_,
          ", and a payload with ppt_scheme has no kwargs; the bridge's "
          "metadata.carry_in can be option"));
}

absl::Status MetadataCarriage::Put(const Strings& metadata,
                                   const Outgoing& outgoing) const {
  if (in_ == In::kKwarg) {
    absl::Status added = AddKwarg({outgoing.serializer, name_}, metadata,
                                  &outgoing.payload->kwargs);
    if (!absl::IsAlreadyExists(added)) return added;
    return FieldFault("options.metadata",
                      absl::StrCat("is carried as the kwarg ", name_,
                                   ", which the payload has already"));
  }
  if (outgoing.options->Find(name_) != nullptr) {
    return FieldFault("options.metadata",
                      absl::StrCat("is carried as the option ", name_,
                                   ", which is in options.extra already"));
  }
  wamp::Dict texts;
  for (const auto& [key, text] : metadata) texts.Set(key, text);
  outgoing.options->Set(name_, std::move(texts));
  return absl::OkStatus();
}

wamp::PayloadView MetadataCarriage::TakeFromKwargs(
    const Incoming& incoming, std::string* kwargs,
    ProtoStrings& metadata) const {
  auto taken = TakeKwarg({incoming.serializer, name_}, incoming.payload.kwargs);
  if (!taken) return incoming.payload;
  metadata.insert(taken->strings.begin(), taken->strings.end());
  *kwargs = std::move(taken->rest);
  return {incoming.payload.args, *kwargs};
}

bool MetadataCarriage::TakeFromDetails(const Incoming& incoming,
                                       ProtoStrings& metadata) const {
  const wamp::Value* const value = incoming.details.Find(name_);
  if (value == nullptr) return false;
  const std::optional<Strings> strings = StringsOf(*value);
  if (!strings) return false;
  metadata.insert(strings->begin(), strings->end());
  return true;
}

absl::Status CheckMetadata(const MetadataCarriage::ProtoStrings& metadata) {
  for (const auto& [key, text] : metadata) {
    const std::string field = ShownPath("options.metadata" + KeyStep(key));
    absl::Status status = CheckText(field, key);
    if (status.ok()) status = CheckText(field, text);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace wampbridge::bridge
