// SPDX-License-Identifier: Apache-2.0
#include "wamp/codec/utf8.h"

#include <string>

#include "gtest/gtest.h"

namespace wampbridge::wamp {
namespace {

constexpr size_t kValid = std::string_view::npos;

TEST(Utf8Test, EveryCodePointComesBack) {
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    std::string text;
    AppendUtf8(c, &text);
    const CodePoint point = DecodeUtf8(text);
    ASSERT_EQ(point.value, c);
    ASSERT_EQ(point.size, text.size());
    ASSERT_EQ(FindInvalidUtf8(text), kValid);
  }
}

TEST(Utf8Test, IllFormedSequencesAreFound) {
  for (const std::string_view bad : {
           "\x80",              // continuation alone
           "\xC0\x80",          // overlong
           "\xC1\xBF",          // overlong
           "\xE0\x9F\xBF",      // overlong
           "\xF0\x8F\xBF\xBF",  // overlong
           "\xED\xA0\x80",      // surrogate
           "\xED\xBF\xBF",      // surrogate
           "\xF4\x90\x80\x80",  // above U+10FFFF
           "\xF5\x80\x80\x80",  // never leads
           "\xFF",              // never leads
           "\xC3",              // cut short
           "\xE2\x82",          // cut short
           "\xC3\x28",          // wrong continuation
       }) {
    EXPECT_EQ(FindInvalidUtf8(bad), 0u);
    EXPECT_EQ(FindInvalidUtf8("a\xC3\xA9" + std::string(bad)), 3u);
  }
}

// The ASCII in front and behind moves the place against the eight-octet steps.
TEST(Utf8Test, OffsetIsRightAtEveryAlignment) {
  for (size_t before = 0; before < 40; ++before) {
    for (size_t behind = 0; behind < 20; ++behind) {
      const std::string head(before, 'a');
      const std::string tail(behind, 'b');
      EXPECT_EQ(FindInvalidUtf8(head + "\xFF" + tail), before);
      EXPECT_EQ(FindInvalidUtf8(head + "\xE2\x82\xAC" + tail), kValid);
    }
  }
}

}  // namespace
}  // namespace wampbridge::wamp
