// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_ACCESS_FETCHED_KEYS_H_
#define BRIDGE_ACCESS_FETCHED_KEYS_H_

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "auth/jwt/key_set.h"

namespace wampbridge::bridge {

// Keys that somebody else serves: fetched by a thread of their own, so that no
// RPC waits for them, once at the beginning, then from time to time and when
// somebody wants newer ones. What came last stays while none come. Thread-safe.
class FetchedKeys {
 public:
  struct Options {
    std::string name;  // whose they are, for the log
    std::function<absl::StatusOr<auth::KeySet>()> fetch;  // may block
    absl::Duration refresh = absl::Minutes(5);
    // Those who want newer ones do not make a storm.
    absl::Duration pause = absl::Seconds(10);
  };
  using Pointer = std::shared_ptr<const auth::KeySet>;

  // Fetches before it returns; where that fails it begins with no key.
  explicit FetchedKeys(Options options);
  // Waits for a fetch that is under way.
  ~FetchedKeys();
  FetchedKeys(const FetchedKeys&) = delete;
  FetchedKeys& operator=(const FetchedKeys&) = delete;

  Pointer Current() const;
  // A key is missing: fetches soon, if it has not just done so.
  void WantNewer();

 private:
  void Fetch();
  void Run();

  const Options options_;
  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  Pointer keys_;
  bool wanted_ = false;
  bool ending_ = false;
  std::string trouble_;  // told already
  std::thread thread_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_ACCESS_FETCHED_KEYS_H_
