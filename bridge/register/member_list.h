// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_REGISTER_MEMBER_LIST_H_
#define BRIDGE_REGISTER_MEMBER_LIST_H_

#include <cstddef>
#include <functional>
#include <vector>

#include "bridge/register/callee_sink.h"
#include "bridge/register/wanted_procedure.h"

namespace wampbridge::bridge {

// One procedure of one stream.
struct CalleeMember {
  CalleeSink* sink = nullptr;
  size_t procedure = 0;  // index into the stream's procedures

  friend bool operator==(const CalleeMember&, const CalleeMember&) = default;
};

// The streams that share a registration, in the order in which they came, and
// whose turn it is. One that leaves is asked only where no other is left: it
// still answers what crosses UNREGISTER. Not thread-safe; the sinks must
// outlive their membership.
class MemberList {
 public:
  // `random` is uniform in [0, 1).
  MemberList(InvokePolicy policy, std::function<double()> random)
      : policy_(policy), random_(std::move(random)) {}

  void Add(CalleeMember member) { staying_.push_back(member); }
  void Remove(CalleeMember member);
  void MarkLeaving(CalleeMember member);

  // Whom to ask for the next invocation, the one whose turn it is first.
  std::vector<CalleeMember> InTurn();

  const std::vector<CalleeMember>& staying() const { return staying_; }
  const std::vector<CalleeMember>& leaving() const { return leaving_; }
  bool empty() const { return staying_.empty() && leaving_.empty(); }

 private:
  size_t First(size_t count);

  const InvokePolicy policy_;
  const std::function<double()> random_;
  std::vector<CalleeMember> staying_;
  std::vector<CalleeMember> leaving_;
  size_t turn_ = 0;  // with kRoundRobin
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_REGISTER_MEMBER_LIST_H_
