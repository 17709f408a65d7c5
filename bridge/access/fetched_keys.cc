// SPDX-License-Identifier: Apache-2.0
#include "bridge/access/fetched_keys.h"

#include <spdlog/spdlog.h>

#include <utility>

namespace wampbridge::bridge {

FetchedKeys::FetchedKeys(Options options)
    : options_(std::move(options)),
      keys_(std::make_shared<const auth::KeySet>()) {
  Fetch();
  thread_ = std::thread([this] { Run(); });
}

FetchedKeys::~FetchedKeys() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

FetchedKeys::Pointer FetchedKeys::Current() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return keys_;
}

void FetchedKeys::WantNewer() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    wanted_ = true;
  }
  changed_.notify_all();
}

void FetchedKeys::Fetch() {
  auto fetched = options_.fetch();
  const std::lock_guard<std::mutex> lock(mutex_);
  if (fetched.ok()) {
    keys_ = std::make_shared<const auth::KeySet>(*std::move(fetched));
    trouble_.clear();
    return;
  }
  std::string trouble(fetched.status().message());
  if (trouble == trouble_) return;
  spdlog::warn("the keys of {} stay as they were: {}", options_.name, trouble);
  trouble_ = std::move(trouble);
}

void FetchedKeys::Run() {
  const auto ending = [this] { return ending_; };
  const auto wanted = [this] { return ending_ || wanted_; };
  for (;;) {
    {
      std::unique_lock<std::mutex> lock(mutex_);
      changed_.wait_for(lock, absl::ToChronoMilliseconds(options_.pause),
                        ending);
      changed_.wait_for(
          lock, absl::ToChronoMilliseconds(options_.refresh - options_.pause),
          wanted);
      if (ending_) return;
      wanted_ = false;
    }
    Fetch();
  }
}

}  // namespace wampbridge::bridge
