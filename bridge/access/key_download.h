// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_ACCESS_KEY_DOWNLOAD_H_
#define BRIDGE_ACCESS_KEY_DOWNLOAD_H_

#include <string>

#include "absl/status/statusor.h"

namespace wampbridge::bridge {

// The body of an `https://` URL, of a server whose certificate has been
// verified: against `ca_file`, or where that is empty the system's authorities.
// Follows no redirection; takes 1 MiB and 5 s for each step at most. Blocks.
// Unavailable says what went wrong.
absl::StatusOr<std::string> DownloadKeys(const std::string& url,
                                         const std::string& ca_file);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_ACCESS_KEY_DOWNLOAD_H_
