// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_RPC_LOG_H_
#define BRIDGE_SERVER_RPC_LOG_H_

#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "bridge/errors/failure.h"
#include "bridge/log/line_limit.h"

namespace wampbridge::bridge {

// The log's lines about RPCs that failed, which join what a client saw
// (request_id), what the router saw (session, request) and the trace. What the
// bridge or the router could not do is of level info; what the client did
// wrong, or its callee answered, of level debug; each limited by itself. Never
// what a payload has. Thread-safe.
class RpcLog {
 public:
  // Whose end it is; what is not known is empty.
  struct Ended {
    std::string_view method;
    std::string request_id;
    std::string trace_id;
    std::string peer;
    std::string subject;
  };

  // Whether the log takes a line about it, as far as its level says.
  static bool Wants(const Failure& failure);
  void Failed(const Ended& ended, const Failure& failure, absl::Time now);

 private:
  LineLimit lines_{20, absl::Seconds(10)};
  LineLimit debug_lines_{20, absl::Seconds(10)};
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_RPC_LOG_H_
