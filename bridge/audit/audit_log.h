// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_AUDIT_AUDIT_LOG_H_
#define BRIDGE_AUDIT_AUDIT_LOG_H_

#include <cstdint>
#include <cstdio>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bridge/log/line_limit.h"

namespace wampbridge::bridge {

// Who joined, who was refused, what was denied, what was reloaded: a file with
// one JSON object a line, which begins with "time" and "event". It has facts
// and words, never a payload, a token or a secret. Bounded: at most kLinesMax
// in a second; how many were left out is said by the next ("left_out").
//
// A file that is moved away (logrotate) is made anew. Thread-safe.
class AuditLog {
 public:
  static constexpr int kLinesMax = 100;
  using Facts = std::vector<std::pair<std::string, std::string>>;

  // Appends to the file. InvalidArgument names it.
  static absl::StatusOr<std::unique_ptr<AuditLog>> Open(
      const std::string& path);

  // Facts that are empty are left out.
  void Write(const std::string& event, const Facts& facts, absl::Time now);

 private:
  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  using File = std::unique_ptr<std::FILE, Closer>;

  AuditLog(std::string path, File file)
      : path_(std::move(path)), file_(std::move(file)) {}
  void ReopenIfMovedLocked();

  const std::string path_;
  std::mutex mutex_;  // guards what follows
  File file_;
  LineLimit lines_{kLinesMax, absl::Seconds(1)};
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_AUDIT_AUDIT_LOG_H_
