// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/websocket_opening.h"

#include <gtest/gtest.h>

#include <string>

namespace wampbridge::transport {
namespace {

using wamp::Serializer;

TEST(WebSocketOpeningTest, AcceptIsAsInTheRfc) {
  EXPECT_EQ(WebSocketAcceptOf("dGhlIHNhbXBsZSBub25jZQ=="),
            "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

TEST(WebSocketOpeningTest, EachKeyIsNewAndWellFormed) {
  EXPECT_TRUE(IsWebSocketKey(NewWebSocketKey()));
  EXPECT_NE(NewWebSocketKey(), NewWebSocketKey());
}

TEST(WebSocketOpeningTest, KeyOfAnotherSizeIsNone) {
  EXPECT_FALSE(IsWebSocketKey(""));
  EXPECT_FALSE(IsWebSocketKey("dGhlIHNhbXBsZSBub25j"));
  EXPECT_FALSE(IsWebSocketKey("not base64 at all, is it"));
}

TEST(WebSocketOpeningTest, SubprotocolsAreNamedInOrder) {
  EXPECT_EQ(SubprotocolsOf({Serializer::kCbor, Serializer::kJson}),
            "wamp.2.cbor, wamp.2.json");
  EXPECT_EQ(SerializerOfSubprotocol("wamp.2.json", {Serializer::kJson}),
            Serializer::kJson);
  EXPECT_EQ(SerializerOfSubprotocol("wamp.2.cbor", {Serializer::kJson}),
            std::nullopt);
}

TEST(WebSocketOpeningTest, PlainOfferOfCompressionIsTaken) {
  const auto answer = AnswerDeflateOffers("x-webkit, permessage-deflate");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->header, "permessage-deflate");
  EXPECT_FALSE(answer->terms.forgets_context);
}

TEST(WebSocketOpeningTest, ServerForgetsItsContextWhereAsked) {
  const auto answer = AnswerDeflateOffers(
      "permessage-deflate; client_max_window_bits; "
      "server_no_context_takeover");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->header, "permessage-deflate; server_no_context_takeover");
  EXPECT_TRUE(answer->terms.forgets_context);
}

TEST(WebSocketOpeningTest, FirstOfferThatWeCanIsTaken) {
  EXPECT_TRUE(AnswerDeflateOffers(
      "permessage-deflate; server_max_window_bits=10, permessage-deflate"));
  EXPECT_FALSE(
      AnswerDeflateOffers("permessage-deflate; server_max_window_bits=10"));
  EXPECT_FALSE(AnswerDeflateOffers("permessage-deflate; mystery=1"));
  EXPECT_FALSE(AnswerDeflateOffers(""));
}

TEST(WebSocketOpeningTest, AnswerWithoutExtensionIsNoCompression) {
  EXPECT_FALSE(ParseDeflateAnswer("", /*offered=*/true).value());
  EXPECT_FALSE(ParseDeflateAnswer("", /*offered=*/false).value());
}

TEST(WebSocketOpeningTest, ClientForgetsItsContextWhereTold) {
  const auto terms = ParseDeflateAnswer(
      "permessage-deflate; client_no_context_takeover; "
      "server_max_window_bits=12",
      /*offered=*/true);
  ASSERT_TRUE(terms.ok()) << terms.status();
  ASSERT_TRUE(terms->has_value());
  EXPECT_TRUE((*terms)->forgets_context);
}

TEST(WebSocketOpeningTest, AnswerToWhatWasNotOfferedIsRefused) {
  EXPECT_EQ(ParseDeflateAnswer("permessage-deflate", /*offered=*/false)
                .status()
                .ToString(),
            "FAILED_PRECONDITION: the router chose the extension "
            "\"permessage-deflate\", which was not offered");
  for (const char* answer :
       {"x-webkit", "permessage-deflate; client_max_window_bits=10",
        "permessage-deflate; mystery",
        "permessage-deflate, permessage-deflate"}) {
    EXPECT_FALSE(ParseDeflateAnswer(answer, /*offered=*/true).ok()) << answer;
  }
}

}  // namespace
}  // namespace wampbridge::transport
