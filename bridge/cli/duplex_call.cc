// SPDX-License-Identifier: Apache-2.0
#include "bridge/cli/duplex_call.h"

#include <memory>
#include <optional>
#include <thread>

#include "absl/strings/str_cat.h"
#include "bridge/cli/client_options.h"

namespace wampbridge::bridge {
namespace {

bool IsBlank(const std::string& line) {
  return line.find_first_not_of(" \t\r") == std::string::npos;
}

}  // namespace

std::variant<grpc::Status, absl::Status> DuplexCall::Run(
    const v1::CallRequest& call) {
  const std::unique_ptr<Stream> stream =
      rpc_.stub().CallDuplex(&rpc_.context());
  std::thread results([this, &stream] { WriteResults(*stream); });
  const absl::Status wrong = SendLines(call, *stream);
  // What was sent so far must not look like the whole.
  if (!wrong.ok()) rpc_.context().TryCancel();
  results.join();
  const grpc::Status ended = stream->Finish();
  if (!wrong.ok()) return wrong;
  return ended;
}

absl::Status DuplexCall::SendLines(const v1::CallRequest& call,
                                   Stream& stream) {
  v1::CallDuplexRequest message;
  *message.mutable_call() = call;
  int number = 0;
  while (const std::optional<std::string> line = lines_.Next()) {
    ++number;
    if (IsBlank(*line)) continue;
    if (absl::Status wrong = CheckPayload(*line); !wrong.ok()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "line ", number, " of the input: ", std::string(wrong.message())));
    }
    auto* payload = message.has_call()
                        ? message.mutable_call()->mutable_payload()
                        : message.mutable_payload();
    payload->set_json(*line);
    if (!stream.Write(message)) return absl::OkStatus();  // it has ended
    message.Clear();
  }
  message.set_last(true);
  stream.WriteLast(message, grpc::WriteOptions());
  return absl::OkStatus();
}

void DuplexCall::WriteResults(Stream& stream) {
  v1::CallResponse response;
  while (stream.Read(&response)) {
    if (!rpc_.WriteLine(response.payload().json())) break;
  }
  lines_.Stop();
}

}  // namespace wampbridge::bridge
