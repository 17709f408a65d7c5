// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_ROUTER_RECORDING_SINK_H_
#define WAMP_ROUTER_RECORDING_SINK_H_

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <variant>

#include "gtest/gtest.h"
#include "wamp/message.h"
#include "wamp/message_codec.h"
#include "wamp/router/message_sink.h"
#include "wamp/serializer.h"
#include "wamp/value.h"

namespace wampbridge::router {

// A session's far end in a test: keeps what the router wrote until it is taken.
class RecordingSink : public MessageSink {
 public:
  explicit RecordingSink(wamp::Serializer serializer = wamp::Serializer::kJson)
      : serializer_(serializer) {}

  void Write(std::string_view message) override {
    written_.emplace_back(message);
  }
  void AwaitGoodbye() override { awaits_goodbye_ = true; }
  void Close() override { closed_ = true; }
  size_t message_bytes_max() const override { return message_bytes_max_; }

  void set_message_bytes_max(size_t bytes) { message_bytes_max_ = bytes; }
  bool awaits_goodbye() const { return awaits_goodbye_; }
  bool closed() const { return closed_; }
  bool empty() const { return written_.empty(); }
  void Clear() { written_.clear(); }

  // The oldest message not yet taken, as octets.
  std::string TakeOctets() {
    if (written_.empty()) return {};
    std::string octets = std::move(written_.front());
    written_.pop_front();
    return octets;
  }

  // The oldest message not yet taken, which must be a T. Its views are good
  // until the next one is taken.
  template <typename T>
  T Take() {
    if (written_.empty()) {
      ADD_FAILURE() << "the router wrote nothing more";
      return T{};
    }
    taken_ = TakeOctets();
    auto message = wamp::ParseMessage(serializer_, taken_);
    if (!message.ok() || !std::holds_alternative<T>(*message)) {
      ADD_FAILURE() << "unexpected message of " << taken_.size()
                    << " octets: " << taken_;
      return T{};
    }
    return std::get<T>(*std::move(message));
  }

 private:
  const wamp::Serializer serializer_;
  std::deque<std::string> written_;
  std::string taken_;
  size_t message_bytes_max_ = 16 << 20;
  bool awaits_goodbye_ = false;
  bool closed_ = false;
};

// `json`, which is JSON text, in `serializer`.
std::string Encoded(wamp::Serializer serializer, std::string_view json);
// `octets`, which are of `serializer`, as JSON text.
std::string AsJson(wamp::Serializer serializer, std::string_view octets);

}  // namespace wampbridge::router

#endif  // WAMP_ROUTER_RECORDING_SINK_H_
