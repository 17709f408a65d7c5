// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_RAWSOCKET_CLIENT_H_
#define WAMP_TRANSPORT_RAWSOCKET_CLIENT_H_

#include <memory>
#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "wamp/transport/byte_stream.h"
#include "wamp/transport/handshake.h"
#include "wamp/transport/rawsocket_frame.h"

namespace wampbridge::transport {

// A client's RawSocket handshake: offers one serializer and our size limit.
// UnimplementedError: the router does not take this serializer, or closed the
// connection without a word, which may mean the same.
class RawSocketClient : public Handshake,
                        public std::enable_shared_from_this<RawSocketClient> {
 public:
  RawSocketClient(std::unique_ptr<ByteStream> stream,
                  wamp::Serializer serializer, size_t message_bytes_max);

  void Start(Done done) override;
  void Cancel() override;

 private:
  void Write();
  void Read();
  void HandleRead(const IoResult& result);
  void Finish(absl::StatusOr<std::shared_ptr<Transport>> result);

  std::unique_ptr<ByteStream> stream_;
  const wamp::Serializer serializer_;
  const size_t limit_;
  Done done_;
  std::string unwritten_;
  RawSocketHandshake answer_ = {};
  size_t answered_ = 0;  // octets of answer_ that have come
};

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_RAWSOCKET_CLIENT_H_
