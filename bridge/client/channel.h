// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_CLIENT_CHANNEL_H_
#define BRIDGE_CLIENT_CHANNEL_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace grpc {
class Channel;
}

namespace wampbridge::bridge {

// How to reach a running bridge.
struct ChannelOptions {
  std::string address = "127.0.0.1:50051";  // or unix:///PATH
  std::string ca_file;    // Given: TLS, with these authorities, PEM.
  std::string cert_file;  // The client's certificate, with key_file.
  std::string key_file;
  std::string token_file;  // Given: sends the bearer token that is in it.
};

// A channel to the bridge. Nothing is sent yet: whether somebody is there
// shows with the first call. INVALID_ARGUMENT when a file cannot be read or
// the options contradict each other.
absl::StatusOr<std::shared_ptr<grpc::Channel>> OpenChannel(
    const ChannelOptions& options);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_CLIENT_CHANNEL_H_
