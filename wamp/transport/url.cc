// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/url.h"

#include <sys/un.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace wampbridge::transport {
namespace {

constexpr std::array<std::pair<std::string_view, Url::Scheme>, 5> kSchemes = {{
    {"ws", Url::Scheme::kWs},
    {"wss", Url::Scheme::kWss},
    {"tcp", Url::Scheme::kTcp},
    {"tcps", Url::Scheme::kTcps},
    {"unix", Url::Scheme::kUnix},
}};

absl::string_view Absl(std::string_view text) {
  return {text.data(), text.size()};
}

// The URL up to its query, so that an error repeats no secret.
absl::Status Wrong(std::string_view url, std::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat(
      "URL \"", Absl(url.substr(0, url.find('?'))), "\": ", Absl(why)));
}

std::optional<Url::Scheme> SchemeFromName(std::string_view name) {
  for (const auto& [known, scheme] : kSchemes) {
    if (known == name) return scheme;
  }
  return std::nullopt;
}

bool HasControlOrSpace(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](unsigned char c) { return c <= 0x20 || c == 0x7F; });
}

std::optional<uint16_t> ParsePort(std::string_view text) {
  uint16_t port = 0;
  const char* end = text.data() + text.size();
  auto [stop, error] = std::from_chars(text.data(), end, port);
  if (text.empty() || error != std::errc() || stop != end) return std::nullopt;
  return port;
}

absl::StatusOr<Url> ParseUnix(std::string_view text, std::string_view rest) {
  Url url;
  url.scheme = Url::Scheme::kUnix;
  url.socket_path = std::string(rest);
  if (rest.empty() || rest[0] != '/') {
    return Wrong(text, "wants an absolute path, as in unix:///run/router.sock");
  }
  constexpr size_t kPathMax = sizeof(sockaddr_un::sun_path) - 1;
  if (rest.size() > kPathMax) {
    return Wrong(text,
                 absl::StrCat("a Unix socket's path has at most ", kPathMax,
                              " octets, this one has ", rest.size()));
  }
  return url;
}

// Parts "host:port" and fills both in.
absl::Status ParseAuthority(std::string_view text, std::string_view authority,
                            Url& url) {
  if (authority.find('@') != std::string_view::npos) {
    return absl::InvalidArgumentError(
        "URL with user or password: credentials belong into auth or headers");
  }
  std::string_view port;
  bool has_port = false;
  if (authority.starts_with('[')) {
    const size_t close = authority.find(']');
    if (close == std::string_view::npos) {
      return Wrong(text, "the bracket of the IPv6 address is not closed");
    }
    url.host = std::string(authority.substr(1, close - 1));
    std::string_view behind = authority.substr(close + 1);
    has_port = behind.starts_with(':');
    if (!behind.empty() && !has_port) {
      return Wrong(text, "behind the IPv6 address only :port may stand");
    }
    if (has_port) port = behind.substr(1);
  } else {
    const size_t colon = authority.find(':');
    url.host = std::string(authority.substr(0, colon));
    has_port = colon != std::string_view::npos;
    if (has_port) port = authority.substr(colon + 1);
    if (port.find(':') != std::string_view::npos) {
      return Wrong(text, "an IPv6 address stands in brackets, as in [::1]");
    }
  }
  if (url.host.empty()) return Wrong(text, "the host is missing");
  if (has_port) {
    const std::optional<uint16_t> number = ParsePort(port);
    if (!number) return Wrong(text, "the port must be a number, 0 to 65535");
    url.port = *number;
  } else if (!url.websocket()) {
    return Wrong(text, "the port is missing: host:port");
  } else {
    url.port = url.tls() ? 443 : 80;
  }
  return absl::OkStatus();
}

}  // namespace

bool Url::websocket() const {
  return scheme == Scheme::kWs || scheme == Scheme::kWss;
}

bool Url::tls() const {
  return scheme == Scheme::kWss || scheme == Scheme::kTcps;
}

std::string Url::Authority() const {
  if (local()) return socket_path;
  const bool v6 = host.find(':') != std::string::npos;
  return v6 ? absl::StrCat("[", host, "]:", port)
            : absl::StrCat(host, ":", port);
}

std::string_view Url::Path() const {
  return std::string_view(target).substr(0, target.find('?'));
}

std::string Url::ToString() const {
  return absl::StrCat(Absl(SchemeName(scheme)), "://", Authority(),
                      Absl(Path()));
}

std::string_view SchemeName(Url::Scheme scheme) {
  for (const auto& [name, known] : kSchemes) {
    if (known == scheme) return name;
  }
  return "";
}

absl::StatusOr<Url> ParseUrl(std::string_view text) {
  if (HasControlOrSpace(text)) {
    return absl::InvalidArgumentError(
        "URL with white space or control characters");
  }
  const size_t colon = text.find("://");
  const std::optional<Url::Scheme> scheme = SchemeFromName(
      colon == std::string_view::npos ? "" : text.substr(0, colon));
  if (!scheme) {
    return Wrong(text,
                 "must begin with ws://, wss://, tcp://, tcps:// or "
                 "unix://");
  }
  const std::string_view rest = text.substr(colon + 3);
  if (*scheme == Url::Scheme::kUnix) return ParseUnix(text, rest);

  Url url;
  url.scheme = *scheme;
  const size_t end = rest.find_first_of("/?#");
  const absl::Status parsed = ParseAuthority(text, rest.substr(0, end), url);
  if (!parsed.ok()) return parsed;
  const std::string_view target =
      end == std::string_view::npos ? "" : rest.substr(end);
  if (target.find('#') != std::string_view::npos) {
    return Wrong(text, "a fragment (#…) means nothing here");
  }
  if (!url.websocket()) {
    if (!target.empty() && target != "/") {
      return Wrong(text, "tcp and tcps have no path");
    }
    return url;
  }
  url.target = absl::StrCat(target.starts_with('/') ? "" : "/", Absl(target));
  return url;
}

}  // namespace wampbridge::transport
