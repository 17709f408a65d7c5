// SPDX-License-Identifier: Apache-2.0
// A session and a router in memory, driven at random: whatever happens, each
// request ends exactly once, ids have no holes, and what was called not handed
// over never reached the router.
#include <deque>
#include <map>
#include <random>
#include <set>

#include "wamp/message_codec.h"
#include "wamp/session_fixture.h"

namespace wampbridge::wamp {
namespace {

constexpr Serializer kSerializer = Serializer::kCbor;

// Takes the octets of a RawSocket stream and answers, when told to, some
// request that waits.
class FakeRouter {
 public:
  explicit FakeRouter(std::mt19937_64& random) : random_(random) {}

  void Take(std::string_view octets) {
    stream_ += octets;
    while (stream_.size() >= 4) {
      const auto octet = [&](int i) {
        return static_cast<size_t>(static_cast<unsigned char>(stream_[i]));
      };
      const size_t length = octet(1) << 16 | octet(2) << 8 | octet(3);
      if (stream_.size() < 4 + length) return;
      const std::string message = stream_.substr(4, length);
      stream_.erase(0, 4 + length);
      const auto parsed = ParseMessage(kSerializer, message);
      ASSERT_TRUE(parsed.ok()) << parsed.status();
      std::visit([this](const auto& sent) { Hear(sent); }, *parsed);
    }
  }

  // The ids of all requests that came, in order.
  const std::vector<uint64_t>& heard() const { return heard_; }
  bool said_goodbye() const { return said_goodbye_; }

  // What the router says next; empty: nothing to say.
  std::optional<Message> Speak() {
    if (waiting_.empty()) return std::nullopt;
    const size_t index = random_() % waiting_.size();
    const auto [type, id, progress] = waiting_[index];
    const bool is_call = type == MessageType::kCall;
    if (is_call && random_() % 3 == 0) {
      // Unasked for, too, as Crossbar does.
      return Result{.request = id, .details = Dict{{"progress", true}}};
    }
    waiting_.erase(waiting_.begin() + static_cast<std::ptrdiff_t>(index));
    if (random_() % 4 == 0) {
      return Error{.request_type = type, .request = id, .error = "com.error"};
    }
    switch (type) {
      case MessageType::kPublish:
        return Published{id, PublicationId{random_() % 1000 + 1}};
      case MessageType::kSubscribe:
        return Subscribed{id, SubscriptionId{random_() % 5 + 1}};
      case MessageType::kUnsubscribe:
        return Unsubscribed{id};
      default:
        return Result{.request = id};
    }
  }
  Message Broadcast() {
    return Event{.subscription = SubscriptionId{random_() % 5 + 1},
                 .publication = PublicationId{random_() % 1000 + 1}};
  }

 private:
  struct Waiting {
    MessageType type;
    RequestId id;
    bool progress;
  };

  void Hear(const wamp::Call& call) {
    const uint64_t id = call.request.value;
    const bool more = call.options.IsTrue("progress");
    if (heard_.empty() || id > heard_.back()) {
      Request(MessageType::kCall, call);
    } else {
      // A chunk; of a call that was answered, perhaps.
      EXPECT_TRUE(in_chunks_.contains(id)) << "request " << id;
    }
    if (more) {
      in_chunks_.insert(id);
    } else {
      in_chunks_.erase(id);
    }
  }
  void Hear(const Subscribe& asked) { Request(MessageType::kSubscribe, asked); }
  void Hear(const Publish& publish) {
    if (publish.options.Find("acknowledge") == nullptr) {
      heard_.push_back(publish.request.value);
    } else {
      Request(MessageType::kPublish, publish);
    }
  }
  void Hear(const Unsubscribe& asked) {
    heard_.push_back(asked.request.value);
    waiting_.push_back({MessageType::kUnsubscribe, asked.request, false});
  }
  void Hear(const Goodbye&) { said_goodbye_ = true; }
  void Hear(const Hello&) {}
  // The answer may come nevertheless: it crossed the CANCEL.
  void Hear(const Cancel& cancel) {
    EXPECT_LE(cancel.request.value, heard_.back());
  }
  template <typename Other>
  void Hear(const Other& other) {
    ADD_FAILURE() << "the session sent "
                  << MessageTypeName(TypeOf(Message(other)));
  }

  template <typename T>
  void Request(MessageType type, const T& request) {
    heard_.push_back(request.request.value);
    waiting_.push_back({type, request.request, false});
  }

  std::mt19937_64& random_;
  std::string stream_;
  std::vector<Waiting> waiting_;
  std::vector<uint64_t> heard_;
  std::set<uint64_t> in_chunks_;  // calls whose last chunk has not come
  bool said_goodbye_ = false;
};

class SessionSimulation : public SessionTest {
 protected:
  // A request of ours and what became of it.
  struct Made {
    uint64_t id = 0;
    int ends = 0;
    bool cancelled = false;
    bool more = false;  // a call that takes further chunks
    std::optional<Handed> lost;
  };

  void Run(uint64_t seed) {
    random_.seed(seed);
    made_.clear();
    ids_.clear();
    SessionOptions options = Options();
    options.framing = Framing::kRawSocket;
    options.serializer = kSerializer;
    options.transmit_bytes_max = 300;
    Establish(options);
    FakeRouter router(random_);
    const int steps = static_cast<int>(random_() % 400);
    for (int step = 0; step < steps && !session().closed(); ++step) {
      Step(router);
      DrainEvents();
      ASSERT_LE(session().transmit_bytes(), 300u + 64 * 40);
    }
    Finish(router);
    Check(router);
  }

