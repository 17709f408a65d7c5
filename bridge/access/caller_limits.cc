// SPDX-License-Identifier: Apache-2.0
#include "bridge/access/caller_limits.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "bridge/errors/failures.h"

namespace wampbridge::bridge {
namespace {

// When a place may be free again: nobody knows, so soon.
constexpr absl::Duration kPlaceRetry = absl::Milliseconds(100);

std::string KeyOf(const Caller& caller) {
  const std::string proof(NameOf(caller.proof));
  if (caller.proof == Caller::Proof::kNone) {
    return absl::StrCat(proof, ":", caller.listener);
  }
  return absl::StrCat(proof, ":", caller.issuer.size(), ":", caller.issuer, ":",
                      caller.subject);
}

Failure UsedUp(const char* limit, int64_t value, absl::Duration retry) {
  Failure failure = Rejected(absl::ResourceExhaustedError(
      absl::StrCat("this caller has used up its ", limit, ", ", value)));
  failure.outcome = Outcome::kNotSent;
  failure.retry_after = retry;
  return failure;
}

// Holds a second's worth; may be in debt.
class Bucket {
 public:
  // How long until something may be taken again; zero: now.
  absl::Duration Wait(int64_t per_second, absl::Time now) {
    Fill(per_second, now);
    if (tokens_ > 0) return absl::ZeroDuration();
    const double missing = std::max(1.0 - tokens_, 1.0);
    return absl::Seconds(missing / static_cast<double>(per_second));
  }
  void Take(double tokens) { tokens_ -= tokens; }
  bool IsFull(absl::Time now) const { return now - filled_ > absl::Hours(1); }

 private:
  void Fill(int64_t per_second, absl::Time now) {
    const auto most = static_cast<double>(per_second);
    if (filled_ == absl::InfinitePast()) {
      tokens_ = most;
    } else if (now > filled_) {
      tokens_ += absl::ToDoubleSeconds(now - filled_) * most;
    }
    // A whole one, so that a bucket that gives one at a time is not emptied by
    // rounding.
    tokens_ = std::min(tokens_, std::max(most, 1.0));
    filled_ = now;
  }

  double tokens_ = 0;
  absl::Time filled_ = absl::InfinitePast();
};

}  // namespace

struct CallerLimits::Usage {
  std::mutex mutex;  // guards what follows
  Bucket requests;
  Bucket octets;
  int64_t in_flight = 0;
  int64_t streams = 0;

  std::optional<Failure> ChargeLocked(const Limits& limits, size_t size,
                                      absl::Time now);
  std::optional<Failure> EnterLocked(const Limits& limits, Kind kind);
};

// Both are looked at before either is taken from.
std::optional<Failure> CallerLimits::Usage::ChargeLocked(const Limits& limits,
                                                         size_t size,
                                                         absl::Time now) {
  if (limits.requests_per_second > 0) {
    const absl::Duration wait = requests.Wait(limits.requests_per_second, now);
    if (wait > absl::ZeroDuration()) {
      return UsedUp("requests_per_second", limits.requests_per_second, wait);
    }
  }
  if (limits.octets_per_second > 0) {
    const absl::Duration wait = octets.Wait(limits.octets_per_second, now);
    if (wait > absl::ZeroDuration()) {
      return UsedUp("bytes_per_second", limits.octets_per_second, wait);
    }
    octets.Take(static_cast<double>(size));
  }
  if (limits.requests_per_second > 0) requests.Take(1);
  return std::nullopt;
}

std::optional<Failure> CallerLimits::Usage::EnterLocked(const Limits& limits,
                                                        Kind kind) {
  const bool call = kind == Kind::kCall;
  const int64_t most = call ? limits.in_flight : limits.streams;
  int64_t& count = call ? in_flight : streams;
  if (most > 0 && count >= most) {
    return UsedUp(call ? "in_flight" : "streams", most, kPlaceRetry);
  }
  ++count;
  return std::nullopt;
}

CallerLimits::Ticket::Ticket(std::shared_ptr<Usage> usage, const Limits& limits,
                             Kind kind)
    : usage_(std::move(usage)), limits_(limits), kind_(kind) {}

CallerLimits::Ticket::~Ticket() {
  const std::lock_guard<std::mutex> lock(usage_->mutex);
  --(kind_ == Kind::kCall ? usage_->in_flight : usage_->streams);
}

std::optional<Failure> CallerLimits::Ticket::Charge(size_t octets,
                                                    absl::Time now) {
  const std::lock_guard<std::mutex> lock(usage_->mutex);
  return usage_->ChargeLocked(limits_, octets, now);
}

CallerLimits::CallerLimits() = default;
CallerLimits::~CallerLimits() = default;

std::variant<CallerLimits::TicketPointer, Failure> CallerLimits::Enter(
    const Caller& caller, const Limits& limits, Kind kind, size_t octets,
    absl::Time now) {
  std::shared_ptr<Usage> usage;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (usages_.size() >= sweep_at_) SweepLocked(now);
    std::shared_ptr<Usage>& known = usages_[KeyOf(caller)];
    if (known == nullptr) known = std::make_shared<Usage>();
    usage = known;
  }
  {
    const std::lock_guard<std::mutex> lock(usage->mutex);
    if (auto full = usage->ChargeLocked(limits, octets, now)) return *full;
    if (auto full = usage->EnterLocked(limits, kind)) return *full;
  }
  return std::make_unique<Ticket>(std::move(usage), limits, kind);
}

// Those that use nothing, and whose buckets have long been full again.
void CallerLimits::SweepLocked(absl::Time now) {
  absl::erase_if(usages_, [now](const auto& entry) {
    Usage& usage = *entry.second;
    const std::lock_guard<std::mutex> lock(usage.mutex);
    return usage.in_flight == 0 && usage.streams == 0 &&
           usage.requests.IsFull(now) && usage.octets.IsFull(now);
  });
  sweep_at_ = std::max(kSweepAt, 2 * usages_.size());
}

size_t CallerLimits::callers() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return usages_.size();
}

}  // namespace wampbridge::bridge
