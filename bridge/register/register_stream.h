// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_REGISTER_REGISTER_STREAM_H_
#define BRIDGE_REGISTER_REGISTER_STREAM_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bridge/errors/failure.h"
#include "bridge/register/callee_sink.h"
#include "bridge/register/open_invocations.h"
#include "bridge/tracing/open_span.h"
#include "bridge/translate/metadata_carriage.h"
#include "bridge/translate/router_traits.h"
#include "proto/wampbridge/v1/bridge.pb.h"

namespace wampbridge::bridge {

// One Register stream between the hub, which hands invocations out, and the
// RPC, which takes serialised frames at its client's speed and gives the
// client's answers. An answer goes to the router on the thread that read it, by
// the session that the invocation came by.
//
// Thread-safe. The hooks are called without a lock, on the thread that caused
// them.
class RegisterStream : public CalleeSink {
 public:
  struct Options {
    std::vector<v1::Procedure> procedures;  // as asked, match filled in
    v1::PayloadForm form = v1::PAYLOAD_FORM_ARGUMENTS;
    size_t concurrency = 100;
    // Octets of frames that wait for the client.
    size_t octets_max = 8 << 20;
    // The largest frame that gRPC takes (grpc.max_message_bytes).
    size_t frame_bytes_max = 4 << 20;
    MetadataCarriage metadata;
    Tracer* tracer = nullptr;  // null: nothing is traced; else outlives it
    // What is known of the router behind a connection.
    std::function<RouterTraits(const transport::ClientConnection&)> traits;
  };
  struct Hooks {
    // From nothing-to-take to something-to-take: the RPC then calls Take until
    // it says kNothing.
    std::function<void()> ready;
    // It was full and has room again.
    std::function<void()> room;
    // It has come to its end, which the client may be slow to take.
    std::function<void()> ending;
  };
  struct Nothing {};
  // The stream's status, after all that was queued before it; OK without a
  // failure.
  struct End {
    std::optional<Failure> failure;
  };
  using Taken = std::variant<Nothing, std::string, End>;
  // What became of an answer. kBlocked: the session's write buffer is full;
  // give it again a little later.
  enum class Given { kDone, kIgnored, kBlocked };

  RegisterStream(Options options, Hooks hooks);

  // The next frame to write, in order.
  Taken Take();

  // The client's answers, one at a time. InvalidArgument: the invocation was
  // never given.
  absl::StatusOr<Given> Answer(const v1::InvocationResult& result);
  absl::StatusOr<Given> Answer(const v1::InvocationError& error);

  // Nobody answers any more: what runs is answered `wamp.error.canceled`, and
  // the stream ends.
  void Finish(std::optional<Failure> failure);
  // The stream ends when every procedure is gone and nothing runs.
  void FinishWhenIdle(const Failure& failure);

  // For status.
  size_t running() const;

  // CalleeSink.
  void OnInterrupted(const std::string& reason, absl::Time since) override;
  void OnSessionLost() override;
  void OnRegistered(const Accepted& accepted) override;
  void OnUnregistered(size_t procedure, const std::string& reason) override;
  Took Offer(const Offered& offered) override;
  bool Continue(const Connection& connection,
                const wamp::Invocation& chunk) override;
  bool Interrupt(const Connection& connection,
                 const wamp::Interrupt& interrupt) override;
  void OnEnd(const Failure& failure, Ending ending) override;

 private:
  struct Frame {
    std::string octets;
    uint64_t invocation = 0;  // 0: it is none
  };
  enum class Part { kProgress, kLast };

  template <typename Reply, typename Translate>
  Given Give(const OpenInvocations::Open& open, const Reply& reply, Part part,
             const Translate& translate);
  // Without a connection where it is answered already.
  absl::StatusOr<OpenInvocations::Open> FindOpen(uint64_t id) const;
  bool HasRoomLocked(size_t octets) const;
  // *span: of the invocation, if it is traced; null: it goes on.
  absl::StatusOr<std::string> FrameFor(const wamp::Invocation& invocation,
                                       const OpenInvocations::Open& open,
                                       uint64_t id,
                                       std::shared_ptr<OpenSpan>* span) const;
  void Push(const v1::RegisterResponse& response);
  void PushLocked(Frame frame);
  // The invocation is over.
  void Close(uint64_t id);
  // The client's answer, or the invocation itself, cannot be carried: the
  // router is told `uri`, the client why.
  void Spoil(uint64_t id, const OpenInvocations::Open& open,
             std::string_view uri, const std::string& why);
  bool TakeableLocked() const;
  bool EndedLocked() const;
  template <typename Change>
  void Apply(Change change);

  const Options options_;
  const Hooks hooks_;
  mutable std::mutex mutex_;  // guards what follows
  OpenInvocations open_;
  std::deque<Frame> frames_;
  size_t octets_ = 0;  // of frames_
  // The hub was told that it is full.
  bool was_full_ = false;
  size_t gone_ = 0;  // procedures
  std::optional<Failure> when_idle_;
  std::optional<End> end_;
  bool ended_ = false;  // the end was taken
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_REGISTER_REGISTER_STREAM_H_
