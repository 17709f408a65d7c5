// SPDX-License-Identifier: Apache-2.0
#include "bridge/identities/caller_identities.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "bridge/config/durations.h"
#include "bridge/errors/failures.h"

namespace wampbridge::bridge {
namespace {

// How often tokens and idle times are looked at.
constexpr absl::Duration kSweepInterval = absl::Seconds(1);
// A place is free as soon as some RPC is over.
constexpr absl::Duration kPlaceRetry = absl::Seconds(1);

Failure Idle(const std::string& name) {
  Failure failure = NotSent(
      grpc::StatusCode::UNAVAILABLE,
      absl::StrCat("identity ", name, ": sessions of this caller were closed"));
  failure.retry_after = absl::ZeroDuration();
  return failure;
}

}  // namespace

// Held by all who use an entry; tells when the last of them has let go.
class CallerIdentities::Lease {
 public:
  Lease(std::shared_ptr<CallerIdentities> owner, const Entry& entry)
      : owner_(std::move(owner)),
        key_(entry.terms.key),
        number_(entry.number),
        identity_(entry.identity) {}
  ~Lease() { owner_->OnReleased(key_, number_); }
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;

  const Identity* identity() const { return identity_.get(); }

 private:
  const std::shared_ptr<CallerIdentities> owner_;
  const std::string key_;
  const uint64_t number_;
  const Pointer identity_;
};

CallerIdentities::CallerIdentities(transport::EventLoop& loop,
                                   IdentityTemplate from, Make make)
    : loop_(loop), make_(std::move(make)), template_(std::move(from)) {}

Failure CallerIdentities::TokenHasEnded() const {
  Failure failure =
      NotSent(grpc::StatusCode::UNAUTHENTICATED,
              absl::StrCat("identity ", template_.name(),
                           ": the caller's token has ended; come back with a "
                           "new one"));
  failure.identity = template_.name();
  return failure;
}

Failure CallerIdentities::NoPlaceLeft() const {
  Failure failure = NotSent(
      grpc::StatusCode::RESOURCE_EXHAUSTED,
      absl::StrCat("identity ", template_.name(), ": ", entries_.size(),
                   " callers have sessions of their own, and none is idle "
                   "(max_identities)"));
  failure.identity = template_.name();
  failure.retry_after = kPlaceRetry;
  return failure;
}

std::variant<CallerIdentities::Pointer, Failure> CallerIdentities::For(
    const Caller& caller) {
  auto terms = template_.Render(caller);
  if (!terms.ok()) {
    Failure failure = Rejected(terms.status());
    failure.identity = template_.name();
    return failure;
  }
  const absl::Time now = loop_.Now();
  Chosen chosen;
  {
    const std::lock_guard lock(mutex_);
    ChooseLocked(*std::move(terms), now, &chosen);
  }
  if (chosen.displaced)
    Retire(chosen.displaced->identity, chosen.displaced->why);
  if (chosen.failure) return *std::move(chosen.failure);
  if (chosen.to_start != nullptr) {
    chosen.to_start->pool->Start();
    SweepLater();
  }
  return std::move(chosen.given);
}

void CallerIdentities::ChooseLocked(CallerTerms terms, absl::Time now,
                                    Chosen* chosen) {
  if (closed_) {
    chosen->failure = closed_;
    return;
  }
  if (terms.expiry <= now) {
    chosen->failure = TokenHasEnded();
    return;
  }
  if (const auto found = entries_.find(terms.key); found != entries_.end()) {
    chosen->given = LendLocked(found->second);
    return;
  }
  chosen->failure = refused_.Find(terms.key, now);
  if (chosen->failure || !MakeRoomLocked(chosen)) return;
  Entry entry;
  entry.number = ++numbers_;
  entry.identity =
      make_(terms, [weak = weak_from_this(), key = terms.key,
                    number = entry.number](const Failure& failure) {
        if (const auto self = weak.lock()) {
          self->OnRefused(key, number, failure);
        }
      });
  entry.idle_since = now;
  const std::string key = terms.key;
  entry.terms = std::move(terms);
  Entry& added = entries_.emplace(key, std::move(entry)).first->second;
  chosen->to_start = added.identity;
  chosen->given = LendLocked(added);
}

// The one that has been idle longest makes room.
bool CallerIdentities::MakeRoomLocked(Chosen* chosen) {
  const auto most = static_cast<size_t>(template_.identity().max_identities());
  if (entries_.size() < most) return true;
  auto longest = entries_.end();
  for (auto entry = entries_.begin(); entry != entries_.end(); ++entry) {
    if (entry->second.leases > 0) continue;
    if (longest == entries_.end() ||
        entry->second.idle_since < longest->second.idle_since) {
      longest = entry;
    }
  }
  if (longest == entries_.end()) {
    chosen->failure = NoPlaceLeft();
    return false;
  }
  chosen->displaced = Over{longest->second.identity, Idle(template_.name())};
  entries_.erase(longest);
  return true;
}

CallerIdentities::Pointer CallerIdentities::LendLocked(Entry& entry) {
  std::shared_ptr<Lease> lease = entry.lease.lock();
  if (lease == nullptr) {
    // The one before may be on its way out, so they are counted.
    lease = std::make_shared<Lease>(shared_from_this(), entry);
    entry.lease = lease;
    ++entry.leases;
  }
  const Identity* identity = lease->identity();
  return Pointer(std::move(lease), identity);
}

void CallerIdentities::OnReleased(const std::string& key, uint64_t number) {
  const absl::Time now = loop_.Now();
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(key);
  if (found == entries_.end() || found->second.number != number) return;
  if (--found->second.leases == 0) found->second.idle_since = now;
}

void CallerIdentities::OnRefused(const std::string& key, uint64_t number,
                                 const Failure& failure) {
  Pointer identity;
  const absl::Time now = loop_.Now();
  {
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find(key);
    if (found == entries_.end() || found->second.number != number) return;
    refused_.Add(key, failure, now);
    identity = found->second.identity;
    entries_.erase(found);
  }
  Retire(identity, failure);
}

void CallerIdentities::SweepLater() {
  auto timer = loop_.RunAfter(kSweepInterval, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->Sweep();
  });
  const std::lock_guard lock(mutex_);
  // Else one runs already, and this one ends here.
  if (sweep_ == nullptr && !entries_.empty()) sweep_ = std::move(timer);
}

