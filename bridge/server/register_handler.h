// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_REGISTER_HANDLER_H_
#define BRIDGE_SERVER_REGISTER_HANDLER_H_

#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <variant>
#include <vector>

#include "bridge/register/register_stream.h"
#include "bridge/register/registration_hub.h"
#include "bridge/server/alarm.h"
#include "bridge/server/bridge_service.h"
#include "bridge/server/stream_rpc.h"

namespace wampbridge::bridge {

// One Register: checks what its client wants to serve, hands a stream to the
// identity's hub, writes the stream's frames at its client's speed and gives
// the client's answers to it as they are read. While a session's write buffer
// is full no more is read, and gRPC's flow control holds the client back.
class RegisterHandler final
    : public StreamRpc<
          grpc::ServerAsyncReaderWriter<grpc::ByteBuffer, grpc::ByteBuffer>> {
 public:
  static void Offer(BridgeService& service, Serving& serving,
                    ServingQueue& queue);
  RegisterHandler(BridgeService& service, Serving& serving, ServingQueue& queue)
      : StreamRpc(serving, queue, RpcKind::kStream, RpcMethod::kRegister),
        service_(service) {}

 private:
  struct Checked {
    std::vector<WantedProcedure> procedures;
    RegisterStream::Options options;
  };

  void Offer() override { Offer(service_, serving(), serving_queue()); }
  void OnStart(const std::optional<Failure>& refusal) override;
  void OnCancelled() override;
  std::optional<Description> Describe() override;
  void OnAccessLost(const Failure& failure) override;
  void OnDrain() override;
  void OnAbort() override;
  ToWrite TakeNext() override;

  void Read();
  void OnRead(bool ok);
  // Takes frame_; where it is blocked, again a little later.
  void TakeFrame();
  std::variant<RegisterStream::Given, Failure> Accept();
  std::optional<Failure> Begin(const v1::RegisterProcedures& asked);
  std::variant<Checked, Failure> Check(const v1::RegisterProcedures& asked);
  RegisterStream::Hooks HooksOf();
  std::optional<Failure> Unregister(const v1::UnregisterProcedure& asked);
  // The stream ends now, with OK where there is no failure.
  void End(const std::optional<Failure>& failure);
  std::shared_ptr<RegisterStream> registrations();
  std::weak_ptr<RegisterHandler> WeakSelf();

  BridgeService& service_;
  grpc::ByteBuffer octets_;
  MethodTag<RegisterHandler, &RegisterHandler::OnRead> read_;
  // Of the reading side, which is in one place at a time.
  v1::RegisterRequest frame_;
  std::vector<v1::Procedure> procedures_;
  std::unique_ptr<Alarm> blocked_;
  // Resets the client that does not take what is left. Since OnStart.
  std::unique_ptr<Alarm> reset_;
  v1::RegisterProcedures asked_;  // constant once the stream is there
  std::shared_ptr<const Identity> identity_;  // the same

  std::mutex mutex_;  // guards what follows
  std::shared_ptr<RegisterStream> stream_;
  std::optional<StreamEnd> ended_;  // without a stream
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_REGISTER_HANDLER_H_
