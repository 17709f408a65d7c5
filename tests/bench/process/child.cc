// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/process/child.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace wampbridge::bench {
namespace {

constexpr int kCannotRun = 127;
constexpr absl::Duration kLook = absl::Milliseconds(2);

struct Pipe {
  int read = -1;
  int write = -1;
};

absl::StatusOr<Pipe> MakePipe() {
  std::array<int, 2> ends;
  if (pipe2(ends.data(), O_CLOEXEC) != 0) {
    return absl::ResourceExhaustedError("no more pipes");
  }
  return Pipe{ends[0], ends[1]};
}

// Between fork and exec: nothing but system calls.
[[noreturn]] void Become(char* const* argv, char* const* environment, int in,
                         int out, bool both, const char* folder, pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(kCannotRun);
  dup2(in, STDIN_FILENO);
  dup2(out, STDOUT_FILENO);
  if (both) dup2(out, STDERR_FILENO);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  if (*folder != '\0' && chdir(folder) != 0) _exit(kCannotRun);
  execvpe(argv[0], argv, environment);
  _exit(kCannotRun);
}

std::vector<char*> Pointers(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  pointers.reserve(words.size() + 1);
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Child>> Child::Start(Options options) {
  auto in = MakePipe();
  auto out = MakePipe();
  if (!in.ok() || !out.ok()) return in.ok() ? out.status() : in.status();
  const bool logs = !options.log_file.empty();
  if (logs) {
    close(out->read);
    close(out->write);
    const char* file = options.log_file.c_str();
    out->write = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    out->read = open(file, O_RDONLY | O_CLOEXEC);
  }
  std::vector<std::string> environment = options.environment;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    environment.emplace_back(*entry);
  }
  const std::vector<char*> argv = Pointers(options.argv);
  const std::vector<char*> variables = Pointers(environment);
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid == 0) {
    Become(argv.data(), variables.data(), in->read, out->write, logs,
           options.folder.c_str(), parent);
  }
  close(in->read);
  close(out->write);
  if (pid < 0) return absl::ResourceExhaustedError("no more processes");
  return std::unique_ptr<Child>(
      new Child(std::move(options), pid, in->write, out->read));
}

Child::Child(Options options, pid_t pid, int in, int out)
    : options_(std::move(options)), pid_(pid), in_(in), out_(out) {}

Child::~Child() {
  if (!Ended()) {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  close(in_);
  close(out_);
}

bool Child::Ended() {
  if (pid_ == 0) return true;
  if (waitpid(pid_, nullptr, WNOHANG) != pid_) return false;
  pid_ = 0;
  return true;
}

void Child::Stop(absl::Duration limit) {
  if (Ended()) return;
  kill(pid_, SIGTERM);
  const absl::Time end = absl::Now() + limit;
  while (!Ended() && absl::Now() < end) absl::SleepFor(kLook);
}

absl::Status Child::WriteLine(std::string_view line) {
  const std::string all = absl::StrCat(
      std::string_view(line).empty() ? "" : std::string(line), "\n");
  size_t written = 0;
  while (written < all.size()) {
    const ssize_t more = write(in_, all.data() + written, all.size() - written);
    if (more < 0 && errno == EINTR) continue;
    if (more <= 0) {
      return absl::UnavailableError(absl::StrCat(Name(), " has ended"));
    }
    written += more;
  }
  return absl::OkStatus();
}

// A file has no end that one could wait for, so it is looked at again.
absl::Status Child::ReadMore(absl::Time end) {
  std::array<char, 4096> octets;
  while (absl::Now() < end) {
    pollfd ready{out_, POLLIN, 0};
    const auto wait = absl::ToInt64Milliseconds(end - absl::Now()) + 1;
    if (poll(&ready, 1, static_cast<int>(wait)) < 0 && errno == EINTR) {
      return absl::CancelledError("interrupted");
    }
    const bool over = Ended();
    const ssize_t count = read(out_, octets.data(), octets.size());
    if (count > 0) {
      unread_.append(octets.data(), count);
      return absl::OkStatus();
    }
    if (over) {
      return absl::UnavailableError(
          absl::StrCat(Name(), " has ended; ", options_.log_file));
    }
    absl::SleepFor(kLook);
  }
  return absl::DeadlineExceededError(
      absl::StrCat(Name(), " says nothing; ", options_.log_file));
}

absl::StatusOr<std::string> Child::ReadLine(absl::Duration limit) {
  const absl::Time end = absl::Now() + limit;
  for (;;) {
    const size_t at = unread_.find('\n');
    if (at != std::string::npos) {
      std::string line = unread_.substr(0, at);
      unread_.erase(0, at + 1);
      return line;
    }
    if (absl::Status status = ReadMore(end); !status.ok()) return status;
  }
}

absl::StatusOr<std::string> Child::ReadUntil(std::string_view text,
                                             absl::Duration limit) {
  const absl::Time end = absl::Now() + limit;
  for (;;) {
    auto line = ReadLine(end - absl::Now());
    if (!line.ok() || line->find(text) != std::string::npos) return line;
  }
}

}  // namespace wampbridge::bench
