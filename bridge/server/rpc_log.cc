// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/rpc_log.h"

#include <spdlog/spdlog.h>

#include "absl/strings/str_cat.h"
#include "bridge/errors/status_codes.h"
#include "bridge/log/log_fields.h"

namespace wampbridge::bridge {
namespace {

std::string Number(uint64_t number) {
  return number == 0 ? std::string() : absl::StrCat(number);
}

// Who has to look at it.
spdlog::level::level_enum LevelOf(const Failure& failure) {
  const bool ours = failure.outcome == Outcome::kNotSent ||
                    failure.outcome == Outcome::kUnknown;
  return ours ? spdlog::level::info : spdlog::level::debug;
}

}  // namespace

bool RpcLog::Wants(const Failure& failure) {
  return spdlog::should_log(LevelOf(failure));
}

void RpcLog::Failed(const Ended& ended, const Failure& failure,
                    absl::Time now) {
  const bool info = LevelOf(failure) == spdlog::level::info;
  const auto left_out = (info ? lines_ : debug_lines_).Take(now);
  if (!left_out) return;
  spdlog::log(
      LevelOf(failure), "{}",
      WithFields(absl::StrCat(std::string(ended.method), " failed"),
                 {{"code", std::string(StatusCodeName(failure.code))},
                  {"outcome", std::string(OutcomeName(failure.outcome))},
                  {"why", std::string(OwnWords(failure))},
                  {"uri", failure.uri},
                  {"identity", failure.identity},
                  {"router", failure.router},
                  {"session", Number(failure.session_id)},
                  {"request", Number(failure.request_id)},
                  {"request_id", ended.request_id},
                  {"trace_id", ended.trace_id},
                  {"peer", ended.peer},
                  {"subject", ended.subject},
                  {"left_out", Number(*left_out)}}));
}

}  // namespace wampbridge::bridge
