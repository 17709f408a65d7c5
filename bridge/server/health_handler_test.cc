// SPDX-License-Identifier: Apache-2.0
// grpc.health.v1.Health: Check and Watch.
#include "bridge/server/health_handler.h"

#include "bridge/server/server_fixture.h"
#include "third_party/grpc_health/grpc/health/v1/health.grpc.pb.h"

namespace wampbridge::bridge {
namespace {

using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

class HealthHandlerTest : public ServerTest {
 protected:
  void Connect() {
    Serve();
    health_stub_ = grpc::health::v1::Health::NewStub(channel());
  }

  grpc::Status Check(const std::string& service) {
    HealthCheckRequest request;
    request.set_service(service);
    grpc::ClientContext context;
    return health_stub_->Check(&context, request, &response_);
  }

  auto Watch(grpc::ClientContext* context, const std::string& service) {
    HealthCheckRequest request;
    request.set_service(service);
    return health_stub_->Watch(context, request);
  }

  HealthCheckResponse::ServingStatus Next(
      grpc::ClientReader<HealthCheckResponse>& reader) {
    HealthCheckResponse response;
    EXPECT_TRUE(reader.Read(&response));
    return response.status();
  }

  HealthCheckResponse response_;
  std::unique_ptr<grpc::health::v1::Health::Stub> health_stub_;
};

TEST_F(HealthHandlerTest, ServerServesOnceItIsReady) {
  Connect();
  EXPECT_TRUE(Check("").ok());
  EXPECT_EQ(response_.status(), HealthCheckResponse::NOT_SERVING);
  health_.SetReady(true);
  EXPECT_TRUE(Check("wampbridge.v1.WampBridge").ok());
  EXPECT_EQ(response_.status(), HealthCheckResponse::SERVING);
}

TEST_F(HealthHandlerTest, IdentityTellsItsOwnState) {
  Connect();
  health_.SetIdentity("orders", true);
  EXPECT_TRUE(Check("identity/orders").ok());
  EXPECT_EQ(response_.status(), HealthCheckResponse::SERVING);
}

TEST_F(HealthHandlerTest, CheckOfAnUnknownServiceIsNotFound) {
  Connect();
  EXPECT_EQ(Check("nobody").error_code(), grpc::StatusCode::NOT_FOUND);
}

TEST_F(HealthHandlerTest, CheckIsAnsweredWhileDraining) {
  Connect();
  health_.SetReady(true);
  health_.SetDraining();
  BeginDrain();
  EXPECT_TRUE(Check("").ok());
  EXPECT_EQ(response_.status(), HealthCheckResponse::NOT_SERVING);
}

TEST_F(HealthHandlerTest, WatchTellsEachChange) {
  Connect();
  grpc::ClientContext context;
  const auto reader = Watch(&context, "identity/orders");
  EXPECT_EQ(Next(*reader), HealthCheckResponse::SERVICE_UNKNOWN);
  health_.SetIdentity("orders", true);
  EXPECT_EQ(Next(*reader), HealthCheckResponse::SERVING);
  health_.SetIdentity("orders", false);
  EXPECT_EQ(Next(*reader), HealthCheckResponse::NOT_SERVING);
  context.TryCancel();
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::CANCELLED);
}

TEST_F(HealthHandlerTest, WatchTellsTheDrain) {
  Connect();
  health_.SetReady(true);
  grpc::ClientContext context;
  const auto reader = Watch(&context, "");
  EXPECT_EQ(Next(*reader), HealthCheckResponse::SERVING);
  health_.SetDraining();
  EXPECT_EQ(Next(*reader), HealthCheckResponse::NOT_SERVING);
  context.TryCancel();
  reader->Finish();
}

}  // namespace
}  // namespace wampbridge::bridge
