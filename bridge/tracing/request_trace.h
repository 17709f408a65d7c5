// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_TRACING_REQUEST_TRACE_H_
#define BRIDGE_TRACING_REQUEST_TRACE_H_

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/errors/failure.h"
#include "bridge/tracing/span.h"
#include "bridge/tracing/tracer.h"

namespace wampbridge::bridge {

// The spans of one call or publication that is traced:
//
//   wampbridge.v1.WampBridge/Call   the RPC, under the client's span
//     wait                          until there was a session
//     CALL                          from then until the router's answer; it is
//                                   what goes along through WAMP
//     RESULT                        until the client had the answer
//
// For a publication PUBLISH and PUBLISHED; for an answer that is an ERROR that
// name. Each further attempt has a wait and a CALL of its own. They are
// recorded when this is destroyed. Whoever calls it may hold a lock.
// Thread-safe.
class RequestTrace {
 public:
  enum class Kind { kCall, kPublication };
  // What the client said with its RPC.
  struct Client {
    std::string traceparent;
    std::string tracestate;
  };
  // Which session it goes to.
  struct Session {
    std::string_view identity;
    std::string_view router;
    std::string_view realm;
    uint64_t id = 0;
  };

  // `method`: of the service WampBridge. Null: it is not traced, or `tracer`
  // is. `tracer` must outlive it.
  static std::shared_ptr<RequestTrace> Begin(Tracer* tracer, Kind kind,
                                             std::string_view method,
                                             const Client& client);
  ~RequestTrace();
  RequestTrace(const RequestTrace&) = delete;
  RequestTrace& operator=(const RequestTrace&) = delete;

  // By which the log names it.
  std::string trace_id() const { return HexOf(rpc_.context.trace); }

  void Note(std::string_view name, std::string_view text);
  // It waits for a session.
  void OnWaiting();
  void OnGiven(const Session& session);
  // What is to go along; nothing where the tracer does not carry. REQUIRES:
  // OnGiven was called.
  std::map<std::string, std::string> Carried() const;
  void OnSent(uint64_t request);
  // "RESULT", "PUBLISHED" or "ERROR", with its URI. It may come before OnSent.
  void OnAnswered(std::string_view message, uint64_t request,
                  std::string_view error_uri);
  // The attempt has come to nothing.
  void OnLost(std::string_view why);
  // The RPC ends. Null: well. The first end counts.
  void End(const Failure* failure);
  // It ends, for its client has left.
  void Cancel();
  // It was no RPC to look at: nothing is recorded.
  void Discard();

 private:
  RequestTrace(Tracer& tracer, Kind kind, Span rpc)
      : tracer_(tracer), kind_(kind), rpc_(std::move(rpc)) {}
  Span Under(std::string_view name, Span::Kind kind) const;
  void FinishLocked(std::optional<Span>& span);
  void NoteRequestLocked(uint64_t request);
  bool EndLocked();

  Tracer& tracer_;
  const Kind kind_;
  mutable std::mutex mutex_;  // guards what follows, but rpc_.context
  Span rpc_;
  bool ended_ = false;
  bool discarded_ = false;
  std::optional<Span> wait_;
  std::optional<Span> attempt_;
  uint64_t request_ = 0;  // the attempt's; 0: not known yet
  std::optional<Span> answer_;
  std::vector<Span> finished_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_TRACING_REQUEST_TRACE_H_
