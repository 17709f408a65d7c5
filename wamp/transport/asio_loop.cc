// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/asio_loop.h"

#include <atomic>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <utility>
#include <vector>

#include "absl/time/clock.h"

namespace wampbridge::transport {
namespace {

// Shared by the handle and the wait. The steady_timer is touched on the loop
// only; `cancelled` is what makes Cancel hold, the rest frees things early.
struct Wait {
  Wait(boost::asio::io_context& context, std::function<void()> run)
      : timer(context), function(std::move(run)) {}

  boost::asio::steady_timer timer;
  std::function<void()> function;
  std::atomic<bool> cancelled = false;
};

class AsioTimer : public Timer {
 public:
  AsioTimer(boost::asio::io_context& context, std::shared_ptr<Wait> wait)
      : context_(context), wait_(std::move(wait)) {}
  // NOLINTNEXTLINE(bugprone-exception-escape): only for want of memory.
  ~AsioTimer() override { Cancel(); }

  void Cancel() override {
    if (wait_ == nullptr) return;
    const std::shared_ptr<Wait> wait = std::move(wait_);
    wait->cancelled = true;
    boost::asio::dispatch(context_, [wait] { wait->timer.cancel(); });
  }

 private:
  boost::asio::io_context& context_;
  std::shared_ptr<Wait> wait_;
};

}  // namespace

AsioLoop::AsioLoop()
    : work_(context_.get_executor()), thread_([this] { context_.run(); }) {}

AsioLoop::~AsioLoop() { Stop(); }

void AsioLoop::Post(std::function<void()> function) {
  boost::asio::post(context_, std::move(function));
}

std::unique_ptr<Timer> AsioLoop::RunAfter(absl::Duration delay,
                                          std::function<void()> function) {
  auto wait = std::make_shared<Wait>(context_, std::move(function));
  wait->timer.expires_after(absl::ToChronoNanoseconds(delay));
  wait->timer.async_wait([wait](const boost::system::error_code& error) {
    const std::function<void()> function = std::move(wait->function);
    if (!error && !wait->cancelled) function();
  });
  return std::make_unique<AsioTimer>(context_, std::move(wait));
}

absl::Time AsioLoop::Now() const { return absl::Now(); }

void AsioLoop::Stop() {
  work_.reset();
  context_.stop();
  if (thread_.joinable()) thread_.join();
}

void AsioLoop::Discard() {
  std::vector<std::shared_ptr<void>> released;
  for (LoopClient* client : std::exchange(clients_, {})) {
    released.push_back(client->Release());
  }
  context_.shutdown();
}

}  // namespace wampbridge::transport
