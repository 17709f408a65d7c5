// SPDX-License-Identifier: Apache-2.0
#include "bridge/config/source_map.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"

namespace wampbridge::bridge {
namespace {

bool IsPlain(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_' ||
           c == '-';
  });
}

}  // namespace

KeyPath KeyPath::Child(std::string_view name) const {
  std::string text = text_;
  if (!text.empty()) text += '.';
  text += IsPlain(name) ? std::string(name) : '"' + std::string(name) + '"';
  return KeyPath(std::move(text), text_.size());
}

KeyPath KeyPath::Element(std::size_t index) const {
  return KeyPath(text_ + '[' + std::to_string(index) + ']', text_.size());
}

KeyPath KeyPath::Parent() const {
  KeyPath parent;
  parent.text_ = text_.substr(0, parent_size_);
  // What the parent's own parent was is found by its last separator; quoted
  // names with dots in them only make the place a little less exact.
  const std::size_t separator = parent.text_.find_last_of(".[");
  parent.parent_size_ = separator == std::string::npos ? 0 : separator;
  return parent;
}

void SourceMap::Record(const KeyPath& path, std::string place) {
  places_[path.text()] = std::move(place);
}

absl::Status SourceMap::Error(const KeyPath& path,
                              std::string_view message) const {
  return absl::InvalidArgumentError(Describe(path, message));
}

std::string SourceMap::Describe(const KeyPath& path,
                                std::string_view message) const {
  std::string text = origin_;
  for (KeyPath around = path; !around.IsRoot(); around = around.Parent()) {
    const auto place = places_.find(around.text());
    if (place != places_.end()) {
      text = place->second;
      break;
    }
  }
  if (!path.IsRoot()) text += ": " + path.text();
  return text + ": " + std::string(message);
}

}  // namespace wampbridge::bridge
