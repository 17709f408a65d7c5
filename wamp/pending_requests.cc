// SPDX-License-Identifier: Apache-2.0
#include "wamp/pending_requests.h"

#include <algorithm>
#include <cassert>

namespace wampbridge::wamp {

RequestId PendingRequests::Skip() {
  const RequestId id{next_};
  wrapped_ = wrapped_ || next_ == kIdMax;
  next_ = next_ == kIdMax ? 1 : next_ + 1;
  return id;
}

RequestId PendingRequests::Add(const PendingRequest& request) {
  const RequestId id = Skip();
  const bool inserted = by_id_.emplace(id.value, request).second;
  assert(inserted);  // 2^53 requests lie between two uses of an id
  (void)inserted;
  return id;
}

const PendingRequest* PendingRequests::Find(RequestId id) const {
  const auto found = by_id_.find(id.value);
  return found == by_id_.end() ? nullptr : &found->second;
}

bool PendingRequests::Issued(RequestId id) const {
  return IsValidId(id.value) && (wrapped_ || id.value < next_);
}

std::vector<PendingRequest> PendingRequests::TakeAll() {
  std::vector<PendingRequest> all;
  all.reserve(by_id_.size());
  for (const auto& [id, request] : by_id_) all.push_back(request);
  by_id_.clear();
  std::sort(all.begin(), all.end(),
            [](const PendingRequest& a, const PendingRequest& b) {
              return a.place < b.place;
            });
  return all;
}

}  // namespace wampbridge::wamp