void CallerIdentities::Sweep() {
  std::vector<Over> over;
  bool again = false;
  {
    const std::lock_guard lock(mutex_);
    sweep_ = nullptr;
    over = TakeEndedLocked(loop_.Now());
    again = !entries_.empty();
  }
  for (const Over& each : over) Retire(each.identity, each.why);
  if (again) SweepLater();
}

std::vector<CallerIdentities::Over> CallerIdentities::TakeEndedLocked(
    absl::Time now) {
  refused_.Forget(now);
  const absl::Duration idle_timeout =
      ToDuration(template_.identity().pool().idle_timeout());
  std::vector<Over> over;
  for (auto entry = entries_.begin(); entry != entries_.end();) {
    const Entry& each = entry->second;
    const bool ended = each.terms.expiry <= now;
    const bool idle = each.leases == 0 && now - each.idle_since >= idle_timeout;
    if (!ended && !idle) {
      ++entry;
      continue;
    }
    over.push_back(
        {each.identity, ended ? TokenHasEnded() : Idle(template_.name())});
    entry = entries_.erase(entry);
  }
  return over;
}

void CallerIdentities::Close(const Failure& why) {
  Entries entries;
  {
    const std::lock_guard lock(mutex_);
    closed_ = why;
    entries.swap(entries_);
  }
  for (const auto& [key, entry] : entries) Retire(entry.identity, why);
}

std::vector<CallerIdentities::Pointer> CallerIdentities::all() const {
  const std::lock_guard lock(mutex_);
  std::vector<Pointer> all;
  all.reserve(entries_.size());
  for (const auto& [key, entry] : entries_) all.push_back(entry.identity);
  return all;
}

CallerIdentities::Snapshot CallerIdentities::Describe() const {
  const std::lock_guard lock(mutex_);
  Snapshot snapshot;
  snapshot.name = template_.name();
  snapshot.router = template_.identity().router();
  snapshot.realm = template_.identity().realm();
  snapshot.identities = entries_.size();
  snapshot.identities_max =
      static_cast<size_t>(template_.identity().max_identities());
  snapshot.refused = refused_.size();
  for (const auto& [key, entry] : entries_) {
    if (entry.leases > 0) ++snapshot.in_use;
    snapshot.next_expiry = std::min(snapshot.next_expiry, entry.terms.expiry);
    if (snapshot.some.size() < kShownMax) {
      snapshot.some.push_back(entry.identity);
    }
  }
  return snapshot;
}

}  // namespace wampbridge::bridge
