// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/websocket_server.h"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "wamp/transport/beast_stream.h"
#include "wamp/transport/websocket_opening.h"

namespace wampbridge::transport {
namespace {

namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;

using Request = http::request<http::empty_body>;
using Response = http::response<http::string_body>;

class WebSocketServer : public Handshake,
                        public std::enable_shared_from_this<WebSocketServer> {
 public:
  WebSocketServer(std::unique_ptr<ByteStream> stream,
                  WebSocketServerOptions options)
      : options_(std::move(options)), stream_(std::move(stream)) {}

  void Start(Done done) override {
    done_ = std::move(done);
    http::async_read(
        stream_, buffer_, request_,
        [self = shared_from_this()](const error_code& error, size_t) {
          if (self->done_ != nullptr) self->HandleRequest(error);
        });
  }

  void Cancel() override {
    done_ = nullptr;
    stream_.Close();
  }

 private:
  using error_code = boost::system::error_code;

  void HandleRequest(const error_code& error) {
    if (error) {
      Finish(absl::UnavailableError(
          absl::StrCat("no WebSocket request came: ", error.message())));
      return;
    }
    const std::string target(request_.target());
    if (target.substr(0, target.find('?')) != options_.path) {
      Refuse(http::status::not_found,
             absl::StrCat("The WebSocket is at ", options_.path, "."));
    } else if (!websocket::is_upgrade(request_) || buffer_.size() > 0) {
      Refuse(http::status::upgrade_required,
             "This is a WAMP router: it speaks WebSocket only.");
    } else if (!IsWebSocketKey(FieldOf(http::field::sec_websocket_key))) {
      Refuse(http::status::bad_request,
             "Sec-WebSocket-Key must be 16 octets in base64.");
    } else if (FieldOf(http::field::sec_websocket_version) != "13") {
      Refuse(http::status::upgrade_required,
             "Sec-WebSocket-Version must be 13.");
    } else if (serializer_ = ChooseSerializer(); !serializer_) {
      Refuse(http::status::bad_request,
             absl::StrCat("Sec-WebSocket-Protocol must offer one of ",
                          SubprotocolsOf(options_.serializers), "."));
    } else {
      Accept();
    }
  }

  std::string FieldOf(http::field field) const {
    const auto value = request_[field];
    return {value.data(), value.size()};
  }

  // The client's order of preference decides.
  std::optional<wamp::Serializer> ChooseSerializer() const {
    const http::token_list offered(
        request_[http::field::sec_websocket_protocol]);
    for (const auto& name : offered) {
      const auto serializer = SerializerOfSubprotocol(
          {name.data(), name.size()}, options_.serializers);
      if (serializer) return serializer;
    }
    return std::nullopt;
  }

  // RFC 6455 section 4.2.2.
  void Accept() {
    response_.result(http::status::switching_protocols);
    response_.set(http::field::upgrade, "websocket");
    response_.set(http::field::connection, "Upgrade");
    response_.set(http::field::sec_websocket_accept,
                  WebSocketAcceptOf(FieldOf(http::field::sec_websocket_key)));
    response_.set(http::field::sec_websocket_protocol,
                  SubprotocolOf(*serializer_));
    const auto deflate =
        AnswerDeflateOffers(FieldOf(http::field::sec_websocket_extensions));
    if (deflate) {
      response_.set(http::field::sec_websocket_extensions, deflate->header);
      deflate_ = deflate->terms;
    }
    http::async_write(
        stream_, response_,
        [self = shared_from_this()](const error_code& error, size_t) {
          if (self->done_ != nullptr) self->HandleAccepted(error);
        });
  }

  void HandleAccepted(const error_code& error) {
    if (error) {
      Finish(absl::UnavailableError(error.message()));
      return;
    }
    Finish(
        NewWebSocketTransport(stream_.Release(),
                              {.side = WebSocketSide::kServer,
                               .serializer = *serializer_,
                               .message_bytes_max = options_.message_bytes_max,
                               .deflate = deflate_},
                              {}));
  }

  void Refuse(http::status status, std::string text) {
    response_.result(status);
    response_.set(http::field::content_type, "text/plain");
    response_.set(http::field::connection, "close");
    if (status == http::status::upgrade_required) {
      response_.set(http::field::upgrade, "websocket");
      response_.set(http::field::sec_websocket_version, "13");
    }
    response_.body() = std::move(text) + "\n";
    response_.prepare_payload();
    http::async_write(stream_, response_,
                      [self = shared_from_this()](const error_code&, size_t) {
                        if (self->done_ == nullptr) return;
                        self->Finish(absl::FailedPreconditionError(
                            "the peer's WebSocket handshake was refused"));
                      });
  }

  void Finish(absl::StatusOr<std::shared_ptr<Transport>> result) {
    stream_.Close();
    Done done = std::move(done_);
    done_ = nullptr;
    done(std::move(result));
  }

  const WebSocketServerOptions options_;
  BeastStream stream_;
  boost::beast::flat_buffer buffer_{16 << 10};  // of the largest request
  Request request_;
  Response response_;
  std::optional<wamp::Serializer> serializer_;
  std::optional<DeflateTerms> deflate_;
  Done done_;
};

}  // namespace

std::shared_ptr<Handshake> NewWebSocketServer(
    std::unique_ptr<ByteStream> stream, WebSocketServerOptions options) {
  return std::make_shared<WebSocketServer>(std::move(stream),
                                           std::move(options));
}

}  // namespace wampbridge::transport
