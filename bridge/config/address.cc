// SPDX-License-Identifier: Apache-2.0
#include "bridge/config/address.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"

namespace wampbridge::bridge {
namespace {

using Scheme = RouterUrl::Scheme;

struct SchemeFacts {
  std::string_view prefix;
  Scheme scheme;
  std::uint16_t default_port;  // 0: none.
};
constexpr SchemeFacts kSchemes[] = {{"ws://", Scheme::kWs, 80},
                                    {"wss://", Scheme::kWss, 443},
                                    {"tcp://", Scheme::kTcp, 0},
                                    {"tcps://", Scheme::kTcps, 0},
                                    {"unix://", Scheme::kUnix, 0}};

// The size of sockaddr_un.sun_path, its final zero counted.
constexpr std::size_t kUnixPathMax = 107;

absl::Status Must(std::string_view what) {
  return absl::InvalidArgumentError("must " + std::string(what));
}

bool HasSpaceOrControl(const std::string& text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == 0x7f;
  });
}

std::optional<std::uint16_t> ParsePort(std::string_view digits) {
  const std::string text(digits);
  std::uint32_t port = 0;
  if (text.empty() || text.size() > 5 ||
      text.find_first_not_of("0123456789") != std::string::npos ||
      !absl::SimpleAtoi(text, &port) || port > 65535) {
    return std::nullopt;
  }
  return static_cast<std::uint16_t>(port);
}

bool IsHostName(std::string_view host) {
  return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' ||
           c == '.' || c == '_';
  });
}

bool IsIpv6(std::string_view host) {
  return host.find(':') != std::string_view::npos &&
         host.find_first_not_of("0123456789abcdefABCDEF:.%") ==
             std::string_view::npos;
}

struct Authority {
  std::string host;
  std::optional<std::string> port;  // Digits, not yet looked at.
};

// HOST, HOST:PORT, [IPV6] or [IPV6]:PORT.
absl::StatusOr<Authority> SplitAuthority(std::string_view text) {
  Authority authority;
  std::string_view rest;
  if (text.starts_with('[')) {
    const std::size_t close = text.find(']');
    if (close == std::string_view::npos || !IsIpv6(text.substr(1, close - 1))) {
      return Must("have an IPv6 address between [ and ]");
    }
    authority.host = text.substr(1, close - 1);
    rest = text.substr(close + 1);
  } else {
    const std::size_t colon = text.find(':');
    authority.host = text.substr(0, colon);
    if (colon != std::string_view::npos) rest = text.substr(colon);
    if (!IsHostName(authority.host)) {
      return Must(
          "name a host: a name, an IPv4 address, or an IPv6 address in "
          "brackets");
    }
  }
  if (rest.empty()) return authority;
  if (!rest.starts_with(':')) return Must("have the port after a colon");
  authority.port = rest.substr(1);
  return authority;
}

absl::StatusOr<RouterUrl> ParseNetworkUrl(const SchemeFacts& facts,
                                          std::string_view rest) {
  const std::size_t slash = rest.find_first_of("/?");
  const std::string_view before = rest.substr(0, slash);
  if (before.find('@') != std::string_view::npos) {
    return Must("have no user name or password in it; put them under auth");
  }
  absl::StatusOr<Authority> authority = SplitAuthority(before);
  if (!authority.ok()) return authority.status();
  RouterUrl url{
      facts.scheme, std::move(authority->host), facts.default_port,
      std::string(slash == std::string_view::npos ? std::string_view()
                                                  : rest.substr(slash))};
  if (authority->port.has_value()) {
    const auto port = ParsePort(*authority->port);
    if (!port.has_value() || *port == 0) return Must("have a port, 1 to 65535");
    url.port = *port;
  }
  if (url.port == 0) {
    return Must("have a port: " + std::string(facts.prefix) + "HOST:PORT");
  }
  if (!url.IsWebSocket()) {
    if (url.path == "/") url.path.clear();
    if (!url.path.empty()) return Must("have no path; only ws and wss do");
  } else if (!url.path.starts_with('/')) {
    url.path.insert(0, "/");
  }
  return url;
}

absl::Status CheckUnixPath(const std::string& path) {
  if (!path.starts_with('/')) {
    return Must("have an absolute path: unix:///PATH");
  }
  if (path.size() > kUnixPathMax) {
    return Must("have a path of at most 107 octets");
  }
  return absl::OkStatus();
}

}  // namespace

bool IsLoopbackHost(const std::string& host) {
  return host == "localhost" || host == "::1" ||
         (host.starts_with("127.") &&
          host.find_first_not_of("0123456789.") == std::string::npos);
}

bool ListenAddress::IsLocal() const { return IsUnix() || IsLoopbackHost(host); }

absl::StatusOr<RouterUrl> ParseRouterUrl(const std::string& url) {
  if (HasSpaceOrControl(url)) return Must("have no white space in it");
  if (url.find('#') != std::string::npos) return Must("have no # in it");
  for (const SchemeFacts& facts : kSchemes) {
    if (!url.starts_with(facts.prefix)) continue;
    const std::string rest = url.substr(facts.prefix.size());
    if (facts.scheme != Scheme::kUnix) return ParseNetworkUrl(facts, rest);
    if (absl::Status path = CheckUnixPath(rest); !path.ok()) return path;
    return RouterUrl{Scheme::kUnix, {}, 0, rest};
  }
  return Must("begin with ws://, wss://, tcp://, tcps:// or unix://");
}

absl::StatusOr<ListenAddress> ParseListenAddress(const std::string& address) {
  if (HasSpaceOrControl(address)) return Must("have no white space in it");
  if (address.starts_with("unix:")) {
    std::string path = address.substr(5);
    if (path.starts_with("//")) path.erase(0, 2);
    if (absl::Status checked = CheckUnixPath(path); !checked.ok()) {
      return checked;
    }
    return ListenAddress{{}, 0, std::move(path)};
  }
  if (address.find("://") != std::string::npos) {
    return Must("be HOST:PORT, without a scheme");
  }
  absl::StatusOr<Authority> authority = SplitAuthority(address);
  if (!authority.ok()) return authority.status();
  const auto port = ParsePort(authority->port.value_or(""));
  if (!port.has_value()) return Must("be HOST:PORT with a port of 0 to 65535");
  return ListenAddress{std::move(authority->host), *port, {}};
}

absl::StatusOr<CollectorUrl> ParseCollectorUrl(const std::string& url) {
  constexpr std::string_view kPlain = "http://";
  constexpr std::string_view kTls = "https://";
  const bool tls = url.starts_with(kTls);
  if (HasSpaceOrControl(url) || !(tls || url.starts_with(kPlain))) {
    return Must("be http://HOST:PORT or https://HOST:PORT");
  }
  std::string target = url.substr((tls ? kTls : kPlain).size());
  if (target.ends_with('/')) target.pop_back();
  const absl::StatusOr<Authority> authority = SplitAuthority(target);
  if (!authority.ok()) return authority.status();
  const auto port = ParsePort(authority->port.value_or(""));
  if (!port.has_value() || *port == 0) {
    return Must(
        "have a port, 1 to 65535, and no path: OTLP over gRPC has none");
  }
  return CollectorUrl{std::move(target), tls};
}

}  // namespace wampbridge::bridge