 private:
  void Step(FakeRouter& router) {
    switch (random_() % 9) {
      case 0:
      case 1:
      case 2:
        return Request();
      case 3:
        return Cancel();
      case 4:
      case 5:
        return Write(router);
      case 6:
        if (auto message = router.Speak()) Give(*std::move(message));
        return;
      case 7:
        return Chunk();
      default:
        Give(router.Broadcast());
    }
  }

  void Request() {
    made_.push_back(std::make_unique<Made>());
    Made* made = made_.back().get();
    absl::StatusOr<RequestId> id;
    switch (random_() % 5) {
      case 0:
        id = session().Publish(
            EncodePublish(kSerializer, Dict{{"acknowledge", true}}, "a.b", {})
                .value(),
            made);
        break;
      case 1:
        id = session().PublishUnacknowledged(
            EncodePublish(kSerializer, {}, "a.b", {}).value());
        made->ends = 1;  // nothing is to come
        break;
      case 2:
        id = session().Subscribe(
            EncodeSubscribe(kSerializer, {}, "a.b").value(), made);
        break;
      case 3:
        id = session().Unsubscribe(SubscriptionId{random_() % 5 + 1}, made);
        break;
      default:
        made->more = random_() % 2 == 0;
        id = session().Call(
            EncodedCall(Dict{{"receive_progress", random_() % 2 == 0},
                             {"progress", made->more}}),
            made);
    }
    if (!id.ok()) {
      EXPECT_EQ(id.status().code(), absl::StatusCode::kResourceExhausted);
      made_.pop_back();
      return;
    }
    made->id = id->value;
    ids_.push_back(id->value);
  }

  void Chunk() {
    if (made_.empty()) return;
    Made& made = *made_[random_() % made_.size()];
    const bool more = random_() % 3 != 0;
    const absl::Status status = session().CallMore(
        RequestId{made.id}, EncodedCall(Dict{{"progress", more}}));
    if (made.ends > 0) {
      EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
    } else if (!made.more) {
      EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
    } else if (status.ok()) {
      made.more = more;
    } else {
      EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
    }
  }

  void Cancel() {
    if (made_.empty()) return;
    Made& made = *made_[random_() % made_.size()];
    const absl::Status status =
        session().Cancel(RequestId{made.id}, CancelMode::kKillNoWait);
    EXPECT_EQ(status.ok(), made.ends == 0) << status;
    if (!status.ok()) return;
    made.cancelled = true;
    ++made.ends;
  }

  void Write(FakeRouter& router) {
    const std::string_view waiting = session().PollTransmit();
    const size_t taken = random_() % (waiting.size() + 1);
    router.Take(waiting.substr(0, taken));
    session().ConsumeTransmit(taken);
  }

  void DrainEvents() {
    for (const SessionEvent& event : Events()) {
      if (const auto* answered = std::get_if<Answered>(&event)) {
        auto* made = static_cast<Made*>(answered->tag);
        EXPECT_EQ(made->ends, 0);
        if (answered->last) ++made->ends;
      } else if (const auto* lost = std::get_if<RequestLost>(&event)) {
        auto* made = static_cast<Made*>(lost->tag);
        ++made->ends;
        made->lost = lost->handed;
      } else if (std::holds_alternative<SessionLost>(event)) {
        ++sessions_lost_;
      }
    }
  }

  // Ends in one of the ways in which sessions end; then the octets that are
  // left go out as far as they ever would.
  void Finish(FakeRouter& router) {
    sessions_lost_ = 0;
    switch (random_() % 4) {
      case 0:
        session().HandleConnectionLost(absl::UnavailableError("reset"));
        break;
      case 1:
        Give(Goodbye{.reason = "wamp.close.system_shutdown"});
        break;
      case 2:
        Give(Abort{.reason = "wamp.error.network_failure"});
        break;
      default:
        EXPECT_TRUE(session().Leave("wamp.close.close_realm", now).ok());
        Write(router);
        session().HandleTimeout(now + absl::Seconds(1));
    }
    DrainEvents();
    EXPECT_EQ(sessions_lost_, 1);
    router.Take(session().PollTransmit());
    session().ConsumeTransmit(session().PollTransmit().size());
    ExpectQuiet();
  }

  void Check(const FakeRouter& router) {
    for (size_t i = 0; i < ids_.size(); ++i) EXPECT_EQ(ids_[i], i + 1);
    const std::vector<uint64_t>& heard = router.heard();
    for (size_t i = 0; i < heard.size(); ++i) EXPECT_EQ(heard[i], i + 1);
    for (const auto& made : made_) {
      EXPECT_EQ(made->ends, 1) << "request " << made->id;
      if (made->lost == Handed::kNo) {
        EXPECT_GT(made->id, heard.size());
      }
    }
    EXPECT_EQ(session().pending_requests(), 0u);
  }

  std::mt19937_64 random_;
  std::vector<std::unique_ptr<Made>> made_;
  std::vector<uint64_t> ids_;
  int sessions_lost_ = 0;
};

TEST_F(SessionSimulation, EachRequestEndsOnceWhateverHappens) {
  const uint64_t first = std::random_device{}();
  for (uint64_t seed = first; seed < first + 300; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Run(seed);
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace wampbridge::wamp
