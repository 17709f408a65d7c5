// SPDX-License-Identifier: Apache-2.0
#include "bridge/identities/caller_template.h"

#include <map>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace wampbridge::bridge {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;
using Use = CallerTemplate::Use;

Caller Alice() {
  Caller caller;
  caller.proof = Caller::Proof::kJwt;
  caller.subject = "alice";
  caller.issuer = "https://idp";
  caller.claims = {{"tenant", {"acme"}},
                   {"roles", {"a", "b"}},
                   {"none", {}},
                   {"org.unit", {"sales"}},
                   {"https://idp/dept", {"7"}}};
  return caller;
}

CallerTemplate Parsed(const std::string& text, Use use = Use::kText) {
  const auto parsed = CallerTemplate::Parse(text, use);
  EXPECT_TRUE(parsed.ok()) << text << ": " << parsed.status();
  return parsed.ok() ? *parsed : CallerTemplate();
}

std::string Render(const std::string& text, const Caller& caller,
                   Use use = Use::kText) {
  const auto rendered = Parsed(text, use).Render(caller);
  return rendered.ok() ? rendered->text
                       : "! " + std::string(rendered.status().message());
}

TEST(CallerTemplateTest, FactsAreRendered) {
  const std::map<std::string, std::string> texts = {
      {"{{ caller.subject }}", "alice"},
      {"{{caller.subject}}", "alice"},
      {"u-{{  caller.subject }}-x", "u-alice-x"},
      {"{{ caller.issuer }}", "https://idp"},
      {"{{ caller.claims.tenant }}", "acme"},
      {"{{ caller.claims.org.unit }}", "sales"},
      {"{{ caller.claims.https://idp/dept }}", "7"},
      {"{{ caller.claims.tenant }}/{{ caller.subject }}", "acme/alice"},
      {"a { b } c", "a { b } c"},
      {"", ""}};
  for (const auto& [text, rendered] : texts) {
    EXPECT_EQ(Render(text, Alice()), rendered) << text;
  }
}

TEST(CallerTemplateTest, OnlyTextWithoutFactsIsConstant) {
  EXPECT_TRUE(Parsed("realm1").IsConstant());
  EXPECT_TRUE(Parsed("").IsConstant());
  EXPECT_FALSE(Parsed("{{ caller.subject }}").IsConstant());
}

TEST(CallerTemplateTest, ValuesAreTold) {
  const auto rendered =
      Parsed("{{ caller.claims.tenant }}/{{ caller.subject }}").Render(Alice());
  ASSERT_TRUE(rendered.ok());
  EXPECT_THAT(rendered->values, ElementsAre("acme", "alice"));
}

TEST(CallerTemplateTest, MistakesAreRefusedWithTheirPlace) {
  const std::map<std::string, std::string> mistakes = {
      {"{{ caller.subject", "octet 0: \"{{\" has no"},
      {"x{{", "octet 1: \"{{\" has no"},
      {"a }} b", "octet 2: \"}}\" ends nothing"},
      {"{{ caller.subject }} }}", "octet 21: \"}}\" ends nothing"},
      {"{{ }}", "octet 2: is no fact"},
      {"{{ subject }}", "octet 2: is no fact"},
      {"{{ Caller.subject }}", "octet 2: is no fact"},
      {"{{ caller.Subject }}", "octet 2: is no fact"},
      {"{{ caller . subject }}", "octet 2: is no fact"},
      {"{{ caller.subject.x }}", "octet 2: is no fact"},
      {"{{ caller.token }}", "octet 2: is no fact"},
      {"{{ caller.claims }}", "octet 2: is no fact"},
      {"{{ caller.claims. }}", "octet 2: is no fact"},
      {"{{ caller.claims.a..b }}", "octet 2: is no fact"},
      {"{{ caller.claims.a. }}", "octet 2: is no fact"},
      {"{{ caller.claims.a b }}", "octet 2: is no fact"},
      {"{{ caller.claims.a|upper }}", "octet 2: is no fact"},
      {"{{\tcaller.subject }}", "octet 2: is no fact"},
      {"{{ caller.subject }}{{ caller.issuer }}", "octet 20: needs text"},
      {"{{{ caller.subject }}}", "octet 2: is no fact"}};
  for (const auto& [text, message] : mistakes) {
    const auto parsed = CallerTemplate::Parse(text, Use::kText);
    EXPECT_EQ(parsed.status().code(), absl::StatusCode::kInvalidArgument)
        << text;
    EXPECT_THAT(std::string(parsed.status().message()), StartsWith(message))
        << text;
  }
}

