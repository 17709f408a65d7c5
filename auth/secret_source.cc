// SPDX-License-Identifier: Apache-2.0
#include "auth/secret_source.h"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <utility>

namespace wampbridge::auth {
namespace {

// The largest of what we read is an OpenSSH key of a few hundred octets.
constexpr std::size_t kFileOctetsMax = 64 * 1024;

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  const int fd_;
};

std::string_view WithoutLineBreak(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

absl::Status FileError(const std::string& path, const std::string& what) {
  return absl::InvalidArgumentError("secret file " + path + " " + what);
}

bool MountedByOrchestrator(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string folder =
      slash == std::string::npos ? "." : path.substr(0, slash);
  struct stat link = {};
  return folder == "/run/secrets" ||
         (lstat((folder + "/..data").c_str(), &link) == 0 &&
          S_ISLNK(link.st_mode));
}

// Zeroes what was read in the end.
absl::StatusOr<Secret> ReadAll(const std::string& path, int fd) {
  std::string text(kFileOctetsMax + 1, '\0');
  std::size_t size = 0;
  ssize_t got = 1;
  while (size < text.size() && got > 0) {
    got = read(fd, text.data() + size, text.size() - size);
    if (got > 0) size += static_cast<std::size_t>(got);
  }
  const int error = errno;
  Secret secret(WithoutLineBreak(std::string_view(text).substr(0, size)));
  OPENSSL_cleanse(text.data(), text.size());
  if (got < 0) {
    return FileError(path, std::string("cannot be read: ") + strerror(error));
  }
  if (size > kFileOctetsMax) {
    return FileError(path,
                     "is larger than 64 KiB; it must hold the secret "
                     "and nothing else");
  }
  if (secret.empty()) {
    return FileError(path, "is empty; write the secret into it");
  }
  return secret;
}

absl::StatusOr<LoadedSecret> LoadFile(const std::string& path) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.get() < 0) {
    return FileError(path, std::string("cannot be opened: ") + strerror(errno));
  }
  struct stat facts = {};
  if (fstat(file.get(), &facts) != 0 || !S_ISREG(facts.st_mode)) {
    return FileError(path, "is not a regular file");
  }
  std::string warning;
  if ((facts.st_mode & S_IRWXO) != 0) {
    if (!MountedByOrchestrator(path)) {
      return FileError(path, "is open to every user; run chmod o= " + path);
    }
    warning = "secret file " + path +
              " is open to every user; mount it with mode 0440";
  }
  absl::StatusOr<Secret> secret = ReadAll(path, file.get());
  if (!secret.ok()) return secret.status();
  return LoadedSecret{*std::move(secret), std::move(warning)};
}

absl::StatusOr<LoadedSecret> LoadVariable(const std::string& name,
                                          const EnvironmentReader& read) {
  std::optional<std::string> value = read(name);
  if (!value.has_value()) {
    return absl::InvalidArgumentError("environment variable " + name +
                                      " is not set; put the secret into it");
  }
  LoadedSecret loaded{Secret(WithoutLineBreak(*value)), {}};
  OPENSSL_cleanse(value->data(), value->size());
  if (loaded.secret.empty()) {
    return absl::InvalidArgumentError("environment variable " + name +
                                      " is empty; put the secret into it");
  }
  return loaded;
}

}  // namespace

std::optional<std::string> ReadEnvironment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr) return std::nullopt;
  return value;
}

absl::StatusOr<LoadedSecret> LoadSecret(const SecretSource& source,
                                        const EnvironmentReader& environment) {
  if (const auto* file = std::get_if<SecretFile>(&source)) {
    return LoadFile(file->path);
  }
  return LoadVariable(std::get<EnvironmentVariable>(source).name, environment);
}

}  // namespace wampbridge::auth
