// SPDX-License-Identifier: Apache-2.0
#include "bridge/translate/kwarg_edit.h"

#include <memory>
#include <utility>

#include "bridge/translate/forwarding_sink.h"
#include "bridge/translate/value_path.h"
#include "wamp/codec/reader.h"
#include "wamp/codec/value_builder.h"
#include "wamp/codec/writer.h"

namespace wampbridge::bridge {
namespace {

// As much as may be in a payload, which was or will be checked by others.
constexpr wamp::ReadLimits kReadLimits = {.nesting_max = kNestingMax + 3};

absl::Status WriteStrings(const Strings& strings, wamp::ValueSink& sink) {
  absl::Status status = sink.BeginDict(strings.size());
  for (const auto& [key, text] : strings) {
    if (status.ok()) status = sink.Key(key);
    if (status.ok()) status = wamp::WriteText(text, sink);
  }
  return status.ok() ? sink.EndDict() : status;
}

// Writes kwargs with one more at their end.
class AddingSink final : public ForwardingSink {
 public:
  AddingSink(std::string_view name, const Strings& strings,
             wamp::ValueSink& writer)
      : ForwardingSink(writer), name_(name), strings_(strings) {}

  absl::Status BeginDict(std::optional<size_t> size) override {
    if (depth_++ == 0 && size) ++*size;
    return ForwardingSink::BeginDict(size);
  }
  absl::Status Key(std::string_view key) override {
    if (depth_ == 1 && key == name_) return absl::AlreadyExistsError("");
    return ForwardingSink::Key(key);
  }
  absl::Status EndDict() override {
    if (--depth_ > 0) return ForwardingSink::EndDict();
    absl::Status status = to().Key(name_);
    if (status.ok()) status = WriteStrings(strings_, to());
    return status.ok() ? ForwardingSink::EndDict() : status;
  }

 private:
  const std::string_view name_;
  const Strings& strings_;
  int depth_ = 0;  // dictionaries that are open
};

// Writes kwargs without one, which is built beside.
class TakingSink final : public ForwardingSink {
 public:
  TakingSink(std::string_view name, wamp::ValueSink& writer)
      : ForwardingSink(writer), name_(name), writer_(writer) {}

  // How many kwargs were left.
  size_t left() const { return left_; }
  // What is no dictionary of strings, or is there twice, is none.
  std::optional<Strings> Take() {
    if (found_ != 1) return std::nullopt;
    return StringsOf(taken_.Take());
  }

  absl::Status BeginDict(std::optional<size_t> size) override {
    if (depth_++ == 0 && size && *size > 0) --*size;
    return ForwardingSink::BeginDict(size);
  }
  absl::Status Key(std::string_view key) override {
    if (depth_ > 1) return ForwardingSink::Key(key);
    if (key != name_) {
      ++left_;
      Turn(writer_);
      return ForwardingSink::Key(key);
    }
    ++found_;
    Turn(taken_);
    return absl::OkStatus();
  }
  absl::Status EndDict() override {
    if (--depth_ == 0) Turn(writer_);
    return ForwardingSink::EndDict();
  }

 private:
  const std::string_view name_;
  wamp::ValueSink& writer_;
  wamp::ValueBuilder taken_;
  int depth_ = 0;  // dictionaries that are open
  int found_ = 0;
  size_t left_ = 0;
};

}  // namespace

absl::Status AddKwarg(const Kwarg& kwarg, const Strings& strings,
                      std::string* kwargs) {
  std::string edited;
  const auto writer = wamp::NewValueWriter(kwarg.serializer, &edited);
  AddingSink sink(kwarg.name, strings, *writer);
  absl::Status status;
  if (kwargs->empty()) {
    status = sink.BeginDict(0);
    if (status.ok()) status = sink.EndDict();
  } else {
    status = wamp::ReadValue(kwarg.serializer, *kwargs, sink, kReadLimits);
  }
  if (status.ok()) kwargs->swap(edited);
  return status;
}

std::optional<TakenKwarg> TakeKwarg(const Kwarg& kwarg,
                                    std::string_view kwargs) {
  // Most have none, and must not pay for those that do.
  if (kwargs.find(kwarg.name) == std::string_view::npos) return std::nullopt;
  TakenKwarg taken;
  const auto writer = wamp::NewValueWriter(kwarg.serializer, &taken.rest);
  TakingSink sink(kwarg.name, *writer);
  if (!wamp::ReadValue(kwarg.serializer, kwargs, sink, kReadLimits).ok()) {
    return std::nullopt;
  }
  auto strings = sink.Take();
  if (!strings) return std::nullopt;
  taken.strings = *std::move(strings);
  if (sink.left() == 0) taken.rest.clear();
  return taken;
}

std::optional<Strings> StringsOf(const wamp::Value& value) {
  const wamp::Dict* const dict = value.AsDict();
  if (dict == nullptr) return std::nullopt;
  Strings strings;
  for (const wamp::DictEntry& entry : *dict) {
    const std::string* const text = entry.value.AsString();
    if (text == nullptr) return std::nullopt;
    strings[entry.key] = *text;
  }
  return strings;
}

}  // namespace wampbridge::bridge
