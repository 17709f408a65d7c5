// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/roles/wamp_client.h"

#include <cstdlib>
#include <iostream>
#include <utility>
#include <variant>

#include "wamp/message_codec.h"

namespace wampbridge::bench {
namespace {

constexpr size_t kBytesMax = size_t{1} << 30;

wamp::Serializer SerializerOf(const std::string& name) {
  if (name == "json") return wamp::Serializer::kJson;
  if (name == "cbor") return wamp::Serializer::kCbor;
  return wamp::Serializer::kMsgpack;
}

// Waits for one request's answer.
class Answer : public transport::RequestObserver {
 public:
  void OnAnswer(const wamp::Answered& answered) override {
    const auto* error = std::get_if<wamp::Error>(&answered.answer);
    done_.set_value(error == nullptr ? absl::OkStatus()
                                     : absl::UnknownError(error->error));
  }
  void OnLost(wamp::Handed) override {
    done_.set_value(absl::UnavailableError("the session was lost"));
  }
  absl::Status Wait() { return done_.get_future().get(); }

 private:
  std::promise<absl::Status> done_;
};

}  // namespace

WampClient::WampClient(const Arguments& arguments) : io_(1) {
  transport::DialOptions dial;
  dial.url = arguments.Text("url");
  dial.serializers = {SerializerOf(arguments.Text("serializer"))};
  dial.tls.ca_file = arguments.Text("ca");
  wamp::SessionOptions session;
  session.realm = "realm1";
  session.agent = "bench";
  session.transmit_bytes_max = kBytesMax;
  connection_ = transport::ClientConnection::Create(
      io_.loop(0), std::move(dial), std::move(session), this);
}

WampClient::~WampClient() { io_.Stop(); }

absl::Status WampClient::Join() {
  connection_->Start();
  joined_.get_future().wait();
  return absl::OkStatus();
}

absl::Status WampClient::Register(const std::string& procedure) {
  const auto encoded =
      wamp::EncodeRegister(connection_->serializer(), {}, procedure);
  if (!encoded.ok()) return encoded.status();
  Answer answer;
  const auto sent = connection_->Register(*encoded, &answer);
  return sent.ok() ? answer.Wait() : sent.status();
}

absl::Status WampClient::Subscribe(const std::string& topic) {
  const auto encoded =
      wamp::EncodeSubscribe(connection_->serializer(), {}, topic);
  if (!encoded.ok()) return encoded.status();
  Answer answer;
  const auto sent = connection_->Subscribe(*encoded, &answer);
  return sent.ok() ? answer.Wait() : sent.status();
}

void WampClient::OnLost(const wamp::SessionLost& lost) {
  std::cerr << "bench: a WAMP session was lost: " << lost.cause << " "
            << lost.reason << std::endl;
  std::_Exit(1);
}

}  // namespace wampbridge::bench
