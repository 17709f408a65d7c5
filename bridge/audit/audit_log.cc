// SPDX-License-Identifier: Apache-2.0
#include "bridge/audit/audit_log.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"

namespace wampbridge::bridge {
namespace {

// Nobody else is to read who calls whom.
std::FILE* OpenForAppending(const std::string& path) {
  constexpr mode_t kMode = 0640;
  const int file =
      open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, kMode);
  return file < 0 ? nullptr : fdopen(file, "a");
}

bool IsFile(std::FILE* file, const std::string& path) {
  struct stat opened {};
  struct stat named {};
  return fstat(fileno(file), &opened) == 0 && stat(path.c_str(), &named) == 0 &&
         opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

}  // namespace

absl::StatusOr<std::unique_ptr<AuditLog>> AuditLog::Open(
    const std::string& path) {
  File file(OpenForAppending(path));
  if (file == nullptr) {
    return absl::InvalidArgumentError(
        absl::StrCat("telemetry.audit.file: ", path,
                     " cannot be written: ", std::strerror(errno)));
  }
  return std::unique_ptr<AuditLog>(new AuditLog(path, std::move(file)));
}

void AuditLog::ReopenIfMovedLocked() {
  if (IsFile(file_.get(), path_)) return;
  File file(OpenForAppending(path_));
  if (file != nullptr) file_ = std::move(file);
}

void AuditLog::Write(const std::string& event, const Facts& facts,
                     absl::Time now) {
  nlohmann::ordered_json line = {
      {"time", absl::FormatTime(absl::RFC3339_full, now, absl::UTCTimeZone())},
      {"event", event}};
  for (const auto& [name, value] : facts) {
    if (!value.empty()) line[name] = value;
  }
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto left_out = lines_.Take(now);
  if (!left_out) return;
  if (*left_out > 0) line["left_out"] = *left_out;
  ReopenIfMovedLocked();
  // Texts of clients and routers may be no UTF-8.
  const std::string text =
      line.dump(-1, ' ', true,
                nlohmann::ordered_json::error_handler_t::replace) +
      "\n";
  std::fwrite(text.data(), 1, text.size(), file_.get());
  std::fflush(file_.get());
}

}  // namespace wampbridge::bridge
