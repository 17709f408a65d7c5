// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/websocket_client.h"

#include <algorithm>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "wamp/transport/websocket_transport.h"

namespace wampbridge::transport {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;

// Without a port that is the scheme's own, as browsers write it.
std::string HostHeader(const Url& url) {
  const bool usual = url.port == (url.tls() ? 443 : 80);
  std::string host = url.Authority();
  return usual ? host.substr(0, host.rfind(':')) : host;
}

bool IsTokenCharacter(unsigned char c) {
  constexpr std::string_view kOthers = "!#$%&'*+-.^_`|~";
  return absl::ascii_isalnum(c) ||
         kOthers.find(static_cast<char>(c)) != std::string_view::npos;
}

class WebSocketClient : public Handshake,
                        public std::enable_shared_from_this<WebSocketClient> {
 public:
  WebSocketClient(std::unique_ptr<ByteStream> stream, const Url& url,
                  const DialOptions& options)
      : url_(url),
        options_(options),
        stream_(NewWebSocketStream(
            std::move(stream),
            {options.message_bytes_max, options.permessage_deflate})) {}

  void Start(Done done) override {
    done_ = std::move(done);
    stream_->set_option(websocket::stream_base::decorator(
        [this](websocket::request_type& request) { Decorate(request); }));
    stream_->async_handshake(
        response_, HostHeader(url_), url_.target,
        [self = shared_from_this()](const boost::system::error_code& error) {
          if (self->done_ != nullptr) self->HandleResponse(error);
        });
  }

  void Cancel() override {
    done_ = nullptr;
    if (stream_ != nullptr) stream_->next_layer().stream().Close();
  }

 private:
  void Decorate(websocket::request_type& request) const {
    request.set(http::field::sec_websocket_protocol,
                SubprotocolsOf(options_.serializers));
    for (const auto& [name, value] : options_.headers) {
      request.set(name, value);
    }
  }

  void HandleResponse(const boost::system::error_code& error) {
    if (error) {
      Finish(WordsOf(error));
      return;
    }
    const auto field = response_[http::field::sec_websocket_protocol];
    const std::string answered(field.data(), field.size());
    const auto serializer =
        SerializerOfSubprotocol(answered, options_.serializers);
    if (!serializer) {
      Finish(absl::FailedPreconditionError(absl::StrCat(
          "WebSocket handshake: ",
          answered.empty()
              ? "the router accepted the WebSocket but no subprotocol"
              : absl::StrCat("the router chose the subprotocol \"",
                             absl::CHexEscape(answered),
                             "\", which was not offered"),
          " (offered: ", SubprotocolsOf(options_.serializers), ")")));
      return;
    }
    Finish(std::make_shared<WebSocketTransport>(std::move(stream_), *serializer,
                                                options_.message_bytes_max));
  }

  absl::Status WordsOf(const boost::system::error_code& error) const {
    if (error == websocket::error::upgrade_declined) return DeclinedWords();
    const absl::Status& broken = stream_->next_layer().error();
    if (!broken.ok() && !absl::IsUnavailable(broken)) return broken;
    if (!broken.ok() || error == boost::asio::error::eof ||
        error == http::error::end_of_stream ||
        error == http::error::partial_message) {
      return absl::UnavailableError(absl::StrCat(
          "WebSocket handshake: ",
          broken.ok() ? "the router closed the connection" : broken.message(),
          " instead of answering: it may not speak WebSocket there"));
    }
    return absl::FailedPreconditionError(
        absl::StrCat("WebSocket handshake: what answered does not speak "
                     "WebSocket: ",
                     error.message()));
  }

  absl::Status DeclinedWords() const {
    const auto reason = response_.reason();
    const auto location = response_[http::field::location];
    const std::string path(url_.Path());
    const int status = static_cast<int>(response_.result_int());
    std::string words = absl::StrCat(
        "WebSocket handshake: the router speaks HTTP but refused a WebSocket "
        "at ",
        path, ": HTTP ", status, " ",
        absl::CHexEscape(std::string(reason.data(), reason.size())));
    if (!location.empty()) {
      absl::StrAppend(
          &words, ", location ",
          absl::CHexEscape(std::string(location.data(), location.size())));
    } else if (status == 400) {
      absl::StrAppend(&words, " (it may speak none of ",
                      SubprotocolsOf(options_.serializers), ")");
    }
    return absl::Status(CodeOf(status), words);
  }

  // What passes by itself is no fault of the URL's.
  static absl::StatusCode CodeOf(int http_status) {
    const bool passes = http_status == 429 || http_status == 502 ||
                        http_status == 503 || http_status == 504;
    return passes ? absl::StatusCode::kUnavailable
                  : absl::StatusCode::kFailedPrecondition;
  }

  void Finish(absl::StatusOr<std::shared_ptr<Transport>> result) {
    if (stream_ != nullptr) stream_->next_layer().stream().Close();
    Done done = std::move(done_);
    done_ = nullptr;
    done(std::move(result));
  }

  const Url url_;
  const DialOptions options_;
  std::unique_ptr<WebSocketStream> stream_;
  websocket::response_type response_;
  Done done_;
};

}  // namespace

std::shared_ptr<Handshake> NewWebSocketClient(
    std::unique_ptr<ByteStream> stream, const Url& url,
    const DialOptions& options) {
  return std::make_shared<WebSocketClient>(std::move(stream), url, options);
}

absl::Status CheckWebSocketHeaders(const DialOptions& options) {
  for (const auto& [name, value] : options.headers) {
    const std::string shown = absl::CHexEscape(name);
    if (name.empty() ||
        !std::all_of(name.begin(), name.end(), IsTokenCharacter)) {
      return absl::InvalidArgumentError(
          absl::StrCat("header \"", shown, "\": not a header's name"));
    }
    const auto is_control = [](unsigned char c) {
      return c != '\t' && absl::ascii_iscntrl(c);
    };
    if (std::any_of(value.begin(), value.end(), is_control)) {
      return absl::InvalidArgumentError(absl::StrCat(
          "header \"", shown, "\": its value has control characters"));
    }
    for (const char* own :
         {"Upgrade", "Connection", "Content-Length", "Transfer-Encoding"}) {
      if (absl::EqualsIgnoreCase(name, own) ||
          absl::StartsWithIgnoreCase(name, "Sec-WebSocket-")) {
        return absl::InvalidArgumentError(absl::StrCat(
            "header \"", shown, "\": the handshake sends its own"));
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace wampbridge::transport
