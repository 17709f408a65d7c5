// SPDX-License-Identifier: Apache-2.0
#include "bridge/client/http_get.h"

#include <httplib.h>

#include <utility>

#include "bridge/config/address.h"

namespace wampbridge::bridge {
namespace {

constexpr std::size_t kBodyOctetsMax = 16 << 20;

std::string InWords(httplib::Error error, absl::Duration timeout) {
  using httplib::Error;
  switch (error) {
    case Error::Connection:
      return "it cannot be connected to; is the bridge running, with its "
             "admin listener there?";
    case Error::ConnectionTimeout:
      return "it cannot be connected to in " + absl::FormatDuration(timeout);
    case Error::Read:
      return "what listens there does not speak HTTP, or took longer than " +
             absl::FormatDuration(timeout);
    case Error::Canceled:
      return "the answer is larger than 16 MiB";
    default:
      return httplib::to_string(error);
  }
}

}  // namespace

absl::StatusOr<HttpAnswer> HttpGet(const HttpGetOptions& options) {
  const absl::StatusOr<ListenAddress> address =
      ParseListenAddress(options.address);
  if (!address.ok() || address->IsUnix() || address->port == 0) {
    return absl::InvalidArgumentError("\"" + options.address +
                                      "\" is no address; give HOST:PORT");
  }
  httplib::Client client(address->host, address->port);
  const auto timeout = absl::ToChronoMicroseconds(options.timeout);
  client.set_connection_timeout(timeout);
  client.set_read_timeout(timeout);
  client.set_write_timeout(timeout);
  std::string body;
  const httplib::Result result =
      client.Get(options.path, [&body](const char* octets, std::size_t count) {
        body.append(octets, count);
        return body.size() <= kBodyOctetsMax;
      });
  if (!result) {
    return absl::UnavailableError("no bridge answers at http://" +
                                  options.address + options.path + ": " +
                                  InWords(result.error(), options.timeout));
  }
  return HttpAnswer{result->status, std::move(body)};
}

}  // namespace wampbridge::bridge
