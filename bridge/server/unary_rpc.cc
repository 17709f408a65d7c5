// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/unary_rpc.h"

#include "absl/strings/str_cat.h"
#include "bridge/errors/failures.h"
#include "bridge/server/buffers.h"

namespace wampbridge::bridge {
namespace {

// Finish, and that the RPC is over.
constexpr int kTagsOfAnAnswer = 2;

}  // namespace

void UnaryRpc::OnStart(const std::optional<Failure>& refusal) {
  serving_queue().EnterQuiet();
  if (refusal) {
    Fail(*refusal);
  } else {
    OnRequest(request_);
  }
}

void UnaryRpc::OnCancelled() {
  if (!Claim()) return;
  serving().counters.rpcs_cancelled.fetch_add(1, std::memory_order_relaxed);
  OnGone();
}

void UnaryRpc::OnAbort() {
  Fail(OutcomeUnknown(grpc::StatusCode::ABORTED,
                      "the bridge has shut down before the answer came"));
  OnGone();
}

void UnaryRpc::Answer(const google::protobuf::MessageLite& response) {
  const size_t size = response.ByteSizeLong();
  const size_t limit = serving().limits.Get().grpc_message_bytes_max;
  if (size > limit) {
    return Fail(OutcomeUnknown(
        grpc::StatusCode::RESOURCE_EXHAUSTED,
        absl::StrCat("the answer has ", size,
                     " octets, more than grpc.max_message_bytes (", limit,
                     ")")));
  }
  if (!Claim() || !BeginOperation()) return;
  CountEnd(nullptr);
  ServingQueue& queue = serving_queue();  // this may be gone after Finish
  writer_.Finish(
      SerializeToBuffer(response), grpc::Status::OK,
      finished_.Arm(std::static_pointer_cast<UnaryRpc>(shared_from_this())));
  queue.Reap(kTagsOfAnAnswer);
}

void UnaryRpc::Fail(const Failure& failure) {
  if (!Claim() || !BeginOperation()) return;
  CountEnd(&failure);
  ServingQueue& queue = serving_queue();  // this may be gone after Finish
  writer_.FinishWithError(
      StatusOf(failure),
      finished_.Arm(std::static_pointer_cast<UnaryRpc>(shared_from_this())));
  queue.Reap(kTagsOfAnAnswer);
}

void UnaryRpc::OnFinished(bool /*ok*/) { EndOperation(); }

}  // namespace wampbridge::bridge
