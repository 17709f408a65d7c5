// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/load/unary_client.h"

#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>

#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/bench/process/usage.h"

namespace wampbridge::bench {
namespace {

constexpr std::chrono::seconds kTime{30};
constexpr uint64_t kCheckEvery = 1024;
constexpr int kMessageBytesMax = 64 << 20;

}  // namespace

struct UnaryClient::Slot {
  std::unique_ptr<grpc::ClientContext> context;
  std::unique_ptr<grpc::GenericClientAsyncResponseReader> reader;
  grpc::ByteBuffer response;
  grpc::Status status;
  int64_t begin = 0;
};

std::shared_ptr<grpc::Channel> NewChannel(const std::string& target) {
  grpc::ChannelArguments arguments;
  // Otherwise all channels to one target share a connection.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetMaxReceiveMessageSize(kMessageBytesMax);
  return grpc::CreateCustomChannel(target, grpc::InsecureChannelCredentials(),
                                   arguments);
}

grpc::ByteBuffer ToBuffer(const std::string& octets) {
  const grpc::Slice slice(octets);
  return {&slice, 1};
}

std::string ToString(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string octets;
  if (!buffer.Dump(&slices).ok()) return octets;
  for (const grpc::Slice& slice : slices) {
    octets.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return octets;
}

UnaryClient::UnaryClient(const std::string& target)
    : channel_(NewChannel(target)), stub_(channel_) {}

UnaryClient::~UnaryClient() {
  queue_.Shutdown();
  void* tag = nullptr;
  bool ok = false;
  while (queue_.Next(&tag, &ok)) {
  }
}

void UnaryClient::Begin(const Load& load, Slot* slot) {
  slot->context = std::make_unique<grpc::ClientContext>();
  slot->context->set_deadline(std::chrono::system_clock::now() + kTime);
  slot->context->set_wait_for_ready(true);
  slot->response.Clear();
  slot->begin = NowNanoseconds();
  slot->reader =
      stub_.PrepareUnaryCall(slot->context.get(), load.method,
                             requests_[begun_ % requests_.size()], &queue_);
  slot->reader->StartCall();
  slot->reader->Finish(&slot->response, &slot->status, slot);
  ++begun_;
}

absl::Status UnaryClient::End(const Load& load, const Slot& slot) {
  if (!slot.status.ok()) {
    return absl::UnknownError(absl::StrCat(load.method, ": ",
                                           slot.status.error_code(), " ",
                                           slot.status.error_message()));
  }
  if (ended_++ % kCheckEvery != 0 || !load.check) return absl::OkStatus();
  const std::string wrong = load.check(ToString(slot.response));
  return wrong.empty()
             ? absl::OkStatus()
             : absl::UnknownError(absl::StrCat(load.method, ": ", wrong));
}

absl::Status UnaryClient::Run(const Load& load, MeasuredWindow& window) {
  begun_ = ended_ = 0;
  requests_.clear();
  for (const std::string& request : load.requests) {
    requests_.push_back(ToBuffer(request));
  }
  std::vector<Slot> slots(load.in_flight);
  for (Slot& slot : slots) Begin(load, &slot);
  absl::Status outcome;
  void* tag = nullptr;
  bool ok = false;
  for (size_t left = slots.size(); left > 0 && queue_.Next(&tag, &ok);) {
    Slot* const slot = static_cast<Slot*>(tag);
    outcome.Update(End(load, *slot));
    if (window.Add(slot->begin) && outcome.ok()) {
      Begin(load, slot);
    } else {
      --left;
    }
  }
  return outcome;
}

}  // namespace wampbridge::bench
