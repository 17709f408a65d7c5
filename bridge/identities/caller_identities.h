// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_IDENTITIES_CALLER_IDENTITIES_H_
#define BRIDGE_IDENTITIES_CALLER_IDENTITIES_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/time/time.h"
#include "bridge/access/caller.h"
#include "bridge/errors/failure.h"
#include "bridge/identities/identity.h"
#include "bridge/identities/identity_template.h"
#include "bridge/identities/refused_callers.h"
#include "wamp/transport/event_loop.h"

namespace wampbridge::bridge {

// The identities that callers have by one identity of the configuration: each
// caller its own, with its own sessions, made when it first calls. Those of two
// callers are never one, unless all that makes them is the same
// (CallerTerms::key).
//
// An identity is in use while somebody holds what For has given. One that
// nobody has used for the idle timeout is closed, sooner where another caller
// needs its place. Where the caller's token is the secret it ends with the
// token: streams end UNAUTHENTICATED, sessions leave once calls are done. Whom
// the router refuses is forgotten at once, and told so again for a while
// without asking the router.
//
// Thread-safe. `loop` must outlive it; it is held by a shared_ptr.
class CallerIdentities : public std::enable_shared_from_this<CallerIdentities> {
 public:
  using Pointer = std::shared_ptr<const Identity>;
  // To be told, on any thread, that the router has refused the credentials
  // while no session lived.
  using Refused = std::function<void(const Failure&)>;
  // Makes what serves a caller, not started. Called with a lock held.
  using Make = std::function<Pointer(const CallerTerms&, Refused)>;
  // At one moment, for people.
  struct Snapshot {
    std::string name;
    std::string router;
    std::string realm;  // as it is configured
    size_t identities = 0;
    size_t in_use = 0;
    size_t identities_max = 0;
    size_t refused = 0;  // callers that are told so without asking
    // When the first of their tokens ends, where these are the secrets.
    absl::Time next_expiry = absl::InfiniteFuture();
    // Of some of them: a page cannot show a thousand.
    std::vector<Pointer> some;
  };
  static constexpr size_t kShownMax = 20;

  CallerIdentities(transport::EventLoop& loop, IdentityTemplate from,
                   Make make);

  // The caller's identity, or why it has none: PERMISSION_DENIED where it lacks
  // a fact, UNAUTHENTICATED where its token has ended, RESOURCE_EXHAUSTED where
  // all places are in use, or what the router said of late.
  std::variant<Pointer, Failure> For(const Caller& caller);

  // Nobody is let in any more, and all end with `why`.
  void Close(const Failure& why);

  // All that serve now.
  std::vector<Pointer> all() const;
  Snapshot Describe() const;

 private:
  class Lease;
  struct Entry {
    uint64_t number = 0;  // no other has, or had, it
    CallerTerms terms;
    Pointer identity;
    std::weak_ptr<Lease> lease;  // while somebody uses it
    size_t leases = 0;
    absl::Time idle_since;
  };
  using Entries = std::map<std::string, Entry, std::less<>>;  // by key
  // An identity that is over, and what its streams end with.
  struct Over {
    Pointer identity;
    Failure why;
  };

  // What For has found, until the lock is let go.
  struct Chosen {
    Pointer given;
    Pointer to_start;  // it is new
    std::optional<Over> displaced;
    std::optional<Failure> failure;
  };
  void ChooseLocked(CallerTerms terms, absl::Time now, Chosen* chosen);
  bool MakeRoomLocked(Chosen* chosen);
  Pointer LendLocked(Entry& entry);
  void SweepLater();
  void Sweep();
  std::vector<Over> TakeEndedLocked(absl::Time now);
  void OnReleased(const std::string& key, uint64_t number);
  void OnRefused(const std::string& key, uint64_t number,
                 const Failure& failure);
  Failure TokenHasEnded() const;
  Failure NoPlaceLeft() const;

  transport::EventLoop& loop_;
  const Make make_;
  const IdentityTemplate template_;

  mutable std::mutex mutex_;       // guards what follows
  std::optional<Failure> closed_;  // for all who come
  Entries entries_;
  RefusedCallers refused_;
  uint64_t numbers_ = 0;
  std::unique_ptr<transport::Timer> sweep_;  // while there are entries
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_IDENTITIES_CALLER_IDENTITIES_H_
