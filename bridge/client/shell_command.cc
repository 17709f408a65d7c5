// SPDX-License-Identifier: Apache-2.0
#include "bridge/client/shell_command.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <string_view>

namespace wampbridge::bridge {
namespace {

// An open file that closes itself.
class File {
 public:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  ~File() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  int get() const { return descriptor_; }
  int Release() {
    const int descriptor = descriptor_;
    descriptor_ = -1;
    return descriptor;
  }

 private:
  int descriptor_;
};

// A file in memory with this text, to be read from its begin. A pipe would have
// to be filled while the output is read.
bool Fill(const File& file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(file.get(), text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return lseek(file.get(), 0, SEEK_SET) == 0;
}

std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

// Signals that we block or ignore are as usual for it.
void SetUp(posix_spawnattr_t* attributes) {
  sigset_t none;
  sigset_t usual;
  sigemptyset(&none);
  sigemptyset(&usual);
  sigaddset(&usual, SIGPIPE);
  posix_spawnattr_setsigmask(attributes, &none);
  posix_spawnattr_setsigdefault(attributes, &usual);
  posix_spawnattr_setpgroup(attributes, 0);
  posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETPGROUP |
                                           POSIX_SPAWN_SETSIGMASK |
                                           POSIX_SPAWN_SETSIGDEF);
}

int Spawn(const std::string& command, const File& input, const File& output,
          const std::vector<std::string>& more, pid_t* process) {
  std::vector<std::string> arguments = {"/bin/sh", "-c", command};
  std::vector<std::string> environment = more;
  for (char** each = environ; *each != nullptr; ++each) {
    environment.emplace_back(*each);
  }
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  SetUp(&attributes);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input.get(), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output.get(), STDOUT_FILENO);
  const int failed =
      posix_spawn(process, arguments[0].c_str(), &actions, &attributes,
                  Pointers(arguments).data(), Pointers(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return failed;
}

}  // namespace

absl::StatusOr<std::unique_ptr<ShellCommand>> ShellCommand::Start(
    const std::string& command, const std::string& input,
    const std::vector<std::string>& environment) {
  const File text(memfd_create("input", MFD_CLOEXEC));
  std::array<int, 2> ends = {-1, -1};
  if (text.get() < 0 || !Fill(text, input) ||
      pipe2(ends.data(), O_CLOEXEC) != 0) {
    return absl::ErrnoToStatus(errno, "cannot start a command");
  }
  File output(ends[0]);
  const File written(ends[1]);
  pid_t process = 0;
  if (const int failed = Spawn(command, text, written, environment, &process)) {
    return absl::ErrnoToStatus(failed, "cannot start a command");
  }
  return std::unique_ptr<ShellCommand>(
      new ShellCommand(process, output.Release()));
}

ShellCommand::~ShellCommand() { close(output_); }

ShellCommand::Outcome ShellCommand::Wait() {
  Outcome outcome;
  std::array<char, 65536> chunk;
  for (;;) {
    const ssize_t count = read(output_, chunk.data(), chunk.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    outcome.output.append(chunk.data(), static_cast<std::size_t>(count));
    if (outcome.output.size() > kOutputBytesMax) {
      Signal(SIGKILL);
      break;
    }
  }
  int status = 0;
  siginfo_t info;
  // It stays a zombie until nobody can signal it any more.
  while (waitid(P_PID, static_cast<id_t>(process_), &info, WEXITED | WNOWAIT) !=
             0 &&
         errno == EINTR) {
  }
  const std::lock_guard<std::mutex> lock(mutex_);
  over_ = true;
  waitpid(process_, &status, 0);
  outcome.exit_status =
      WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return outcome;
}

void ShellCommand::Interrupt() { Signal(SIGTERM); }

void ShellCommand::Signal(int number) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!over_) kill(-process_, number);
}

}  // namespace wampbridge::bridge
