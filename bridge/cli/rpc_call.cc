// SPDX-License-Identifier: Apache-2.0
#include "bridge/cli/rpc_call.h"

#include <utility>

#include "bridge/client/rpc_failure.h"

namespace wampbridge::bridge {

RpcCall::RpcCall(const ChannelOptions& options, Console& console,
                 std::string waits_for, std::function<void()> on_stop)
    : address_(options.address),
      console_(console),
      stop_([this, on_stop = std::move(on_stop)](int count) {
        if (on_stop && count == 1) {
          on_stop();
        } else {
          context_.TryCancel();
        }
      }) {
  absl::StatusOr<std::shared_ptr<grpc::Channel>> channel = OpenChannel(options);
  status_ = channel.status();
  if (!status_.ok()) return;
  channel_ = *std::move(channel);
  stub_ = v1::WampBridge::NewStub(channel_);
  WaitFor(std::move(waits_for));
}

void RpcCall::WaitFor(std::string what) {
  notice_.emplace(WaitNotice::Options{console_.err, console_.err_is_terminal},
                  [this, what = std::move(what)] {
                    return channel_->GetState(false) == GRPC_CHANNEL_READY
                               ? what
                               : "a bridge at " + address_;
                  });
}

bool RpcCall::WriteLine(const std::string& line) {
  notice_.reset();
  console_.out << line << "\n" << std::flush;
  if (console_.out) return true;
  unread_ = true;
  context_.TryCancel();
  return false;
}

void RpcCall::Note(const std::string& line) {
  notice_.reset();
  console_.err << line << "\n" << std::flush;
}

ExitStatus RpcCall::Finish(const grpc::Status& status) {
  notice_.reset();
  if (unread_) return console_.Fail(kExitFailed, "nobody reads the output");
  if (status.ok()) return kExitOk;
  if (stopped() && status.error_code() == grpc::StatusCode::CANCELLED) {
    return console_.Fail(kExitFailed, "stopped by a signal");
  }
  return console_.Fail(kExitFailed, DescribeFailure(status, address_));
}

}  // namespace wampbridge::bridge
