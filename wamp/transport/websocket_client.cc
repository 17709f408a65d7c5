// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/websocket_client.h"

#include <algorithm>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "wamp/transport/beast_stream.h"
#include "wamp/transport/websocket_opening.h"

namespace wampbridge::transport {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;

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
      : url_(url), options_(options), stream_(std::move(stream)) {}

  void Start(Done done) override {
    done_ = std::move(done);
    MakeRequest();
    http::async_write(
        stream_, request_,
        [self = shared_from_this()](const error_code& error, size_t) {
          if (self->done_ != nullptr) self->HandleWritten(error);
        });
  }

  void Cancel() override {
    done_ = nullptr;
    stream_.Close();
  }

 private:
  using error_code = boost::system::error_code;

  void MakeRequest() {
    request_.method(http::verb::get);
    request_.target(url_.target);
    request_.version(11);
    request_.set(http::field::host, HostHeader(url_));
    request_.set(http::field::upgrade, "websocket");
    request_.set(http::field::connection, "Upgrade");
    request_.set(http::field::sec_websocket_key, key_);
    request_.set(http::field::sec_websocket_version, "13");
    request_.set(http::field::sec_websocket_protocol,
                 SubprotocolsOf(options_.serializers));
    if (options_.permessage_deflate) {
      request_.set(http::field::sec_websocket_extensions, kDeflateOffer);
    }
    for (const auto& [name, value] : options_.headers) {
      request_.set(name, value);
    }
  }

  void HandleWritten(const error_code& error) {
    if (error) {
      Finish(WordsOf(error));
      return;
    }
    http::async_read_header(
        stream_, buffer_, parser_,
        [self = shared_from_this()](const error_code& error, size_t) {
          if (self->done_ != nullptr) self->HandleResponse(error);
        });
  }

  void HandleResponse(const error_code& error) {
    if (error) {
      Finish(WordsOf(error));
    } else if (response().result() != http::status::switching_protocols) {
      Finish(DeclinedWords());
    } else {
      Finish(MakeTransport());
    }
  }

  absl::StatusOr<std::shared_ptr<Transport>> MakeTransport() {
    if (absl::Status upgraded = CheckUpgrade(); !upgraded.ok()) {
      return upgraded;
    }
    const auto serializer = ParseSubprotocol();
    if (!serializer.ok()) return serializer.status();
    const auto deflate =
        ParseDeflateAnswer(FieldOf(http::field::sec_websocket_extensions),
                           options_.permessage_deflate);
    if (!deflate.ok()) {
      return absl::Status(
          deflate.status().code(),
          absl::StrCat("WebSocket handshake: ", deflate.status().message()));
    }
    const auto rest = buffer_.cdata();
    return NewWebSocketTransport(
        stream_.Release(),
        {.side = WebSocketSide::kClient,
         .serializer = *serializer,
         .message_bytes_max = options_.message_bytes_max,
         .deflate = *deflate},
        {static_cast<const char*>(rest.data()), rest.size()});
  }

  // RFC 6455 section 4.1.
  absl::Status CheckUpgrade() const {
    const auto lists = [&](http::field field, beast::string_view token) {
      return http::token_list(response()[field]).exists(token);
    };
    if (!lists(http::field::upgrade, "websocket") ||
        !lists(http::field::connection, "upgrade")) {
      return StrangerWords("its answer upgrades to nothing");
    }
    if (FieldOf(http::field::sec_websocket_accept) != WebSocketAcceptOf(key_)) {
      return StrangerWords("its Sec-WebSocket-Accept is not for our key");
    }
    return absl::OkStatus();
  }

  absl::StatusOr<wamp::Serializer> ParseSubprotocol() const {
    const std::string answered = FieldOf(http::field::sec_websocket_protocol);
    const auto serializer =
        SerializerOfSubprotocol(answered, options_.serializers);
    if (serializer) return *serializer;
    return absl::FailedPreconditionError(absl::StrCat(
        "WebSocket handshake: ",
        answered.empty()
            ? "the router accepted the WebSocket but no subprotocol"
            : absl::StrCat("the router chose the subprotocol \"",
                           absl::CHexEscape(answered),
                           "\", which was not offered"),
        " (offered: ", SubprotocolsOf(options_.serializers), ")"));
  }

  const http::response<http::empty_body>& response() const {
    return parser_.get();
  }
  std::string FieldOf(http::field field) const {
    const auto value = response()[field];
    return {value.data(), value.size()};
  }

  absl::Status WordsOf(const error_code& error) const {
    const absl::Status& broken = stream_.error();
    if (!broken.ok() && !absl::IsUnavailable(broken)) return broken;
    if (!broken.ok() || error == boost::asio::error::eof ||
        error == http::error::end_of_stream ||
        error == http::error::partial_message) {
      return absl::UnavailableError(absl::StrCat(
          "WebSocket handshake: ",
          broken.ok() ? "the router closed the connection" : broken.message(),
          " instead of answering: it may not speak WebSocket there"));
    }
    return StrangerWords(error.message());
  }

  static absl::Status StrangerWords(std::string_view why) {
    return absl::FailedPreconditionError(
        absl::StrCat("WebSocket handshake: what answered does not speak "
                     "WebSocket: ",
                     std::string(why)));
  }

  absl::Status DeclinedWords() const {
    const auto reason = response().reason();
    const auto location = response()[http::field::location];
    const std::string path(url_.Path());
    const int status = static_cast<int>(response().result_int());
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
    stream_.Close();
    Done done = std::move(done_);
    done_ = nullptr;
    done(std::move(result));
  }

  const Url url_;
  const DialOptions options_;
  const std::string key_ = NewWebSocketKey();
  BeastStream stream_;
  http::request<http::empty_body> request_;
  beast::flat_buffer buffer_{16 << 10};  // of the largest answer
  http::response_parser<http::empty_body> parser_;
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
