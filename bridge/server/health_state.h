// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_HEALTH_STATE_H_
#define BRIDGE_SERVER_HEALTH_STATE_H_

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace wampbridge::bridge {

// Whether the server, each service and each identity serve: what the health
// service, /readyz and /status tell. The server and its services serve from
// the first join of every identity that is required until the drain
// (architecture.md "Readiness"); `identity/NAME` tells its state from moment to
// moment. Thread-safe.
class HealthState {
 public:
  enum class Serving { kYes, kNo, kUnknownService };
  // Told, without a lock, that something has changed.
  using Listener = std::function<void()>;

  // `services`: full names; "" (the server) is among them in any case.
  explicit HealthState(const std::vector<std::string>& services);
  HealthState(const HealthState&) = delete;
  HealthState& operator=(const HealthState&) = delete;

  Serving Of(std::string_view service) const;
  std::map<std::string, Serving> All() const;

  // Whether the server serves.
  bool ready() const { return Of("") == Serving::kYes; }
  // Whether SetDraining was called.
  bool draining() const;

  void SetReady(bool ready);
  void SetIdentity(const std::string& name, bool live);
  // It is unknown from now on.
  void RemoveIdentity(const std::string& name);
  // Nothing serves from now on, whatever is set afterwards.
  void SetDraining();

  // Listens as long as the listener lives.
  void Listen(std::weak_ptr<Listener> listener);

 private:
  void Tell();

  const std::vector<std::string> services_;
  mutable std::mutex mutex_;
  bool draining_ = false;                               // guarded by mutex_
  std::map<std::string, Serving, std::less<>> states_;  // guarded by mutex_
  std::vector<std::weak_ptr<Listener>> listeners_;      // guarded by mutex_
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_HEALTH_STATE_H_
