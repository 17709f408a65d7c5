// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/websocket_server.h"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "wamp/transport/websocket_transport.h"

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
      : options_(std::move(options)),
        stream_(NewWebSocketStream(
            std::move(stream),
            {options_.message_bytes_max, /*permessage_deflate=*/true})) {}

  void Start(Done done) override {
    done_ = std::move(done);
    http::async_read(
        stream_->next_layer(), buffer_, request_,
        [self = shared_from_this()](const error_code& error, size_t) {
          if (self->done_ != nullptr) self->HandleRequest(error);
        });
  }

  void Cancel() override {
    done_ = nullptr;
    if (stream_ != nullptr) stream_->next_layer().stream().Close();
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
    } else if (serializer_ = ChooseSerializer(); !serializer_) {
      Refuse(http::status::bad_request,
             absl::StrCat("Sec-WebSocket-Protocol must offer one of ",
                          SubprotocolsOf(options_.serializers), "."));
    } else {
      Accept();
    }
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

  void Accept() {
    stream_->set_option(websocket::stream_base::decorator(
        [name = SubprotocolOf(*serializer_)](websocket::response_type& answer) {
          answer.set(http::field::sec_websocket_protocol, name);
        }));
    stream_->async_accept(
        request_, [self = shared_from_this()](const error_code& error) {
          if (self->done_ == nullptr) return;
          if (error) {
            self->Finish(absl::UnavailableError(error.message()));
            return;
          }
          self->Finish(std::make_shared<WebSocketTransport>(
              std::move(self->stream_), *self->serializer_,
              self->options_.message_bytes_max));
        });
  }

  void Refuse(http::status status, std::string text) {
    response_.result(status);
    response_.version(11);
    response_.set(http::field::content_type, "text/plain");
    response_.set(http::field::connection, "close");
    if (status == http::status::upgrade_required) {
      response_.set(http::field::upgrade, "websocket");
    }
    response_.body() = std::move(text) + "\n";
    response_.prepare_payload();
    http::async_write(stream_->next_layer(), response_,
                      [self = shared_from_this()](const error_code&, size_t) {
                        if (self->done_ == nullptr) return;
                        self->Finish(absl::FailedPreconditionError(
                            "the peer's WebSocket handshake was refused"));
                      });
  }

  void Finish(absl::StatusOr<std::shared_ptr<Transport>> result) {
    if (stream_ != nullptr) stream_->next_layer().stream().Close();
    Done done = std::move(done_);
    done_ = nullptr;
    done(std::move(result));
  }

  const WebSocketServerOptions options_;
  std::unique_ptr<WebSocketStream> stream_;
  boost::beast::flat_buffer buffer_{16 << 10};  // of the largest request
  Request request_;
  Response response_;
  std::optional<wamp::Serializer> serializer_;
  Done done_;
};

}  // namespace

std::shared_ptr<Handshake> NewWebSocketServer(
    std::unique_ptr<ByteStream> stream, WebSocketServerOptions options) {
  return std::make_shared<WebSocketServer>(std::move(stream),
                                           std::move(options));
}

}  // namespace wampbridge::transport
