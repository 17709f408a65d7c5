// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_REFLECTION_HANDLER_H_
#define BRIDGE_SERVER_REFLECTION_HANDLER_H_

#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "bridge/server/stream_rpc.h"
#include "third_party/grpc_reflection/grpc/reflection/v1/reflection.grpc.pb.h"
#include "third_party/grpc_reflection/grpc/reflection/v1alpha/reflection.grpc.pb.h"

namespace wampbridge::bridge {

// One stream of server reflection, in either version of the service: they
// differ in their name only. On our own queue, since the library's plugin can
// neither be switched off nor ask who is calling.
class ReflectionHandler final
    : public StreamRpc<
          grpc::ServerAsyncReaderWriter<grpc::ByteBuffer, grpc::ByteBuffer>> {
 public:
  enum class Version { kV1, kV1Alpha };
  // What the handlers share; outlives them.
  struct Reflection {
    grpc::reflection::v1::ServerReflection::WithRawMethod_ServerReflectionInfo<
        grpc::reflection::v1::ServerReflection::Service>
        v1;
    grpc::reflection::v1alpha::ServerReflection::
        WithRawMethod_ServerReflectionInfo<
            grpc::reflection::v1alpha::ServerReflection::Service>
            v1alpha;
    std::vector<std::string> services;  // what is served, full names
    RpcKind kind = RpcKind::kStream;    // kFree: for everybody
  };

  static void Offer(Reflection& reflection, Version version, Serving& serving,
                    ServingQueue& queue);
  ReflectionHandler(Reflection& reflection, Version version, Serving& serving,
                    ServingQueue& queue)
      : StreamRpc(serving, queue, reflection.kind, std::nullopt),
        reflection_(reflection),
        version_(version) {}

 private:
  void Offer() override {
    Offer(reflection_, version_, serving(), serving_queue());
  }
  void OnStart(const std::optional<Failure>& refusal) override;
  void OnCancelled() override {}
  void OnDrain() override { End({DrainingFailure()}); }
  void OnAbort() override { Reset(); }
  ToWrite TakeNext() override;

  void Read();
  void OnRead(bool ok);
  void End(StreamEnd end);

  Reflection& reflection_;
  const Version version_;
  grpc::ByteBuffer octets_;
  MethodTag<ReflectionHandler, &ReflectionHandler::OnRead> read_;
  std::mutex mutex_;
  std::optional<grpc::ByteBuffer> answer_;  // guarded by mutex_
  bool answered_ = false;         // reads on after it; guarded by mutex_
  std::optional<StreamEnd> end_;  // guarded by mutex_
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_REFLECTION_HANDLER_H_
