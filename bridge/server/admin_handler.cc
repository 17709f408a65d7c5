// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/admin_handler.h"

#include <memory>
#include <string>
#include <variant>

#include "bridge/server/admin_answers.h"
#include "bridge/server/buffers.h"
#include "bridge/server/denial.h"
#include "bridge/server/message_size.h"
#include "bridge/server/rpc_admission.h"

namespace wampbridge::bridge {

void AdminHandler::Offer(Admin& admin, Method method, Serving& serving,
                         ServingQueue& queue) {
  const auto handler =
      std::make_shared<AdminHandler>(admin, method, serving, queue);
  const auto request = [&](auto offer) {
    (admin.service.*offer)(&handler->context(), handler->request(),
                           handler->writer(), queue.quiet_queue(),
                           queue.queue(), handler->ArmStart());
  };
  switch (method) {
    case Method::kGetStatus:
      return request(&AdminService::RequestGetStatus);
    case Method::kListSessions:
      return request(&AdminService::RequestListSessions);
    case Method::kListStreams:
      return request(&AdminService::RequestListStreams);
  }
}

std::optional<Failure> AdminHandler::Denied() {
  const auto admission = AdmitCaller(serving(), context());
  if (const auto* failure = std::get_if<Failure>(&admission)) return *failure;
  const auto& caller = std::get<std::shared_ptr<const Caller>>(admission);
  const std::string peer = context().peer();
  auto denied = serving().gatekeeper.DeniedToAdminister(*caller, peer);
  if (denied) {
    AuditDenial(serving(),
                {.caller = caller.get(), .identity = {}, .peer = peer},
                *denied);
  }
  return denied;
}

void AdminHandler::OnRequest(grpc::ByteBuffer& request) {
  if (const auto denied = Denied()) return Fail(*denied);
  switch (method_) {
    case Method::kGetStatus:
      return Answer(DescribeBridge(admin_.status(), serving()));
    case Method::kListSessions: {
      v1::ListSessionsRequest asked;
      if (!ParseFromBuffer(request, &asked)) return Fail(NotAMessage(asked));
      return Answer(DescribeSessions(asked, serving()));
    }
    case Method::kListStreams: {
      v1::ListStreamsRequest asked;
      if (!ParseFromBuffer(request, &asked)) return Fail(NotAMessage(asked));
      return Answer(DescribeStreams(asked, serving()));
    }
  }
}

}  // namespace wampbridge::bridge