TEST(CallerTemplateTest, MissingFactIsNamedAndNeverEmpty) {
  const Caller nobody;
  const std::string texts[] = {"{{ caller.subject }}", "{{ caller.issuer }}",
                               "{{ caller.claims.tenant }}"};
  for (const std::string& text : texts) {
    const auto rendered = Parsed("u-" + text).Render(nobody);
    EXPECT_EQ(rendered.status().code(), absl::StatusCode::kPermissionDenied);
    EXPECT_THAT(std::string(rendered.status().message()),
                HasSubstr("is missing"));
  }
  EXPECT_EQ(Render("{{ caller.claims.none }}", Alice()),
            "! caller.claims.none is missing");
  EXPECT_EQ(Render("{{ caller.claims.org }}", Alice()),
            "! caller.claims.org is missing");
}

TEST(CallerTemplateTest, FactWithSeveralValuesIsRefused) {
  EXPECT_EQ(Render("{{ caller.claims.roles }}", Alice()),
            "! caller.claims.roles has several values");
}

TEST(CallerTemplateTest, ValueThatIsNoTextIsRefused) {
  const std::string values[] = {std::string("a\0b", 3),
                                "a\nb",
                                "a\x7f",
                                "\xc2\x85",
                                "\xff",
                                "a\xc3",
                                "\xc0\x80",
                                "\xed\xa0\x80",
                                "\xf4\x90\x80\x80",
                                "\xe0\x80\x80",
                                std::string(513, 'a')};
  for (const std::string& value : values) {
    Caller caller = Alice();
    caller.subject = value;
    EXPECT_THAT(Render("{{ caller.subject }}", caller),
                StartsWith("! caller.subject "))
        << value;
  }
}

TEST(CallerTemplateTest, OctetsAreKeptAsTheyAre) {
  const std::string values[] = {"Alice",
                                "ALICE",
                                " alice ",
                                "a.b/c:d@e",
                                "\xc3\xa9",
                                "e\xcc\x81",
                                "{{ caller.issuer }}",
                                "\xf0\x9f\x98\x80",
                                std::string(512, 'a')};
  for (const std::string& value : values) {
    Caller caller = Alice();
    caller.subject = value;
    EXPECT_EQ(Render("{{ caller.subject }}", caller), value);
  }
}

TEST(CallerTemplateTest, ValueInAPathStaysWithinItsComponent) {
  const std::string text = "/run/secrets/{{ caller.subject }}.ticket";
  EXPECT_EQ(Render(text, Alice(), Use::kPath), "/run/secrets/alice.ticket");
  for (const char* value :
       {"..", ".", ".hidden", "a/b", "/etc/passwd", "../x"}) {
    Caller caller = Alice();
    caller.subject = value;
    EXPECT_THAT(Render(text, caller, Use::kPath),
                StartsWith("! caller.subject begins with"))
        << value;
  }
  Caller dotted = Alice();
  dotted.subject = "a..b";
  EXPECT_EQ(Render(text, dotted, Use::kPath), "/run/secrets/a..b.ticket");
}

// Whatever the values, one text is never that of two callers.
TEST(CallerTemplateTest, SeparatorInAValueCannotMakeTwoCallersOne) {
  const std::string text = "{{ caller.claims.tenant }}--{{ caller.subject }}";
  std::map<std::string, std::vector<std::string>> seen;
  size_t rendered_count = 0;
  const std::string values[] = {"a",  "b",   "-",   "--",   "a-",   "-a",
                                "--", "a--", "--a", "a--b", "a---", "-b"};
  for (const std::string& tenant : values) {
    for (const std::string& subject : values) {
      Caller caller;
      caller.subject = subject;
      caller.claims["tenant"] = {tenant};
      const auto rendered = Parsed(text).Render(caller);
      if (!rendered.ok()) continue;
      ++rendered_count;
      const auto [found, added] =
          seen.try_emplace(rendered->text, rendered->values);
      EXPECT_EQ(found->second, rendered->values) << rendered->text;
    }
  }
  EXPECT_GT(rendered_count, 10u);
}

TEST(CallerTemplateTest, TextTooLongIsRefused) {
  Caller caller = Alice();
  caller.subject = std::string(512, 'a');
  std::string text = "{{ caller.subject }}";
  for (int i = 0; i < 4; ++i) text += ".{{ caller.subject }}";
  EXPECT_THAT(Render(text, caller), HasSubstr("more than 2048 octets"));
}

}  // namespace
}  // namespace wampbridge::bridge
