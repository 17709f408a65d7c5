// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_CONFIG_SOURCE_MAP_H_
#define BRIDGE_CONFIG_SOURCE_MAP_H_

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace wampbridge::bridge {

// The path of a key, as errors show it: routers.main.urls[0]. Names that are
// not plain words are quoted: errors."com.shop.sold_out".
class KeyPath {
 public:
  KeyPath() = default;

  KeyPath Child(std::string_view name) const;
  KeyPath Element(std::size_t index) const;
  // The path without its last part; of the root, the root.
  KeyPath Parent() const;

  bool IsRoot() const { return text_.empty(); }
  const std::string& text() const { return text_; }

 private:
  KeyPath(std::string text, std::size_t parent_size)
      : text_(std::move(text)), parent_size_(parent_size) {}

  std::string text_;
  std::size_t parent_size_ = 0;  // Octets of text_ that are the parent's.
};

// Where each key of a configuration comes from, and so where its errors are:
// "wampbridge.yaml:12" or the name of an environment variable.
class SourceMap {
 public:
  // `origin` is where everything comes from that has no place of its own.
  explicit SourceMap(std::string origin) : origin_(std::move(origin)) {}

  void Record(const KeyPath& path, std::string place);

  // Whether the key itself is there.
  bool Has(const KeyPath& path) const { return places_.contains(path.text()); }

  // INVALID_ARGUMENT "PLACE: PATH: MESSAGE". The place of a key that is not
  // there is that of the nearest map around it.
  absl::Status Error(const KeyPath& path, std::string_view message) const;

  // The same text, for a warning.
  std::string Describe(const KeyPath& path, std::string_view message) const;

 private:
  const std::string origin_;
  std::map<std::string, std::string> places_;  // path -> place
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_CONFIG_SOURCE_MAP_H_
