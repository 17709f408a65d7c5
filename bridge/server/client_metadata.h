// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_CLIENT_METADATA_H_
#define BRIDGE_SERVER_CLIENT_METADATA_H_

#include <grpcpp/server_context.h>

#include <string>
#include <string_view>
#include <vector>

#include "bridge/translate/kwarg_edit.h"

namespace wampbridge::bridge {

// What a client says in its gRPC request metadata.

// The first value of a key; empty where there is none, or it is no printable
// text. Good as long as the context.
std::string_view MetadataText(const grpc::ServerContext& context,
                              const char* key);

// What of it goes along with a call or a publication. Of a key that is there
// several times, all values, as in HTTP.
Strings PropagatedMetadata(const grpc::ServerContext& context,
                           const std::vector<std::string>& keys);

// By which a client and the log name an RPC: its x-request-id, if it has a
// sane one, else a new one.
std::string RequestIdOf(const grpc::ServerContext& context);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_CLIENT_METADATA_H_
