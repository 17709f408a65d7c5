// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_CLI_DUPLEX_CALL_H_
#define BRIDGE_CLI_DUPLEX_CALL_H_

#include <grpcpp/grpcpp.h>

#include <string>
#include <variant>

#include "absl/status/status.h"
#include "bridge/cli/rpc_call.h"
#include "bridge/client/input_lines.h"
#include "proto/wampbridge/v1/bridge.grpc.pb.h"

namespace wampbridge::bridge {

// One CallDuplex of `wampbridge call --duplex`: each line of the input is a
// chunk in JSON, the end of the input sends the last one; results are written
// as they come, by a thread of their own, and end the reading of lines.
class DuplexCall {
 public:
  // `rpc` must outlive this; `descriptor` is where the lines come from.
  DuplexCall(RpcCall& rpc, int descriptor) : rpc_(rpc), lines_(descriptor) {}

  // Runs to its end: how the RPC ended, or a line that is no payload. `call`
  // has everything but the arguments.
  std::variant<grpc::Status, absl::Status> Run(const v1::CallRequest& call);

 private:
  using Stream =
      grpc::ClientReaderWriter<v1::CallDuplexRequest, v1::CallResponse>;

  // Until the end of the input, or of the call.
  absl::Status SendLines(const v1::CallRequest& call, Stream& stream);
  void WriteResults(Stream& stream);

  RpcCall& rpc_;
  InputLines lines_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_CLI_DUPLEX_CALL_H_
