// SPDX-License-Identifier: Apache-2.0
#include "bridge/register/member_list.h"

#include <algorithm>

namespace wampbridge::bridge {

void MemberList::Remove(CalleeMember member) {
  std::erase(staying_, member);
  std::erase(leaving_, member);
}

void MemberList::MarkLeaving(CalleeMember member) {
  if (std::erase(staying_, member) > 0) leaving_.push_back(member);
}

size_t MemberList::First(size_t count) {
  switch (policy_) {
    case InvokePolicy::kRoundRobin:
      return turn_++ % count;
    case InvokePolicy::kRandom:
      return std::min(
          static_cast<size_t>(random_() * static_cast<double>(count)),
          count - 1);
    case InvokePolicy::kSingle:
    case InvokePolicy::kLast:
    case InvokePolicy::kFirst:
      break;
  }
  return 0;
}

std::vector<CalleeMember> MemberList::InTurn() {
  std::vector<CalleeMember> members = staying_.empty() ? leaving_ : staying_;
  if (members.empty()) return members;
  // Who has no room leaves its turn to the next; the last to the one before.
  if (policy_ == InvokePolicy::kLast) {
    std::reverse(members.begin(), members.end());
    return members;
  }
  const auto first = static_cast<std::ptrdiff_t>(First(members.size()));
  std::rotate(members.begin(), members.begin() + first, members.end());
  return members;
}

}  // namespace wampbridge::bridge
