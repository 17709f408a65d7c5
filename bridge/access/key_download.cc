// SPDX-License-Identifier: Apache-2.0
#include "bridge/access/key_download.h"

#include <httplib.h>

#include <cstddef>

#include "absl/strings/str_cat.h"

namespace wampbridge::bridge {
namespace {

constexpr size_t kOctetsMax = 1 << 20;
constexpr time_t kStepSeconds = 5;
constexpr size_t kSchemeOctets = 8;  // of "https://"

}  // namespace

absl::StatusOr<std::string> DownloadKeys(const std::string& url,
                                         const std::string& ca_file) {
  const size_t slash = url.find('/', kSchemeOctets);
  const std::string path = slash == std::string::npos ? "/" : url.substr(slash);
  httplib::Client client(url.substr(0, slash));
  client.enable_server_certificate_verification(true);
  if (!ca_file.empty()) client.set_ca_cert_path(ca_file.c_str());
  client.set_connection_timeout(kStepSeconds);
  client.set_read_timeout(kStepSeconds);
  client.set_write_timeout(kStepSeconds);
  std::string body;
  const auto answer =
      client.Get(path.c_str(), [&body](const char* octets, size_t size) {
        body.append(octets, size);
        return body.size() <= kOctetsMax;
      });
  if (body.size() > kOctetsMax) {
    return absl::UnavailableError(
        absl::StrCat(url, " gives more than ", kOctetsMax, " octets"));
  }
  if (!answer) {
    return absl::UnavailableError(
        absl::StrCat(url, ": ", httplib::to_string(answer.error())));
  }
  if (answer->status != 200) {
    return absl::UnavailableError(
        absl::StrCat(url, " answers with HTTP status ", answer->status));
  }
  return body;
}

}  // namespace wampbridge::bridge
