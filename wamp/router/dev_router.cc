// SPDX-License-Identifier: Apache-2.0
#include "wamp/router/dev_router.h"

#include <openssl/rand.h>

#include <condition_variable>
#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "wamp/router/router.h"
#include "wamp/router/router_connection.h"
#include "wamp/router/sample_client.h"
#include "wamp/router/uris.h"
#include "wamp/transport/io_threads.h"
#include "wamp/transport/listener.h"

namespace wampbridge::router {
namespace {

// Longer than a connection takes for its GOODBYE and to write what waits.
constexpr absl::Duration kEndingTime = absl::Seconds(3);

uint64_t RandomBits() {
  uint64_t bits = 0;
  if (RAND_bytes(reinterpret_cast<unsigned char*>(&bits), sizeof(bits)) != 1) {
    std::abort();  // Without randomness no challenge means anything.
  }
  return bits;
}

}  // namespace

// Everything but the constructor, AddListener, CloseAll and AwaitAllGone runs
// on the loop.
class DevRouter::Service {
 public:
  Service(const RouterOptions& options, std::unique_ptr<Router> router)
      : options_(options), router_(std::move(router)), io_(1) {}

  ~Service() {
    io_.Stop();
    for (const auto& sample : samples_) sample->Stop();
  }

  absl::StatusOr<const transport::Listener*> AddListener(
      const std::string& url) {
    transport::ListenOptions options;
    options.url = url;
    options.message_bytes_max = options_.message_bytes_max;
    options.write_buffer_bytes = options_.peer_queue_bytes_max;
    options.handshake_timeout = options_.join_timeout;
    auto listener = transport::Listener::Listen(
        io_, options,
        [this](std::shared_ptr<transport::ServerConnection> connection) {
          return Accept(std::move(connection));
        });
    if (!listener.ok()) return listener.status();
    listeners_.push_back(*std::move(listener));
    return listeners_.back().get();
  }

  void StartSamples() {
    loop().Post([this] {
      for (const auto& [name, realm] : options_.realms) {
        samples_.push_back(
            SampleClient::Start(router_->FindRealm(name), &loop(),
                                router_->ids().Random<wamp::SessionId>()));
      }
    });
  }

  void CloseAll(Ending ending) {
    for (const auto& listener : listeners_) listener->Stop();
    loop().Post([this, ending] {
      ending_ = true;
      // Closing may take a connection out of the set at once.
      const std::set<std::shared_ptr<RouterConnection>> open = connections_;
      for (const auto& connection : open) {
        if (ending == Ending::kGoodbye) {
          connection->Leave(kSystemShutdown);
        } else {
          connection->Reset();
        }
      }
      TellIfAllGone();
    });
  }

  void AwaitAllGone() {
    std::unique_lock<std::mutex> lock(mutex_);
    all_gone_changed_.wait_for(lock, absl::ToChronoMilliseconds(kEndingTime),
                               [this] { return all_gone_; });
  }

 private:
  transport::EventLoop& loop() { return io_.loop(0); }

  std::shared_ptr<transport::ServerConnectionObserver> Accept(
      std::shared_ptr<transport::ServerConnection> connection) {
    if (ending_) return nullptr;
    auto accepted = std::make_shared<RouterConnection>(
        RouterConnection::Options{
            .router = router_.get(),
            .loop = &loop(),
            .join_timeout = options_.join_timeout,
            .on_activity = [this] { WatchTimeouts(); },
            .on_gone = [this](RouterConnection* gone) { Forget(gone); }},
        std::move(connection));
    connections_.insert(accepted);
    return accepted;
  }

  void Forget(RouterConnection* gone) {
    connections_.erase(gone->shared_from_this());
    if (ending_) TellIfAllGone();
  }

  void TellIfAllGone() {
    if (!connections_.empty()) return;
    const std::lock_guard<std::mutex> lock(mutex_);
    all_gone_ = true;
    all_gone_changed_.notify_all();
  }

  // Keeps one timer for the router's next deadline.
  void WatchTimeouts() {
    const std::optional<absl::Time> due = router_->PollTimeout();
    if (due == watched_) return;
    watched_ = due;
    timer_.reset();
    if (!due.has_value()) return;
    timer_ = loop().RunAfter(*due - loop().Now(), [this] {
      watched_.reset();
      router_->HandleTimeout(loop().Now());
      WatchTimeouts();
    });
  }

  const RouterOptions options_;
  const std::unique_ptr<Router> router_;
  transport::IoThreads io_;
  std::vector<std::unique_ptr<transport::Listener>> listeners_;
  std::vector<std::shared_ptr<SampleClient>> samples_;
  std::set<std::shared_ptr<RouterConnection>> connections_;
  std::optional<absl::Time> watched_;  // what timer_ waits for
  std::unique_ptr<transport::Timer> timer_;
  bool ending_ = false;

  std::mutex mutex_;
  std::condition_variable all_gone_changed_;
  bool all_gone_ = false;  // guarded by mutex_
};

absl::StatusOr<std::unique_ptr<DevRouter>> DevRouter::Start(
    const DevRouterOptions& options) {
  auto router = Router::Create(options.router, RandomBits);
  if (!router.ok()) return router.status();
  std::unique_ptr<DevRouter> started(new DevRouter());
  started->service_ =
      std::make_unique<Service>(options.router, *std::move(router));
  for (const std::string& url : options.router.listen) {
    const auto listener = started->service_->AddListener(url);
    if (!listener.ok()) return listener.status();
    started->urls_.push_back((*listener)->url());
    started->ports_.push_back((*listener)->port());
  }
  if (options.samples == Samples::kServe) started->service_->StartSamples();
  if (options.log) {
    options.log(
        "the embedded router is for development only: it keeps nothing, and "
        "has no TLS");
    for (const std::string& url : started->urls_) {
      options.log(absl::StrCat("development router listens on ", url));
    }
  }
  return started;
}

DevRouter::~DevRouter() { Stop(); }

void DevRouter::Stop() { End(Ending::kGoodbye); }

void DevRouter::Kill() { End(Ending::kReset); }

void DevRouter::End(Ending ending) {
  if (service_ == nullptr) return;
  service_->CloseAll(ending);
  service_->AwaitAllGone();
  service_.reset();
}

}  // namespace wampbridge::router
