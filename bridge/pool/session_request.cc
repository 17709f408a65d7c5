// SPDX-License-Identifier: Apache-2.0
#include "bridge/pool/session_request.h"

#include <string>
#include <utility>

#include "bridge/errors/failures.h"

namespace wampbridge::bridge {

Failure WhyNotSent(const absl::Status& status) {
  if (absl::IsResourceExhausted(status)) {
    return NotSent(grpc::StatusCode::RESOURCE_EXHAUSTED,
                   std::string(status.message()));
  }
  return Rejected(status);
}

void SessionRequest::OnAnswer(const wamp::Answered& answered) {
  if (let_go_) {
    delete this;
  } else {
    HandleAnswer(answered);
  }
}

void SessionRequest::OnLost(wamp::Handed) {
  if (let_go_) {
    delete this;
  } else {
    HandleLost();
  }
}

void SessionRequest::LetGo(std::unique_ptr<SessionRequest> request) {
  transport::ClientConnection& connection = *request->connection_;
  if (connection.Cancel(request->id_, wamp::CancelMode::kSkip).ok()) return;
  Detach(std::move(request));
}

void SessionRequest::Detach(std::unique_ptr<SessionRequest> request) {
  request->timer_.reset();
  request->let_go_ = true;
  (void)request.release();
}

}  // namespace wampbridge::bridge
