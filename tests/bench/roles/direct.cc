// SPDX-License-Identifier: Apache-2.0
#include <future>
#include <iostream>
#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/bench/process/usage.h"
#include "tests/bench/roles/direct_command.h"
#include "tests/bench/roles/roles.h"
#include "tests/bench/roles/stored_payload.h"
#include "tests/bench/roles/wamp_client.h"
#include "wamp/message_codec.h"

namespace wampbridge::bench {
namespace {

// So many requests at a time, each begun when one has been answered, from the
// thread that reads the answers. Encodes each anew, as a caller does.
class DirectLoad {
 public:
  DirectLoad(transport::ClientConnection& connection,
             const DirectCommand& command, wamp::EncodedPayload payload)
      : connection_(connection),
        command_(command),
        payload_(std::move(payload)),
        window_(command.window) {
    for (int i = 0; i < command_.in_flight; ++i) {
      slots_.push_back(std::make_unique<Slot>(*this));
    }
  }

  void Begin() {
    running_ = slots_.size();
    for (const auto& slot : slots_) slot->Begin();
  }

  absl::StatusOr<Sample> Wait() {
    over_.get_future().wait();
    if (!outcome_.ok()) return outcome_;
    return window_.Take();
  }

 private:
  class Slot : public transport::RequestObserver {
   public:
    explicit Slot(DirectLoad& load) : load_(load) {}
    void Begin() {
      begin_ = NowNanoseconds();
      const absl::Status sent = load_.Send(this);
      if (!sent.ok()) load_.End(sent);
    }
    void OnAnswer(const wamp::Answered& answered) override {
      if (const auto* error = std::get_if<wamp::Error>(&answered.answer)) {
        return load_.End(absl::UnknownError(error->error));
      }
      if (load_.window_.Add(begin_)) {
        Begin();
      } else {
        load_.End(absl::OkStatus());
      }
    }
    void OnLost(wamp::Handed) override {
      load_.End(absl::UnavailableError("the session was lost"));
    }

   private:
    DirectLoad& load_;
    int64_t begin_ = 0;
  };

  absl::Status Send(Slot* slot) {
    const wamp::Serializer serializer = connection_.serializer();
    if (command_.kind == DirectCommand::Kind::kPublish) {
      const auto publish = wamp::EncodePublish(
          serializer, {{"acknowledge", true}}, "bench.topic", payload_);
      if (!publish.ok()) return publish.status();
      return connection_.Publish(*publish, slot).status();
    }
    const auto call = wamp::EncodeCall(serializer, {}, "bench.echo", payload_);
    if (!call.ok()) return call.status();
    return connection_.Call(*call, slot).status();
  }

  void End(const absl::Status& why) {
    outcome_.Update(why);
    if (--running_ == 0) over_.set_value();
  }

  transport::ClientConnection& connection_;
  const DirectCommand command_;
  const wamp::EncodedPayload payload_;
  MeasuredWindow window_;
  std::vector<std::unique_ptr<Slot>> slots_;
  size_t running_ = 0;
  absl::Status outcome_;
  std::promise<void> over_;
};

absl::StatusOr<Sample> RunCommand(WampClient& client, const std::string& line) {
  const DirectCommand command = DirectCommand::FromLine(line);
  auto payload =
      ReadPayload(command.payload_file, client.connection().serializer());
  if (!payload.ok()) return payload.status();
  DirectLoad load(client.connection(), command, *std::move(payload));
  client.loop().Post([&load] { load.Begin(); });
  return load.Wait();
}

}  // namespace

absl::Status RunDirect(const Arguments& arguments) {
  WampClient client(arguments);
  if (absl::Status status = client.Join(); !status.ok()) return status;
  Tell("ready");
  for (std::string line; std::getline(std::cin, line);) {
    const auto sample = RunCommand(client, line);
    Tell(sample.ok() ? ToLine(*sample)
                     : absl::StrCat("error ", sample.status().ToString()));
  }
  return absl::OkStatus();
}

}  // namespace wampbridge::bench
