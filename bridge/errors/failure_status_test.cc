// SPDX-License-Identifier: Apache-2.0
#include "bridge/errors/failure_status.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace wampbridge::bridge {
namespace {

using grpc::StatusCode;
using ::testing::ElementsAre;
using ::testing::Pair;

Failure SoldOut() {
  Failure failure;
  failure.code = StatusCode::FAILED_PRECONDITION;
  failure.outcome = Outcome::kRemoteError;
  failure.message = "com.shop.sold_out: no more";
  failure.uri = "com.shop.sold_out";
  failure.identity = "orders";
  failure.router = "main";
  failure.session_id = 11;
  failure.request_id = 7;
  return failure;
}

std::string PayloadOf(size_t octets) {
  v1::Payload payload;
  payload.set_json(std::string(octets, 'x'));
  return payload.SerializeAsString();
}

std::string DetailsOf(size_t octets) {
  v1::Dict details;
  (*details.mutable_entries())["callee"].set_string_value(
      std::string(octets, 'y'));
  return details.SerializeAsString();
}

google::rpc::Status DetailsIn(const FailureStatus& rendered) {
  google::rpc::Status status;
  EXPECT_TRUE(status.ParseFromString(rendered.status.error_details()));
  return status;
}

v1::WampError ErrorIn(const FailureStatus& rendered) {
  const google::rpc::Status status = DetailsIn(rendered);
  v1::WampError error;
  EXPECT_TRUE(status.details_size() > 0 && status.details(0).UnpackTo(&error));
  return error;
}

// As a client counts them: with base64 and percent-encoding, 32 a field.
size_t SizeOnTheWire(const FailureStatus& rendered) {
  size_t size = std::string("grpc-message").size() + 32;
  for (const unsigned char octet : rendered.status.error_message()) {
    size += octet < 0x20 || octet > 0x7E || octet == '%' ? 3 : 1;
  }
  size += std::string("grpc-status-details-bin").size() + 32;
  size += (rendered.status.error_details().size() * 4 + 2) / 3;
  for (const auto& [name, value] : rendered.trailers) {
    size += name.size() + value.size() + 32;
  }
  return size;
}

TEST(FailureStatusTest, StatusCarriesCodeMessageAndOneWampError) {
  Failure failure = SoldOut();
  failure.payload = PayloadOf(5);
  failure.details = DetailsOf(3);
  const FailureStatus rendered = ToStatus(failure);

  EXPECT_EQ(rendered.status.error_code(), StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(rendered.status.error_message(), "com.shop.sold_out: no more");
  const google::rpc::Status status = DetailsIn(rendered);
  EXPECT_EQ(status.code(), StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(status.message(), "com.shop.sold_out: no more");
  EXPECT_EQ(status.details_size(), 1);

  const v1::WampError error = ErrorIn(rendered);
  EXPECT_EQ(error.uri(), "com.shop.sold_out");
  EXPECT_EQ(error.payload().json(), "xxxxx");
  EXPECT_EQ(error.payload_bytes_omitted(), 0u);
  EXPECT_EQ(error.details().at("callee").string_value(), "yyy");
  EXPECT_EQ(error.outcome(), v1::OUTCOME_REMOTE_ERROR);
  EXPECT_EQ(error.identity(), "orders");
  EXPECT_EQ(error.router(), "main");
  EXPECT_EQ(error.session_id(), 11u);
  EXPECT_EQ(error.request_id(), 7u);
}

TEST(FailureStatusTest, FailureWithoutPayloadHasNone) {
  EXPECT_FALSE(ErrorIn(ToStatus(SoldOut())).has_payload());
}

TEST(FailureStatusTest, PlainTrailersNameOutcomeAndUri) {
  EXPECT_THAT(ToStatus(SoldOut()).trailers,
              ElementsAre(Pair("wamp-outcome", "REMOTE_ERROR"),
                          Pair("wamp-error", "com.shop.sold_out")));
}

TEST(FailureStatusTest, WithoutUriThereIsNoTrailerForIt) {
  Failure failure;
  failure.outcome = Outcome::kNotSent;
  EXPECT_THAT(ToStatus(failure).trailers,
              ElementsAre(Pair("wamp-outcome", "NOT_SENT")));
}

TEST(FailureStatusTest, EachOutcomeHasItsNameAndNumber) {
  const struct {
    Outcome outcome;
    const char* name;
    v1::Outcome number;
  } rows[] = {
      {Outcome::kNotSent, "NOT_SENT", v1::OUTCOME_NOT_SENT},
      {Outcome::kUnknown, "UNKNOWN", v1::OUTCOME_UNKNOWN},
      {Outcome::kRemoteError, "REMOTE_ERROR", v1::OUTCOME_REMOTE_ERROR},
      {Outcome::kRejected, "REJECTED", v1::OUTCOME_REJECTED},
  };
  for (const auto& row : rows) {
    Failure failure;
    failure.outcome = row.outcome;
    const FailureStatus rendered = ToStatus(failure);
    EXPECT_THAT(rendered.trailers, ElementsAre(Pair("wamp-outcome", row.name)));
    EXPECT_EQ(ErrorIn(rendered).outcome(), row.number);
  }
}

TEST(FailureStatusTest, UriTrailerIsVisibleAscii) {
  Failure failure = SoldOut();
  failure.uri = "com.\xC3\xA4%\x01z";
  const FailureStatus rendered = ToStatus(failure);
  EXPECT_THAT(rendered.trailers,
              ElementsAre(Pair("wamp-outcome", "REMOTE_ERROR"),
                          Pair("wamp-error", "com.%C3%A4%25%01z")));
  EXPECT_EQ(ErrorIn(rendered).uri(), failure.uri);
}

TEST(FailureStatusTest, RetryInfoSaysWhenToComeBack) {
  Failure failure = SoldOut();
  failure.retry_after = absl::Milliseconds(1250);
  const google::rpc::Status status = DetailsIn(ToStatus(failure));
  ASSERT_EQ(status.details_size(), 2);
  google::rpc::RetryInfo info;
  ASSERT_TRUE(status.details(1).UnpackTo(&info));
  EXPECT_EQ(info.retry_delay().seconds(), 1);
  EXPECT_EQ(info.retry_delay().nanos(), 250'000'000);
}

TEST(FailureStatusTest, MessageOfLimitStaysWhole) {
  Failure failure;
  failure.message = std::string(512, 'm');
  EXPECT_EQ(ToStatus(failure).status.error_message(), failure.message);
}

TEST(FailureStatusTest, LongMessageIsCutWhereACharacterEnds) {
  // U+20AC takes three octets; 511 falls on a boundary, 512 and 513 do not.
  for (const size_t ascii : {511, 510, 509}) {
    Failure failure;
    failure.message = std::string(ascii, 'm') + "\xE2\x82\xAC tail";
    const std::string message = ToStatus(failure).status.error_message();
    EXPECT_EQ(message, failure.message.substr(0, ascii == 509 ? 512 : ascii));
    EXPECT_EQ(DetailsIn(ToStatus(failure)).message(), message);
  }
}

TEST(FailureStatusTest, PayloadThatDoesNotFitIsLeftOutAndCounted) {
  Failure failure = SoldOut();
  failure.payload = PayloadOf(100'000);
  failure.details = DetailsOf(3);
  const FailureStatus rendered = ToStatus(failure);
  const v1::WampError error = ErrorIn(rendered);
  EXPECT_FALSE(error.has_payload());
  EXPECT_EQ(error.payload_bytes_omitted(), failure.payload.size());
  EXPECT_EQ(error.details().size(), 1u);
  EXPECT_LT(SizeOnTheWire(rendered), 4096u);
}

TEST(FailureStatusTest, DetailsThatDoNotFitAreLeftOut) {
  Failure failure = SoldOut();
  failure.payload = PayloadOf(1000);
  failure.details = DetailsOf(50'000);
  const v1::WampError error = ErrorIn(ToStatus(failure));
  EXPECT_EQ(error.payload().json().size(), 1000u);
  EXPECT_EQ(error.payload_bytes_omitted(), 0u);
  EXPECT_TRUE(error.details().empty());
}

TEST(FailureStatusTest, TrailersStayUnderTheirLimitAtEverySize) {
  for (size_t payload = 0; payload < 6000; payload += 97) {
    for (const size_t details : {0, 500, 2000, 9000}) {
      Failure failure = SoldOut();
      failure.message = std::string(700, 'm');
      failure.payload = PayloadOf(payload);
      failure.details = DetailsOf(details);
      EXPECT_LT(SizeOnTheWire(ToStatus(failure)), 4096u - 256u)
          << payload << " " << details;
    }
  }
}

TEST(FailureStatusTest, TrailersStayUnderTheirLimitWithTheWorstTexts) {
  std::string text;
  for (int i = 0; i < 2000; ++i) text += "\xC3\xA4";
  Failure failure;
  failure.message = text;
  failure.uri = text;
  failure.identity = text;
  failure.router = text;
  failure.payload = PayloadOf(2000);
  failure.session_id = failure.request_id = uint64_t{1} << 53;
  failure.retry_after = absl::Hours(1);
  const FailureStatus rendered = ToStatus(failure);
  EXPECT_LT(SizeOnTheWire(rendered), 4096u - 256u);
  EXPECT_EQ(rendered.status.error_message().size() % 2, 0u);
  EXPECT_FALSE(ErrorIn(rendered).uri().empty());
}

TEST(FailureStatusTest, PublishErrorSaysTheSameInsideAStream) {
  Failure failure = SoldOut();
  failure.message = std::string(600, 'm');
  failure.payload = PayloadOf(10'000);
  const v1::PublishError error = ToPublishError(failure);
  EXPECT_EQ(error.code(), StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(error.message(), std::string(512, 'm'));
  EXPECT_EQ(error.error().payload().json().size(), 10'000u);
  EXPECT_EQ(error.error().uri(), "com.shop.sold_out");
  EXPECT_EQ(error.error().outcome(), v1::OUTCOME_REMOTE_ERROR);
}

TEST(FailureStatusTest, PublishErrorLeavesAPayloadOutThatClientsCouldNotTake) {
  Failure failure = SoldOut();
  failure.payload = PayloadOf(100'000);
  const v1::PublishError error = ToPublishError(failure);
  EXPECT_FALSE(error.error().has_payload());
  EXPECT_EQ(error.error().payload_bytes_omitted(), failure.payload.size());
}

}  // namespace
}  // namespace wampbridge::bridge
