// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_RAWSOCKET_SERVER_H_
#define WAMP_TRANSPORT_RAWSOCKET_SERVER_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "wamp/transport/byte_stream.h"
#include "wamp/transport/handshake.h"
#include "wamp/transport/rawsocket_frame.h"

namespace wampbridge::transport {

// A router's RawSocket handshake: takes any of its serializers, refuses others
// with the specification's error, and hangs up on what is no RawSocket.
class RawSocketServer : public Handshake,
                        public std::enable_shared_from_this<RawSocketServer> {
 public:
  RawSocketServer(std::unique_ptr<ByteStream> stream,
                  std::vector<wamp::Serializer> serializers,
                  size_t message_bytes_max);

  void Start(Done done) override;
  void Cancel() override;

 private:
  void Read();
  void HandleRead(const IoResult& result);
  void HandleRequest();
  void Write();
  void Finish(absl::StatusOr<std::shared_ptr<Transport>> result);

  std::unique_ptr<ByteStream> stream_;
  const std::vector<wamp::Serializer> serializers_;
  const size_t limit_;
  Done done_;
  RawSocketHandshake request_ = {};
  size_t requested_ = 0;                 // octets of request_ that have come
  std::optional<HandshakeTerms> terms_;  // none: refused
  std::string unwritten_;
};

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_RAWSOCKET_SERVER_H_
