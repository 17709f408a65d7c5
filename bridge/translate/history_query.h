// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_TRANSLATE_HISTORY_QUERY_H_
#define BRIDGE_TRANSLATE_HISTORY_QUERY_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "proto/wampbridge/v1/bridge.pb.h"
#include "wamp/ids.h"
#include "wamp/message.h"
#include "wamp/message_codec.h"
#include "wamp/serializer.h"

namespace wampbridge::bridge {

// Which past events of a subscription are asked for: the newest `limit` of
// those from `start` on.
struct HistoryWish {
  enum class Start {
    kOldest,
    kFromTime,
    kAfterTime,
    kFromPublication,
    kAfterPublication,
  };
  size_t limit = 0;
  Start start = Start::kOldest;
  absl::Time time = {};      // of kFromTime and kAfterTime
  uint64_t publication = 0;  // of kFromPublication and kAfterPublication
};

// The wish of a checked request; none where it has no history. A limit that is
// not set is `events_max`, the size of the stream's queue.
std::optional<HistoryWish> HistoryWishFor(const v1::SubscribeOptions& options,
                                          size_t events_max);

// The broker's procedure (advanced profile, "Event History").
inline constexpr char kGetEvents[] = "wamp.subscription.get_events";

// How a router takes the question.
enum class HistoryForm {
  kSpecified,  // [subscription], everything else by keyword
  kCrossbar,   // [subscription, limit]; an error for keywords it does not know
};

// CALL of kGetEvents. Newest first, since a limit keeps the newest.
absl::StatusOr<wamp::EncodedRequest> EncodeHistoryCall(
    wamp::Serializer serializer, wamp::SubscriptionId subscription,
    const HistoryWish& wish, HistoryForm form);

// What RESULT says, oldest first: without doubles (Crossbar keeps an event once
// for each receiver), held to the wish where the router did not look at it, and
// never `retained`. When an event was published is the detail `timestamp`. A
// publisher that only Crossbar's record names is left out: whether it is
// disclosed is said by the EVENT. The payloads are views of `result`'s octets.
// InternalError: not an answer to that question.
absl::StatusOr<std::vector<wamp::Event>> ReadHistory(
    wamp::Serializer serializer, const wamp::Result& result,
    wamp::SubscriptionId subscription, const HistoryWish& wish);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_TRANSLATE_HISTORY_QUERY_H_
