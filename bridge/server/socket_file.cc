// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/socket_file.h"

#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"

namespace wampbridge::bridge {
namespace {

constexpr uid_t kUnchanged = static_cast<uid_t>(-1);  // chown(2)
constexpr size_t kEntryOctets = 16 << 10;

absl::StatusOr<uid_t> UserOf(const std::string& name) {
  if (name.empty()) return kUnchanged;
  char buffer[kEntryOctets];
  passwd entry{};
  passwd* found = nullptr;
  getpwnam_r(name.c_str(), &entry, buffer, sizeof buffer, &found);
  if (found != nullptr) return found->pw_uid;
  return absl::InvalidArgumentError(
      absl::StrCat("grpc.unix.owner: there is no user ", name));
}

absl::StatusOr<gid_t> GroupOf(const std::string& name) {
  if (name.empty()) return kUnchanged;
  char buffer[kEntryOctets];
  group entry{};
  group* found = nullptr;
  getgrnam_r(name.c_str(), &entry, buffer, sizeof buffer, &found);
  if (found != nullptr) return found->gr_gid;
  return absl::InvalidArgumentError(
      absl::StrCat("grpc.unix.owner: there is no group ", name));
}

}  // namespace

absl::Status SetSocketAccess(const std::string& path,
                             const SocketAccess& access) {
  const size_t colon = access.owner.find(':');
  const auto user = UserOf(access.owner.substr(0, colon));
  if (!user.ok()) return user.status();
  const auto group =
      GroupOf(colon == std::string::npos ? "" : access.owner.substr(colon + 1));
  if (!group.ok()) return group.status();
  const auto mode = static_cast<mode_t>(
      std::strtoul(access.mode.c_str(), nullptr, /*base=*/8));
  if (chown(path.c_str(), *user, *group) != 0 ||
      chmod(path.c_str(), mode) != 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("grpc.unix: ", path, " cannot be given to ", access.owner,
                     " with mode ", access.mode, ": ", std::strerror(errno)));
  }
  return absl::OkStatus();
}

}  // namespace wampbridge::bridge
