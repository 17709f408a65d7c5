// SPDX-License-Identifier: Apache-2.0
#include "bridge/client/input_lines.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>

namespace wampbridge::bridge {

InputLines::InputLines(int descriptor)
    : descriptor_(descriptor), stop_(eventfd(0, EFD_CLOEXEC)) {}

InputLines::~InputLines() { close(stop_); }

void InputLines::Stop() { eventfd_write(stop_, 1); }

std::optional<std::string> InputLines::Next() {
  while (true) {
    const size_t end = octets_.find('\n', searched_);
    if (end != std::string::npos) return Take(end, 1);
    searched_ = octets_.size();
    if (Fill()) continue;
    if (octets_.empty()) return std::nullopt;
    return Take(octets_.size(), 0);
  }
}

std::string InputLines::Take(size_t octets, size_t end_octets) {
  std::string line = octets_.substr(0, octets);
  octets_.erase(0, octets + end_octets);
  searched_ = 0;
  return line;
}

bool InputLines::Fill() {
  pollfd waited[] = {{stop_, POLLIN, 0}, {descriptor_, POLLIN, 0}};
  while (poll(waited, 2, -1) < 0) {
    if (errno != EINTR) return false;
  }
  if (waited[0].revents != 0) {
    octets_.clear();
    return false;
  }
  char buffer[1 << 16];
  const ssize_t count = read(descriptor_, buffer, sizeof(buffer));
  if (count <= 0) return false;
  octets_.append(buffer, static_cast<size_t>(count));
  return true;
}

}  // namespace wampbridge::bridge
