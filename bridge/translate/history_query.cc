// SPDX-License-Identifier: Apache-2.0
#include "bridge/translate/history_query.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "wamp/codec/any_reader.h"
#include "wamp/codec/reader.h"
#include "wamp/codec/token_reader.h"
#include "wamp/codec/value_builder.h"
#include "wamp/codec/writer.h"

namespace wampbridge::bridge {
namespace {

using wamp::Token;
using Start = HistoryWish::Start;

constexpr char kTimestamp[] = "timestamp";
// As elsewhere: a peer's value that is deeper is refused.
constexpr int kNestingMax = wamp::ReadLimits{}.nesting_max;

struct PastEvent {
  wamp::Event event;
  std::optional<absl::Time> published;
};

std::string Rfc3339(absl::Time time) {
  return absl::FormatTime(absl::RFC3339_full, time, absl::UTCTimeZone());
}

absl::Time TimeOf(const google::protobuf::Timestamp& timestamp) {
  return absl::FromUnixSeconds(timestamp.seconds()) +
         absl::Nanoseconds(timestamp.nanos());
}

wamp::Dict KeywordsOf(const HistoryWish& wish) {
  wamp::Dict keywords{{"reverse", true},
                      {"limit", static_cast<int64_t>(wish.limit)}};
  switch (wish.start) {
    case Start::kOldest:
      break;
    case Start::kFromTime:
      keywords.Set("from_time", Rfc3339(wish.time));
      break;
    case Start::kAfterTime:
      keywords.Set("after_time", Rfc3339(wish.time));
      break;
    case Start::kFromPublication:
      keywords.Set("from_publication", wish.publication);
      break;
    case Start::kAfterPublication:
      keywords.Set("after_publication", wish.publication);
      break;
  }
  return keywords;
}

absl::Status NotHistory(const std::string& what) {
  return absl::InternalError(
      absl::StrCat("the answer of ", kGetEvents, " ", what));
}

absl::Status NotHistory(const absl::Status& status) {
  return NotHistory(absl::StrCat("cannot be read: ", status.message()));
}

// Takes one entry of a record: the specification's, or Crossbar's (`time_ns`,
// and `topic` beside the details).
absl::Status TakeEntry(wamp::Serializer serializer, std::string_view key,
                       const Token& token, std::string_view octets,
                       PastEvent* past) {
  wamp::Event& event = past->event;
  if (key == "publication" && token.kind == Token::Kind::kInt) {
    event.publication = {
        static_cast<uint64_t>(std::max<int64_t>(token.integer, 0))};
  } else if (key == "time_ns" && token.kind == Token::Kind::kInt) {
    past->published = absl::FromUnixNanos(token.integer);
  } else if (key == kTimestamp && token.kind == Token::Kind::kString) {
    absl::Time time;
    std::string wrong;
    if (absl::ParseTime(absl::RFC3339_full, std::string(token.text), &time,
                        &wrong)) {
      past->published = time;
    }
  } else if (key == "topic" && token.kind == Token::Kind::kString) {
    event.details.Set("topic", std::string(token.text));
  } else if (key == "args" && token.kind == Token::Kind::kBeginList) {
    event.payload.args = octets;
  } else if (key == "kwargs" && token.kind == Token::Kind::kBeginDict) {
    event.payload.kwargs = octets;
  } else if (key == "details" && token.kind == Token::Kind::kBeginDict) {
    wamp::ValueBuilder builder;
    absl::Status status = wamp::ReadValue(serializer, octets, builder);
    if (!status.ok()) return status;
    for (const wamp::DictEntry& entry : builder.TakeDict()) {
      event.details.Set(entry.key, entry.value);
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<PastEvent> ReadRecord(wamp::Serializer serializer,
                                     std::string_view octets) {
  wamp::AnyReader reader(serializer, octets, kNestingMax);
  PastEvent past;
  Token token;
  absl::Status status = reader->Next(&token);  // the dictionary's begin
  while (status.ok()) {
    status = reader->Next(&token);
    if (!status.ok() || token.kind == Token::Kind::kEndDict) break;
    const std::string key(token.text);
    std::string_view item;
    status = reader->NextItem(&token, &item);
    if (status.ok()) status = TakeEntry(serializer, key, token, item, &past);
  }
  if (!status.ok()) return NotHistory(status);
  if (!wamp::IsValidId(past.event.publication.value)) {
    return NotHistory("has an event without a publication id");
  }
  past.event.details.Erase("retained");
  if (past.published) {
    past.event.details.Set(kTimestamp, Rfc3339(*past.published));
  }
  return past;
}

// The events of one list of records. In a RESULT the list is the arguments
// themselves, or, as routers' frameworks have it, the first of them.
enum class List { kArguments, kFirstArgument };
absl::Status ReadRecords(wamp::Serializer serializer, std::string_view octets,
                         List list, std::vector<PastEvent>* events) {
  if (octets.empty()) return absl::OkStatus();
  wamp::AnyReader reader(serializer, octets, kNestingMax);
  Token token;
  absl::Status status = reader->Next(&token);  // the list's begin
  while (status.ok()) {
    std::string_view item;
    status = reader->NextItem(&token, &item);
    if (!status.ok() || token.kind == Token::Kind::kEndList) break;
    if (token.kind == Token::Kind::kBeginDict) {
      auto past = ReadRecord(serializer, item);
      if (!past.ok()) return past.status();
      events->push_back(*std::move(past));
    } else if (token.kind == Token::Kind::kBeginList &&
               list == List::kArguments) {
      return ReadRecords(serializer, item, List::kFirstArgument, events);
    } else {
      return NotHistory("is no list of events");
    }
  }
  return status.ok() ? status : NotHistory(status);
}

// Newest first was asked for; a router that gives the oldest first all the same
// is told by its times.
bool IsOldestFirst(const std::vector<PastEvent>& events) {
  return !events.empty() && events.front().published &&
         events.back().published &&
         *events.front().published < *events.back().published;
}

// Keeps what `wish` begins with, of events that are oldest first. A publication
// that is not among them is older, or unknown: then all stay.
void CutBefore(const HistoryWish& wish, std::vector<PastEvent>& events) {
  const auto is_before = [&](const PastEvent& past) {
    if (!past.published) return false;
    return wish.start == Start::kFromTime ? *past.published < wish.time
                                          : *past.published <= wish.time;
  };
  const auto is_start = [&](const PastEvent& past) {
    return past.event.publication.value == wish.publication;
  };
  if (wish.start == Start::kFromTime || wish.start == Start::kAfterTime) {
    std::erase_if(events, is_before);
  } else if (wish.start != Start::kOldest) {
    auto start = std::find_if(events.begin(), events.end(), is_start);
    if (start == events.end()) return;
    if (wish.start == Start::kAfterPublication) ++start;
    events.erase(events.begin(), start);
  }
}

}  // namespace

std::optional<HistoryWish> HistoryWishFor(const v1::SubscribeOptions& options,
                                          size_t events_max) {
  if (!options.has_history()) return std::nullopt;
  const v1::History& history = options.history();
  HistoryWish wish;
  wish.limit = history.limit() == 0 ? events_max : history.limit();
  switch (history.start_case()) {
    case v1::History::kFromTime:
      wish.start = Start::kFromTime;
      wish.time = TimeOf(history.from_time());
      break;
    case v1::History::kAfterTime:
      wish.start = Start::kAfterTime;
      wish.time = TimeOf(history.after_time());
      break;
    case v1::History::kFromPublication:
      wish.start = Start::kFromPublication;
      wish.publication = history.from_publication();
      break;
    case v1::History::kAfterPublication:
      wish.start = Start::kAfterPublication;
      wish.publication = history.after_publication();
      break;
    case v1::History::START_NOT_SET:
      break;
  }
  return wish;
}

absl::StatusOr<wamp::EncodedRequest> EncodeHistoryCall(
    wamp::Serializer serializer, wamp::SubscriptionId subscription,
    const HistoryWish& wish, HistoryForm form) {
  wamp::List arguments{subscription.value};
  std::string kwargs;
  if (form == HistoryForm::kCrossbar) {
    arguments.emplace_back(static_cast<int64_t>(wish.limit));
  } else {
    const auto writer = wamp::NewValueWriter(serializer, &kwargs);
    absl::Status status = wamp::WriteDict(KeywordsOf(wish), *writer);
    if (!status.ok()) return status;
  }
  std::string args;
  const auto writer = wamp::NewValueWriter(serializer, &args);
  absl::Status status = wamp::WriteValue(std::move(arguments), *writer);
  if (!status.ok()) return status;
  return wamp::EncodeCall(
      serializer, {}, kGetEvents,
      {.args = std::move(args), .kwargs = std::move(kwargs)});
}

absl::StatusOr<std::vector<wamp::Event>> ReadHistory(
    wamp::Serializer serializer, const wamp::Result& result,
    wamp::SubscriptionId subscription, const HistoryWish& wish) {
  std::vector<PastEvent> events;
  absl::Status status =
      ReadRecords(serializer, result.payload.args, List::kArguments, &events);
  if (!status.ok()) return status;
  if (!IsOldestFirst(events)) std::reverse(events.begin(), events.end());
  absl::flat_hash_set<uint64_t> seen;
  std::erase_if(events, [&](const PastEvent& past) {
    return !seen.insert(past.event.publication.value).second;
  });
  CutBefore(wish, events);
  if (events.size() > wish.limit) {
    events.erase(events.begin(),
                 events.end() - static_cast<ptrdiff_t>(wish.limit));
  }
  std::vector<wamp::Event> oldest_first;
  oldest_first.reserve(events.size());
  for (PastEvent& past : events) {
    past.event.subscription = subscription;
    oldest_first.push_back(std::move(past.event));
  }
  return oldest_first;
}

}  // namespace wampbridge::bridge
