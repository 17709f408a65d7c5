// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/health_state.h"

#include <algorithm>
#include <utility>

namespace wampbridge::bridge {

HealthState::HealthState(const std::vector<std::string>& services)
    : services_(services) {
  states_[""] = Serving::kNo;
  for (const std::string& service : services_) states_[service] = Serving::kNo;
}

HealthState::Serving HealthState::Of(std::string_view service) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = states_.find(service);
  return found == states_.end() ? Serving::kUnknownService : found->second;
}

std::map<std::string, HealthState::Serving> HealthState::All() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return {states_.begin(), states_.end()};
}

bool HealthState::draining() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return draining_;
}

void HealthState::SetReady(bool ready) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (draining_) return;
    const Serving serving = ready ? Serving::kYes : Serving::kNo;
    states_[""] = serving;
    for (const std::string& service : services_) states_[service] = serving;
  }
  Tell();
}

void HealthState::SetIdentity(const std::string& name, bool live) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    states_["identity/" + name] =
        live && !draining_ ? Serving::kYes : Serving::kNo;
  }
  Tell();
}

void HealthState::RemoveIdentity(const std::string& name) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    states_.erase("identity/" + name);
  }
  Tell();
}

void HealthState::SetDraining() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    draining_ = true;
    for (auto& [service, serving] : states_) serving = Serving::kNo;
  }
  Tell();
}

void HealthState::Listen(std::weak_ptr<Listener> listener) {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::erase_if(listeners_, [](const auto& old) { return old.expired(); });
  listeners_.push_back(std::move(listener));
}

void HealthState::Tell() {
  std::vector<std::weak_ptr<Listener>> listeners;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    listeners = listeners_;
  }
  for (const auto& weak : listeners) {
    if (const auto listener = weak.lock()) (*listener)();
  }
}

}  // namespace wampbridge::bridge
