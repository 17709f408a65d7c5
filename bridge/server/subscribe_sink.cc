// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/subscribe_sink.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "bridge/errors/failures.h"

namespace wampbridge::bridge {

std::shared_ptr<SubscribeSink> SubscribeSink::Create(Options options,
                                                     Terms terms,
                                                     Deadlines& deadlines) {
  std::shared_ptr<SubscribeSink> sink(
      new SubscribeSink(std::move(options), std::move(terms)));
  const std::weak_ptr<SubscribeSink> weak = sink;
  sink->outage_ = std::make_unique<Alarm>(deadlines, [weak] {
    if (const auto self = weak.lock()) self->OnOutageOver();
  });
  sink->reset_ = std::make_unique<Alarm>(deadlines, sink->terms_.reset);
  return sink;
}

void SubscribeSink::Close(const Failure& failure) {
  reset_->SetAfter(terms_.overflow_drain);
  EndWith(failure);
}

void SubscribeSink::OnInterrupted(const std::string& reason, absl::Time since) {
  SubscriberStream::OnInterrupted(reason, since);
  if (terms_.max_outage) outage_->SetAt(since + *terms_.max_outage);
}

void SubscribeSink::OnOutageOver() {
  if (!interrupted_since()) return;
  Close(NotSent(
      grpc::StatusCode::UNAVAILABLE,
      absl::StrCat("there was no session to the router for ",
                   absl::FormatDuration(*terms_.max_outage), " (max_outage)")));
}

void SubscribeSink::OnWhole(wamp::SessionId session,
                            const std::vector<SubscribedTopic>& topics,
                            const std::optional<SessionGap>& gap) {
  outage_->Clear();
  SubscriberStream::OnWhole(session, topics, gap);
}

void SubscribeSink::OnEvent(size_t topic, SharedEvent& event) {
  SubscriberStream::OnEvent(topic, event);
  if (failing_seen_ || !failing()) return;
  failing_seen_ = true;
  reset_->SetAfter(terms_.overflow_drain);
}

void SubscribeSink::OnEnd(const Failure& failure) {
  reset_->SetAfter(terms_.overflow_drain);
  SubscriberStream::OnEnd(failure);
}

}  // namespace wampbridge::bridge
