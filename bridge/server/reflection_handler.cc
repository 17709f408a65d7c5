// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/reflection_handler.h"

#include <memory>
#include <utility>

#include "bridge/server/buffers.h"
#include "bridge/server/descriptor_answers.h"
#include "bridge/server/message_size.h"

namespace wampbridge::bridge {

void ReflectionHandler::Offer(Reflection& reflection, Version version,
                              Serving& serving, ServingQueue& queue) {
  const auto handler =
      std::make_shared<ReflectionHandler>(reflection, version, serving, queue);
  const auto offer = [&](auto& service) {
    service.RequestServerReflectionInfo(&handler->context(), handler->stream(),
                                        queue.queue(), queue.queue(),
                                        handler->ArmStart());
  };
  if (version == Version::kV1) {
    offer(reflection.v1);
  } else {
    offer(reflection.v1alpha);
  }
}

void ReflectionHandler::OnStart(const std::optional<Failure>& refusal) {
  if (refusal) return End({*refusal});
  Read();
}

void ReflectionHandler::Read() {
  if (!BeginOperation()) return;
  stream()->Read(&octets_,
                 read_.Arm(std::static_pointer_cast<ReflectionHandler>(
                     shared_from_this())));
}

void ReflectionHandler::OnRead(bool ok) {
  grpc::reflection::v1::ServerReflectionRequest request;
  if (!ok) {
    End({});
  } else if (!ParseFromBuffer(octets_, &request)) {
    End({NotAMessage(request)});
  } else {
    grpc::ByteBuffer answer =
        SerializeToBuffer(AnswerReflection(request, reflection_.services));
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      answer_ = std::move(answer);
    }
    Pump();
  }
  EndOperation();
}

// The next question is read once the answer is on its way.
ToWrite ReflectionHandler::TakeNext() {
  bool read_on = false;
  ToWrite next = NothingToWrite{};
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (answer_) {
      next = *std::exchange(answer_, std::nullopt);
      answered_ = true;
    } else if (end_) {
      next = *end_;
    } else {
      read_on = std::exchange(answered_, false);
    }
  }
  if (read_on) Read();
  return next;
}

void ReflectionHandler::End(StreamEnd end) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!end_) end_ = std::move(end);
  }
  Pump();
}

}  // namespace wampbridge::bridge
