// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_CLI_RPC_CALL_H_
#define BRIDGE_CLI_RPC_CALL_H_

#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "bridge/cli/console.h"
#include "bridge/client/channel.h"
#include "bridge/client/stop_signal.h"
#include "bridge/client/wait_notice.h"
#include "proto/wampbridge/v1/bridge.grpc.pb.h"

namespace wampbridge::bridge {

// One RPC of a command, on the command's own thread: a signal cancels it, a
// person at a terminal sees what it waits for, and a failure becomes a line.
// To be made before the process has other threads (see StopSignal).
class RpcCall {
 public:
  // `waits_for` completes "waiting for …". `on_stop`: what the first signal
  // does instead of cancelling the RPC, on a thread of its own.
  RpcCall(const ChannelOptions& options, Console& console,
          std::string waits_for, std::function<void()> on_stop = {});

  // OK, or why no channel can be opened: wrong usage.
  const absl::Status& status() const { return status_; }

  // REQUIRES: status() is OK.
  v1::WampBridge::Stub& stub() { return *stub_; }
  grpc::ClientContext& context() { return context_; }

  // Writes a line to `out` at once, after taking the notice away. False when
  // nobody reads it any more; the RPC is then cancelled.
  bool WriteLine(const std::string& line);
  // Writes a line to `err`, likewise.
  void Note(const std::string& line);

  // Starts a notice anew, after one was taken away.
  void WaitFor(std::string what);

  bool stopped() const { return stop_.stopped(); }
  // Nobody reads `out`: the pipe was closed.
  bool unread() const { return unread_; }

  // The exit status for how the RPC ended, with its line on `err` if it
  // failed. A signal has its own line.
  ExitStatus Finish(const grpc::Status& status);

 private:
  const std::string address_;
  Console& console_;
  grpc::ClientContext context_;
  StopSignal stop_;
  absl::Status status_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<v1::WampBridge::Stub> stub_;
  std::optional<WaitNotice> notice_;
  bool unread_ = false;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_CLI_RPC_CALL_H_
