// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "bridge/config/address.h"
#include "bridge/config/durations.h"
#include "bridge/config/names.h"
#include "bridge/config/scalar.h"
#include "bridge/config/validator.h"

namespace wampbridge::bridge {
namespace {

using config::v1::Router;

// Checks one router; `path` is its key's.
class RouterValidator {
 public:
  RouterValidator(const Router& router, KeyPath path, const SourceMap& sources)
      : router_(router), path_(std::move(path)), sources_(sources) {}

  absl::Status Validate() {
    absl::Status status = CheckUrls();
    if (status.ok()) status = CheckSerializers();
    if (status.ok()) status = CheckTls();
    if (status.ok()) status = CheckHeaders();
    if (status.ok()) status = CheckReconnect();
    if (status.ok()) status = CheckWords();
    return status;
  }

 private:
  absl::Status CheckUrls() {
    std::set<std::string> seen;
    for (int i = 0; i < router_.urls_size(); ++i) {
      const KeyPath path =
          path_.Child("urls").Element(static_cast<std::size_t>(i));
      const absl::StatusOr<RouterUrl> url = ParseRouterUrl(router_.urls(i));
      if (!url.ok()) {
        return sources_.Error(path, std::string(url.status().message()));
      }
      if (!seen.insert(router_.urls(i)).second) {
        return sources_.Error(path, "is there twice; leave one of them");
      }
      any_tls_ |= url->IsTls();
      any_websocket_ |= url->IsWebSocket();
    }
    return absl::OkStatus();
  }

  absl::Status CheckSerializers() {
    std::set<int> seen;
    for (int i = 0; i < router_.serializers_size(); ++i) {
      if (!seen.insert(router_.serializers(i)).second) {
        return sources_.Error(
            path_.Child("serializers").Element(static_cast<std::size_t>(i)),
            "is there twice; leave one of them");
      }
    }
    return absl::OkStatus();
  }

  absl::Status CheckTls() {
    if (!router_.has_tls()) return absl::OkStatus();
    const KeyPath path = path_.Child("tls");
    if (!any_tls_) {
      return sources_.Error(
          path, "is there, but no URL speaks TLS; use wss:// or tcps://");
    }
    const config::v1::RouterTls& tls = router_.tls();
    if (tls.cert_file().empty() != tls.key_file().empty()) {
      return sources_.Error(
          path, "must have both cert_file and key_file, or neither");
    }
    return absl::OkStatus();
  }

  absl::Status CheckHeaders() {
    if (!router_.headers().empty() && !any_websocket_) {
      return sources_.Error(
          path_.Child("headers"),
          "is there, but no URL is a WebSocket's; use ws:// or wss://");
    }
    for (const std::string& name : SortedNames(router_.headers())) {
      const KeyPath path = path_.Child("headers").Child(name);
      if (!IsHeaderName(name)) {
        return sources_.Error(path, "is not the name of an HTTP header");
      }
      const std::string lower = absl::AsciiStrToLower(name);
      if (lower == "host" || lower == "connection" || lower == "upgrade" ||
          lower.starts_with("sec-websocket-")) {
        return sources_.Error(path,
                              "belongs to the WebSocket handshake itself and "
                              "cannot be set");
      }
      const std::string& value = router_.headers().at(name);
      if (value.find_first_of(std::string("\r\n\0", 3)) != std::string::npos) {
        return sources_.Error(path, "must be one line");
      }
    }
    return absl::OkStatus();
  }

  absl::Status CheckReconnect() {
    const config::v1::Reconnect& reconnect = router_.reconnect();
    if (ToDuration(reconnect.initial()) <= ToDuration(reconnect.max())) {
      return absl::OkStatus();
    }
    return sources_.Error(
        path_.Child("reconnect").Child("initial"),
        "must be at most max, which is " + FormatDuration(reconnect.max()));
  }

  absl::Status CheckWords() {
    const auto& assume = router_.features().assume();
    const auto& ignore = router_.features().ignore();
    const KeyPath features = path_.Child("features");
    absl::Status status = CheckList(assume, features.Child("assume"));
    if (status.ok()) status = CheckList(ignore, features.Child("ignore"));
    if (status.ok()) {
      status = CheckList(router_.extra_options(), path_.Child("extra_options"));
    }
    if (!status.ok()) return status;
    for (const std::string& name : assume) {
      if (std::find(ignore.begin(), ignore.end(), name) != ignore.end()) {
        return sources_.Error(features, name +
                                            " is under assume and under "
                                            "ignore; leave one of them");
      }
    }
    return absl::OkStatus();
  }

  template <typename List>
  absl::Status CheckList(const List& words, const KeyPath& path) {
    for (int i = 0; i < words.size(); ++i) {
      if (IsWord(words[i])) continue;
      return sources_.Error(path.Element(static_cast<std::size_t>(i)),
                            "must consist of small letters, digits and _");
    }
    return absl::OkStatus();
  }

  const Router& router_;
  const KeyPath path_;
  const SourceMap& sources_;
  bool any_tls_ = false;
  bool any_websocket_ = false;
};

}  // namespace

absl::Status ValidateRouters(const config::v1::Config& config,
                             const SourceMap& sources) {
  for (const std::string& name : SortedNames(config.routers())) {
    const KeyPath path = KeyPath().Child("routers").Child(name);
    if (!IsName(name)) return sources.Error(path, kNameRule);
    absl::Status status =
        RouterValidator(config.routers().at(name), path, sources).Validate();
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace wampbridge::bridge
