// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_CLI_CLIENT_OPTIONS_H_
#define BRIDGE_CLI_CLIENT_OPTIONS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bridge/cli/console.h"
#include "bridge/client/channel.h"
#include "google/protobuf/duration.pb.h"

namespace CLI {
class App;
}

namespace wampbridge::bridge {

// What every command that talks to a running bridge takes.
struct ClientOptions {
  ChannelOptions channel;
  std::string identity;  // Empty: the caller's default.
};

// Adds --address, --identity, --ca-file, --cert-file and --key-file.
void AddClientOptions(CLI::App& app, ClientOptions& options);

// The payload that a command was given: JSON text, or `-` for what `in` has.
// INVALID_ARGUMENT when it is not JSON.
absl::StatusOr<std::string> ReadPayload(const std::string& argument,
                                        std::istream& in);

// INVALID_ARGUMENT when it is not JSON.
absl::Status CheckPayload(const std::string& text);

// A positive duration with a unit: 5s, 200ms. `option` is named in the error.
absl::StatusOr<google::protobuf::Duration> ReadDuration(
    const std::string& option, const std::string& text);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_CLI_CLIENT_OPTIONS_H_
