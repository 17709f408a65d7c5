// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_REGISTER_WAITING_INVOCATIONS_H_
#define BRIDGE_REGISTER_WAITING_INVOCATIONS_H_

#include <cstddef>
#include <deque>
#include <memory>
#include <string>

#include "wamp/ids.h"
#include "wamp/message.h"

namespace wampbridge::bridge {

// The INVOCATIONs of a registration that no stream has room for, with octets of
// their own, in the order in which they came; chunks of a progressive one stand
// behind its first. Bounded. Not thread-safe.
class WaitingInvocations {
 public:
  struct Limits {
    size_t count_max = 1000;
    size_t octets_max = 8 << 20;
  };
  enum class Pushed { kQueued, kFull };

  explicit WaitingInvocations(Limits limits) : limits_(limits) {}

  Pushed Push(const wamp::Invocation& invocation);
  // nullptr: none waits. Good until Pop or Remove.
  const wamp::Invocation* front() const;
  void Pop();
  // Takes all with this id out; whether there were any.
  bool Remove(wamp::RequestId request);

  size_t size() const { return waiting_.size(); }
  size_t octets() const { return octets_; }

 private:
  struct Kept {
    std::string args;
    std::string kwargs;
    wamp::Invocation invocation;  // its views are of the octets beside it

    size_t octets() const { return args.size() + kwargs.size(); }
  };

  const Limits limits_;
  size_t octets_ = 0;
  std::deque<std::unique_ptr<const Kept>> waiting_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_REGISTER_WAITING_INVOCATIONS_H_
