// SPDX-License-Identifier: Apache-2.0
#include "bridge/client/wait_notice.h"

#include <utility>

namespace wampbridge::bridge {
namespace {

// Back to the line's begin, and clear it.
constexpr char kClearLine[] = "\r\033[K";

}  // namespace

WaitNotice::WaitNotice(Options options, std::function<std::string()> what)
    : options_(options), what_(std::move(what)) {
  if (options_.is_terminal) thread_ = std::thread([this] { Run(); });
}

void WaitNotice::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void WaitNotice::Run() {
  const auto interval = absl::ToChronoNanoseconds(options_.interval);
  int waited = 0;
  std::unique_lock lock(mutex_);
  while (!changed_.wait_for(lock, interval, [this] { return stopped_; })) {
    ++waited;
    options_.err << kClearLine << "waiting for " << what_() << " ("
                 << absl::FormatDuration(options_.interval * waited) << ")"
                 << std::flush;
  }
  if (waited > 0) options_.err << kClearLine << std::flush;
}

}  // namespace wampbridge::bridge
