// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/websocket_opening.h"

#include <openssl/rand.h>
#include <openssl/sha.h>

#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "wamp/transport/stream_transport.h"

namespace wampbridge::transport {
namespace {

constexpr size_t kKeyBytes = 16;
constexpr char kAcceptSalt[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

// The parameters of permessage-deflate, RFC 7692 section 7.1.
constexpr std::string_view kServerForgets = "server_no_context_takeover";
constexpr std::string_view kClientForgets = "client_no_context_takeover";
constexpr std::string_view kServerWindow = "server_max_window_bits";
constexpr std::string_view kClientWindow = "client_max_window_bits";

// One offer or answer of an extension.
struct Extension {
  bool is_deflate = false;
  bool server_forgets = false;
  bool client_forgets = false;
  bool server_window_named = false;
  bool client_window_named = false;
  bool unknown = false;  // has a parameter that RFC 7692 has not
};

Extension ExtensionOf(const std::vector<std::string>& parts) {
  Extension extension;
  extension.is_deflate = absl::EqualsIgnoreCase(parts[0], kDeflateOffer);
  for (size_t i = 1; i < parts.size(); ++i) {
    const std::string name = parts[i].substr(0, parts[i].find('='));
    if (name == kServerForgets) {
      extension.server_forgets = true;
    } else if (name == kClientForgets) {
      extension.client_forgets = true;
    } else if (name == kServerWindow) {
      extension.server_window_named = true;
    } else if (name == kClientWindow) {
      extension.client_window_named = true;
    } else {
      extension.unknown = true;
    }
  }
  return extension;
}

// RFC 6455 section 9.1. Strings in quotes, which no parameter of
// permessage-deflate needs, come out as parameters that are unknown.
std::vector<Extension> ParseExtensions(std::string_view header) {
  std::vector<Extension> extensions;
  for (const auto& text :
       absl::StrSplit(std::string(header), ',', absl::SkipWhitespace())) {
    std::vector<std::string> parts = absl::StrSplit(text, ';');
    for (std::string& part : parts) absl::StripAsciiWhitespace(&part);
    extensions.push_back(ExtensionOf(parts));
  }
  return extensions;
}

void FillFromOpenSsl(void* data, size_t size) {
  // Fails only where no process could have keys at all.
  (void)RAND_bytes(static_cast<unsigned char*>(data), static_cast<int>(size));
}

}  // namespace

std::string SubprotocolOf(wamp::Serializer serializer) {
  return "wamp.2." + std::string(wamp::SerializerName(serializer));
}

std::optional<wamp::Serializer> SerializerOfSubprotocol(
    std::string_view name, const std::vector<wamp::Serializer>& serializers) {
  for (const wamp::Serializer serializer : serializers) {
    if (SubprotocolOf(serializer) == name) return serializer;
  }
  return std::nullopt;
}

std::string SubprotocolsOf(const std::vector<wamp::Serializer>& serializers) {
  return absl::StrJoin(serializers, ", ", [](std::string* out, auto one) {
    out->append(SubprotocolOf(one));
  });
}

std::string NewWebSocketKey() {
  std::string octets(kKeyBytes, '\0');
  FillFromOpenSsl(octets.data(), octets.size());
  return absl::Base64Escape(octets);
}

std::string WebSocketAcceptOf(std::string_view key) {
  const std::string salted = absl::StrCat(std::string(key), kAcceptSalt);
  std::string digest(SHA_DIGEST_LENGTH, '\0');
  SHA1(reinterpret_cast<const unsigned char*>(salted.data()), salted.size(),
       reinterpret_cast<unsigned char*>(digest.data()));
  return absl::Base64Escape(digest);
}

bool IsWebSocketKey(std::string_view key) {
  std::string octets;
  return absl::Base64Unescape(std::string(key), &octets) &&
         octets.size() == kKeyBytes;
}

std::optional<DeflateAnswer> AnswerDeflateOffers(std::string_view offers) {
  for (const Extension& extension : ParseExtensions(offers)) {
    // We compress with the largest window only.
    if (!extension.is_deflate || extension.unknown ||
        extension.server_window_named) {
      continue;
    }
    DeflateAnswer answer{{.forgets_context = extension.server_forgets},
                         kDeflateOffer};
    if (extension.server_forgets) {
      absl::StrAppend(&answer.header, "; ", std::string(kServerForgets));
    }
    return answer;
  }
  return std::nullopt;
}

absl::StatusOr<std::optional<DeflateTerms>> ParseDeflateAnswer(
    std::string_view answer, bool offered) {
  std::optional<DeflateTerms> terms;
  for (const Extension& extension : ParseExtensions(answer)) {
    if (!offered || terms || !extension.is_deflate || extension.unknown ||
        extension.client_window_named) {
      return absl::FailedPreconditionError(absl::StrCat(
          "the router chose the extension \"",
          absl::CHexEscape(std::string(answer)), "\", which was not offered"));
    }
    terms = DeflateTerms{.forgets_context = extension.client_forgets};
  }
  return terms;
}

std::shared_ptr<Transport> NewWebSocketTransport(
    std::unique_ptr<ByteStream> stream, WebSocketTerms terms,
    std::string_view octets) {
  terms.random = FillFromOpenSsl;
  auto codec = std::make_unique<WebSocketCodec>(terms);
  codec->buffer().Put(octets);
  return std::make_shared<StreamTransport>(std::move(stream), std::move(codec));
}

}  // namespace wampbridge::transport
