// SPDX-License-Identifier: Apache-2.0
#include "bridge/register/open_invocations.h"

namespace wampbridge::bridge {

uint64_t OpenInvocations::Add(const Open& open) {
  const uint64_t id = ++last_id_;
  by_origin_.emplace(Origin(open.connection.get(), open.request), id);
  by_id_.emplace(id, open);
  return id;
}

const OpenInvocations::Open* OpenInvocations::Find(uint64_t id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : &found->second;
}

uint64_t OpenInvocations::IdOf(const Connection& connection,
                               wamp::RequestId request) const {
  const auto found = by_origin_.find(Origin(connection.get(), request));
  return found == by_origin_.end() ? 0 : found->second;
}

void OpenInvocations::Trace(uint64_t id, std::shared_ptr<OpenSpan> span) {
  const auto found = by_id_.find(id);
  if (found != by_id_.end()) found->second.span = std::move(span);
}

void OpenInvocations::Erase(uint64_t id) {
  const auto found = by_id_.find(id);
  if (found == by_id_.end()) return;
  const Open& open = found->second;
  by_origin_.erase(Origin(open.connection.get(), open.request));
  by_id_.erase(found);
}

std::vector<OpenInvocations::Open> OpenInvocations::TakeAll() {
  std::vector<Open> all;
  all.reserve(by_id_.size());
  for (auto& [id, open] : by_id_) all.push_back(std::move(open));
  by_id_.clear();
  by_origin_.clear();
  return all;
}

}  // namespace wampbridge::bridge
