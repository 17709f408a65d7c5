// SPDX-License-Identifier: Apache-2.0
#include "bridge/translate/register_request.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace wampbridge::bridge {
namespace {

absl::Status Check(const v1::RegisterProcedures& asked) {
  return CheckRegister(
      asked, {.procedures_per_stream = 2, .concurrency_ceiling = 1000});
}

v1::RegisterProcedures Of(const std::string& uri,
                          v1::Match match = v1::MATCH_EXACT) {
  v1::RegisterProcedures asked;
  v1::Procedure* procedure = asked.add_procedures();
  procedure->set_uri(uri);
  procedure->set_match(match);
  return asked;
}

RouterTraits Dealer(std::string_view announced) {
  RouterTraits traits;
  traits.name = "main";
  traits.has = [announced](std::string_view role, std::string_view feature) {
    return role == "dealer" && feature == announced;
  };
  return traits;
}

TEST(CheckRegisterTest, ProceduresOfEveryMatchPass) {
  EXPECT_EQ(Check(Of("com.x")), absl::OkStatus());
  EXPECT_EQ(Check(Of("com.x.", v1::MATCH_PREFIX)), absl::OkStatus());
  EXPECT_EQ(Check(Of("com..x", v1::MATCH_WILDCARD)), absl::OkStatus());
}

TEST(CheckRegisterTest, FaultsAreNamed) {
  const struct {
    v1::RegisterProcedures asked;
    std::string message;
  } rows[] = {
      {{}, "procedures: at least one is required"},
      {Of(""), "procedures[0].uri: is required"},
      {Of("", v1::MATCH_PREFIX), "procedures[0].uri: is required"},
      {Of("wamp.x"),
       "procedures[0].uri: begins with wamp, which is closed to clients"},
      {Of("com.x", static_cast<v1::Match>(9)),
       "procedures[0].match: 9 is none of its values"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(Check(row.asked), absl::InvalidArgumentError(row.message));
  }
}

TEST(CheckRegisterTest, BadUrisEnumsAndDoublesAreRefused) {
  EXPECT_EQ(Check(Of("com..x")).code(), absl::StatusCode::kInvalidArgument);
  v1::RegisterProcedures twice = Of("com.x");
  *twice.add_procedures() = twice.procedures(0);
  EXPECT_EQ(Check(twice),
            absl::InvalidArgumentError("procedures[1]: com.x is there twice"));
  v1::RegisterProcedures invoke = Of("com.x");
  invoke.mutable_procedures(0)->set_invoke(static_cast<v1::Invoke>(99));
  EXPECT_EQ(Check(invoke), absl::InvalidArgumentError(
                               "procedures[0].invoke: 99 is none of its "
                               "values"));
  v1::RegisterProcedures conflict = Of("com.x");
  conflict.set_on_conflict(static_cast<v1::OnConflict>(99));
  EXPECT_EQ(Check(conflict),
            absl::InvalidArgumentError("on_conflict: 99 is none of its "
                                       "values"));
  v1::RegisterProcedures name = Of("com.x");
  name.set_client_name(std::string(65, 'x'));
  EXPECT_EQ(Check(name).code(), absl::StatusCode::kInvalidArgument);
}

TEST(CheckRegisterTest, LimitsAreNamed) {
  v1::RegisterProcedures many = Of("com.x");
  many.add_procedures()->set_uri("com.y");
  EXPECT_EQ(Check(many), absl::OkStatus());
  many.add_procedures()->set_uri("com.z");
  EXPECT_EQ(Check(many), absl::ResourceExhaustedError(
                             "procedures: 3 is beyond the limit of 2"));
  v1::RegisterProcedures wide = Of("com.x");
  wide.set_max_concurrency(1000);
  EXPECT_EQ(Check(wide), absl::OkStatus());
  wide.set_max_concurrency(1001);
  EXPECT_EQ(Check(wide),
            absl::ResourceExhaustedError(
                "max_concurrency: 1001 is beyond the limit of 1000"));
}

TEST(RegisterOptionsTest, EverythingAskedForIsSaid) {
  v1::RegisterProcedures asked = Of("com.x", v1::MATCH_WILDCARD);
  v1::Procedure& procedure = *asked.mutable_procedures(0);
  procedure.set_invoke(v1::INVOKE_ROUNDROBIN);
  procedure.mutable_options()->set_disclose_caller(true);
  procedure.mutable_options()->set_forward_timeout(true);
  const std::set<std::string, std::less<>> listed = {"force_reregister"};
  const auto options =
      RegisterOptionsFor(procedure, v1::ON_CONFLICT_REPLACE, &listed);
  ASSERT_TRUE(options.ok()) << options.status();
  EXPECT_EQ(*options, wamp::Dict({{"match", "wildcard"},
                                  {"invoke", "roundrobin"},
                                  {"disclose_caller", true},
                                  {"forward_timeout", true},
                                  {"force_reregister", true}}));
}

TEST(RegisterOptionsTest, DefaultsAreLeftUnsaid) {
  const auto options = RegisterOptionsFor(Of("com.x").procedures(0),
                                          v1::ON_CONFLICT_FAIL, nullptr);
  ASSERT_TRUE(options.ok());
  EXPECT_TRUE(options->empty());
}

TEST(RegisterOptionsTest, ReplaceNeedsTheRoutersOwnOption) {
  EXPECT_EQ(RegisterOptionsFor(Of("com.x").procedures(0),
                               v1::ON_CONFLICT_REPLACE, nullptr)
                .status()
                .code(),
            absl::StatusCode::kUnimplemented);
}

TEST(RegisterFeaturesTest, EachOptionNeedsItsFeature) {
  v1::RegisterProcedures shared = Of("com.x");
  shared.mutable_procedures(0)->set_invoke(v1::INVOKE_LAST);
  v1::RegisterProcedures disclosed = Of("com.x");
  disclosed.mutable_procedures(0)->mutable_options()->set_disclose_caller(
      false);
  v1::RegisterProcedures forwarded = Of("com.x");
  forwarded.mutable_procedures(0)->mutable_options()->set_forward_timeout(true);
  const struct {
    v1::RegisterProcedures asked;
    const char* feature;
  } rows[] = {{Of("com.x", v1::MATCH_PREFIX), "pattern_based_registration"},
              {shared, "shared_registration"},
              {disclosed, "caller_identification"},
              {forwarded, "call_timeout"}};
  for (const auto& row : rows) {
    EXPECT_EQ(CheckRegisterFeatures(row.asked, Dealer(row.feature)),
              absl::OkStatus());
    EXPECT_EQ(CheckRegisterFeatures(row.asked, Dealer("")).code(),
              absl::StatusCode::kUnimplemented)
        << row.feature;
  }
  EXPECT_EQ(CheckRegisterFeatures(Of("com.x"), Dealer("")), absl::OkStatus());
}

}  // namespace
}  // namespace wampbridge::bridge
