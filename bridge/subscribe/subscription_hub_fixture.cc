// SPDX-License-Identifier: Apache-2.0
#include "bridge/subscribe/subscription_hub_fixture.h"

#include "absl/strings/str_join.h"
#include "bridge/errors/error_mapper.h"
#include "bridge/errors/failures.h"

namespace wampbridge::bridge {

void RecordingSink::OnInterrupted(const std::string& reason, absl::Time since) {
  Add("interrupted ", reason, " since ", absl::ToUnixSeconds(since));
}

void RecordingSink::OnWhole(wamp::SessionId session,
                            const std::vector<SubscribedTopic>& topics,
                            const std::optional<SessionGap>& gap) {
  if (gap) {
    Add("gap ", gap->reason, " ", absl::ToUnixSeconds(gap->from), "-",
        absl::ToUnixSeconds(gap->to));
  }
  std::vector<std::string> parts;
  parts.reserve(topics.size());
  for (const auto& each : topics) {
    parts.push_back(absl::StrCat(each.topic, "=", each.subscription.value));
  }
  Add("whole ", session.value, ": ", absl::StrJoin(parts, " "));
}

void RecordingSink::OnEvent(size_t topic, SharedEvent& event) {
  Add("event ", topic, " ", event.event().publication.value,
      std::string(event.event().payload.args));
}

EventSink::Room RecordingSink::OnHistory(size_t topic,
                                         std::vector<SharedEvent>& events) {
  std::vector<std::string> parts;
  parts.reserve(events.size());
  for (const SharedEvent& event : events) {
    parts.push_back(absl::StrCat(event.event().publication.value,
                                 std::string(event.event().payload.args)));
  }
  Add("history ", topic, ": ", absl::StrJoin(parts, " "));
  return room;
}

void RecordingSink::OnUnsubscribed(size_t topic, const std::string& reason) {
  Add("unsubscribed ", topic, " ", reason);
}

void RecordingSink::OnEnd(const Failure& failure) {
  Add("end ", static_cast<int>(failure.code), " ", failure.message);
}

SubscriptionHubTest::SubscriptionHubTest()
    : loop_(absl::FromUnixSeconds(100)),
      hub_(loop_,
           {absl::Seconds(60), [](const wamp::Error& error, wamp::Serializer) {
              return RemoteFailure(ErrorMapper(), error.error, std::nullopt);
            }}) {}

std::shared_ptr<SubscriptionHubTest::Fake> SubscriptionHubTest::Join(
    uint64_t session) {
  auto connection = std::make_shared<Fake>(session);
  hub_.OnSubscriberJoined(connection);
  return connection;
}

void SubscriptionHubTest::Lose(Fake& connection, int last_heard) {
  connection.Lose({});
  Run();
  hub_.OnSubscriberLost("router gone", absl::FromUnixSeconds(last_heard));
}

std::shared_ptr<SubscriptionHubTest::Fake> SubscriptionHubTest::JoinSuccessor(
    uint64_t session) {
  auto connection = std::make_shared<Fake>(session);
  moved_.reset();
  hub_.OnSuccessorJoined(connection, [this](Moved how) { moved_ = how; });
  Run();
  return connection;
}

std::shared_ptr<RecordingSink> SubscriptionHubTest::Subscribe(
    std::vector<WantedTopic> topics,
    const std::optional<HistoryWish>& history) {
  auto sink = std::make_shared<RecordingSink>();
  hub_.Subscribe(
      {.topics = std::move(topics),
       .history = history,
       .gate = [this](const transport::ClientConnection&) { return fits_; }},
      sink);
  Run();
  return sink;
}

void SubscriptionHubTest::Unsubscribe(
    const std::shared_ptr<RecordingSink>& sink) {
  hub_.Unsubscribe(sink);
  Run();
}

size_t SubscriptionHubTest::AcceptAll(Fake& connection, uint64_t first_id) {
  const auto requests = connection.TakeRequests();
  for (const auto& request : requests) {
    EXPECT_EQ(request.type, wamp::MessageType::kSubscribe);
    connection.AnswerSubscribed(request.id, first_id++);
  }
  return requests.size();
}

void SubscriptionHubTest::Event(uint64_t subscription, uint64_t publication,
                                wamp::Dict details, std::string_view args) {
  hub_.OnSubscriberEvent({{subscription},
                          {publication},
                          std::move(details),
                          {.args = args, .kwargs = {}}});
}

void SubscriptionHubTest::SuccessorEvent(uint64_t subscription,
                                         uint64_t publication,
                                         std::string_view args) {
  hub_.OnSuccessorEvent(
      {{subscription}, {publication}, {}, {.args = args, .kwargs = {}}});
}

}  // namespace wampbridge::bridge
