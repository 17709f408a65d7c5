// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_CLI_PROCEDURE_SERVER_H_
#define BRIDGE_CLI_PROCEDURE_SERVER_H_

#include <grpcpp/support/sync_stream.h>

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "bridge/cli/rpc_call.h"
#include "bridge/client/shell_command.h"
#include "proto/wampbridge/v1/bridge.grpc.pb.h"

namespace wampbridge::bridge {

// One Register of `wampbridge register`: each invocation runs a shell command,
// with its arguments as JSON on stdin (a line for each chunk), and what it
// writes is the result. As many run at a time as the registration says
// (max_concurrency). Stop may come from another thread: the procedure is given
// back, what runs is answered, and the RPC ends well.
class ProcedureServer {
 public:
  // `register_procedures` has one procedure, max_concurrency and the JSON form.
  ProcedureServer(v1::RegisterProcedures register_procedures,
                  std::string command)
      : register_(std::move(register_procedures)),
        command_(std::move(command)) {}

  // Runs until the RPC ends, however it does. `rpc` must outlive this.
  grpc::Status Run(RpcCall& rpc);
  void Stop();

 private:
  using Stream =
      grpc::ClientReaderWriter<v1::RegisterRequest, v1::RegisterResponse>;

  void Handle(const v1::RegisterResponse& frame, RpcCall& rpc);
  // A whole invocation, or a chunk of one.
  void Take(const v1::Invocation& part);
  void Work();
  void Serve(const v1::Invocation& invocation);
  // The result, or the error, that the command's end stands for.
  v1::RegisterRequest AnswerFor(uint64_t id,
                                const ShellCommand::Outcome& outcome) const;
  void Interrupt(uint64_t id);
  void AnswerLocked(const v1::RegisterRequest& answer);
  void SendUnregisterLocked();
  void CloseIfDoneLocked();

  const v1::RegisterProcedures register_;
  const std::string command_;

  std::mutex mutex_;  // guards what follows; writes to the stream, too
  std::condition_variable news_;
  Stream* stream_ = nullptr;  // while it is open for writing
  // invocation -> what has come of it (the command begins with the last chunk)
  std::map<uint64_t, v1::Invocation> gathering_;
  std::deque<v1::Invocation> waiting_;
  // invocation -> its command (an INTERRUPT looks it up)
  std::map<uint64_t, ShellCommand*> running_;
  std::size_t serving_ = 0;  // taken, and not answered
  bool stopping_ = false;
  bool unregistered_ = false;
  bool over_ = false;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_CLI_PROCEDURE_SERVER_H_
