// SPDX-License-Identifier: Apache-2.0
#include "bridge/identities/caller_template.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"

namespace wampbridge::bridge {
namespace {

constexpr std::string_view kOpen = "{{";
constexpr std::string_view kClose = "}}";
constexpr std::string_view kClaims = "caller.claims.";
constexpr char kFacts[] =
    "use caller.subject, caller.issuer or caller.claims.NAME";

bool IsClaimOctet(char octet) {
  return (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z') ||
         (octet >= '0' && octet <= '9') ||
         std::string_view("_-:/@.").find(octet) != std::string_view::npos;
}

bool IsClaimPath(std::string_view path) {
  return !path.empty() && path.front() != '.' && path.back() != '.' &&
         path.find("..") == std::string_view::npos &&
         std::all_of(path.begin(), path.end(), IsClaimOctet);
}

std::string_view WithoutSpaces(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// Takes one character of UTF-8 (RFC 3629) from `text`; false: it is none.
bool TakeCharacter(std::string_view& text, uint32_t* character) {
  const auto first = static_cast<unsigned char>(text.front());
  const size_t size = first < 0x80    ? 1
                      : first < 0xC2  ? 0  // would be too long, or continues
                      : first < 0xE0  ? 2
                      : first < 0xF0  ? 3
                      : first <= 0xF4 ? 4
                                      : 0;
  if (size == 0 || size > text.size()) return false;
  uint32_t value = size == 1 ? first : first & (0x7Fu >> size);
  for (size_t i = 1; i < size; ++i) {
    const auto octet = static_cast<unsigned char>(text[i]);
    if ((octet & 0xC0) != 0x80) return false;
    value = (value << 6) | (octet & 0x3F);
  }
  constexpr uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  if (value < kLeast[size] || value > 0x10FFFF) return false;
  if (value >= 0xD800 && value <= 0xDFFF) return false;  // surrogates
  text.remove_prefix(size);
  *character = value;
  return true;
}

bool IsControl(uint32_t character) {
  return character < 0x20 || (character >= 0x7F && character < 0xA0);
}

// Null: it may be rendered.
const char* WhyNotText(std::string_view value) {
  uint32_t character = 0;
  while (!value.empty()) {
    if (!TakeCharacter(value, &character)) return "is not UTF-8";
    if (IsControl(character)) return "has a control character";
  }
  return nullptr;
}

absl::Status Denied(const std::string& fact, std::string_view why) {
  return absl::PermissionDeniedError(absl::StrCat(fact, " ", std::string(why)));
}

absl::Status Malformed(size_t octet, std::string_view why) {
  return absl::InvalidArgumentError(
      absl::StrCat("octet ", octet, ": ", std::string(why)));
}

}  // namespace

absl::StatusOr<CallerTemplate> CallerTemplate::Parse(std::string_view text,
                                                     Use use) {
  CallerTemplate parsed;
  parsed.use_ = use;
  for (size_t at = 0;;) {
    const size_t open = std::min(text.find(kOpen, at), text.size());
    const std::string_view plain = text.substr(at, open - at);
    if (const size_t stray = plain.find(kClose);
        stray != std::string_view::npos) {
      return Malformed(at + stray, "\"}}\" ends nothing; write {{ FACT }}");
    }
    std::string& before =
        parsed.parts_.empty() ? parsed.begin_ : parsed.parts_.back().followed;
    before = plain;
    if (open == text.size()) return parsed;
    if (!parsed.parts_.empty() && plain.empty()) {
      return Malformed(open,
                       "needs text between two facts, or different callers "
                       "could look alike");
    }
    const size_t begin = open + kOpen.size();
    const size_t close = text.find(kClose, begin);
    if (close == std::string_view::npos) {
      return Malformed(open, "\"{{\" has no \"}}\"; write {{ FACT }}");
    }
    const absl::Status added =
        parsed.AddPart(WithoutSpaces(text.substr(begin, close - begin)), begin);
    if (!added.ok()) return added;
    at = close + kClose.size();
  }
}

absl::Status CallerTemplate::AddPart(std::string_view fact, size_t octet) {
  Part part;
  part.name = fact;
  if (fact == "caller.subject") {
    part.source = Part::Source::kSubject;
  } else if (fact == "caller.issuer") {
    part.source = Part::Source::kIssuer;
  } else if (fact.starts_with(kClaims) &&
             IsClaimPath(fact.substr(kClaims.size()))) {
    part.source = Part::Source::kClaim;
    part.claim = fact.substr(kClaims.size());
  } else {
    return Malformed(octet,
                     absl::StrCat("is no fact about a caller; ", kFacts));
  }
  parts_.push_back(std::move(part));
  return absl::OkStatus();
}

absl::Status CallerTemplate::CheckValue(std::string_view value,
                                        const Part& part) const {
  // Nobody is the caller whose fact is empty.
  if (value.empty()) return Denied(part.name, "is missing");
  if (value.size() > kValueOctetsMax) {
    return Denied(part.name,
                  absl::StrCat("has more than ", kValueOctetsMax, " octets"));
  }
  if (const char* why = WhyNotText(value)) return Denied(part.name, why);
  if (use_ == Use::kPath &&
      (value.front() == '.' || value.find('/') != std::string_view::npos)) {
    return Denied(part.name,
                  "begins with \".\" or has \"/\", so no file is named by it");
  }
  // Otherwise a part of the value could be taken for the text after it, and two
  // callers would be one.
  const std::string whole = absl::StrCat(std::string(value), part.followed);
  if (&part != &parts_.back() && whole.find(part.followed) != value.size()) {
    return Denied(part.name,
                  "has in it the text that the template puts "
                  "after it");
  }
  return absl::OkStatus();
}

absl::StatusOr<CallerTemplate::Rendered> CallerTemplate::Render(
    const Caller& caller) const {
  Rendered rendered{begin_, {}};
  for (const Part& part : parts_) {
    std::string_view value;
    if (part.source == Part::Source::kSubject) {
      value = caller.subject;
    } else if (part.source == Part::Source::kIssuer) {
      value = caller.issuer;
    } else {
      const auto found = caller.claims.find(part.claim);
      if (found != caller.claims.end() && found->second.size() > 1) {
        return Denied(part.name, "has several values");
      }
      if (found != caller.claims.end() && !found->second.empty()) {
        value = found->second.front();
      }
    }
    if (absl::Status wrong = CheckValue(value, part); !wrong.ok()) return wrong;
    rendered.values.emplace_back(value);
    rendered.text.append(value).append(part.followed);
  }
  if (!IsConstant() && rendered.text.size() > kTextOctetsMax) {
    return Denied(parts_.back().name, absl::StrCat("makes a text of more than ",
                                                   kTextOctetsMax, " octets"));
  }
  return rendered;
}

}  // namespace wampbridge::bridge
