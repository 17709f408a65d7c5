// SPDX-License-Identifier: Apache-2.0
#include "bridge/client/stop_signal.h"

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <utility>

namespace wampbridge::bridge {
namespace {

int BlockAndOpen(bool hangup) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  if (hangup) sigaddset(&set, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  return signalfd(-1, &set, SFD_CLOEXEC);
}

}  // namespace

StopSignal::StopSignal(Callback callback, std::function<void()> hangup)
    : callback_(std::move(callback)),
      hangup_(std::move(hangup)),
      signals_(BlockAndOpen(hangup_ != nullptr)),
      done_(eventfd(0, EFD_CLOEXEC)),
      thread_([this] { Wait(); }) {}

StopSignal::~StopSignal() {
  const std::uint64_t one = 1;
  while (write(done_, &one, sizeof one) < 0) {
  }
  thread_.join();
  close(done_);
  close(signals_);
}

void StopSignal::Wait() {
  pollfd watched[] = {{signals_, POLLIN, 0}, {done_, POLLIN, 0}};
  while (watched[1].revents == 0) {
    if (poll(watched, 2, -1) < 0 || watched[0].revents == 0) continue;
    signalfd_siginfo signal;
    if (read(signals_, &signal, sizeof signal) != sizeof signal) continue;
    if (signal.ssi_signo == SIGHUP) {
      hangup_();
    } else {
      callback_(++count_);
    }
  }
}

}  // namespace wampbridge::bridge
