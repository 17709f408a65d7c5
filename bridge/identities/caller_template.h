// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_IDENTITIES_CALLER_TEMPLATE_H_
#define BRIDGE_IDENTITIES_CALLER_TEMPLATE_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "bridge/access/caller.h"

namespace wampbridge::bridge {

// A text of the configuration with facts about the caller in it:
//
//   text = *( octets / "{{" [spaces] fact [spaces] "}}" )
//   fact = "caller.subject" / "caller.issuer" / "caller.claims." name
//   name = 1*( A-Z / a-z / 0-9 / "_" / "-" / ":" / "/" / "@" / "." ), where no
//          component between dots is empty; it is the claim's path
//
// "{{" and "}}" are nothing else, and two facts have text between them. What is
// rendered tells the facts: no two callers whose facts differ have the same
// text. Octets are compared and kept as they are, never folded or normalised.
//
// Immutable, so safe on any thread.
class CallerTemplate {
 public:
  // A fact's value and a rendered text are no longer than these. WAMP sets no
  // limit; a subject of OpenID Connect has 255 octets at most.
  static constexpr size_t kValueOctetsMax = 512;
  static constexpr size_t kTextOctetsMax = 2048;

  // What the text is for. A value in a path must stay within one component: it
  // has no "/" and does not begin with ".".
  enum class Use { kText, kPath };

  struct Rendered {
    std::string text;
    std::vector<std::string> values;  // of the facts, in their order
  };

  CallerTemplate() = default;  // of ""

  // InvalidArgument says which octet is wrong, and what would be right.
  static absl::StatusOr<CallerTemplate> Parse(std::string_view text, Use use);

  // It has no fact in it.
  bool IsConstant() const { return parts_.empty(); }

  // PermissionDenied names the fact that this caller lacks, has twice, or whose
  // value cannot be used, never the value.
  absl::StatusOr<Rendered> Render(const Caller& caller) const;

 private:
  struct Part {
    enum class Source { kSubject, kIssuer, kClaim } source;
    std::string claim;     // its path
    std::string name;      // as it is written, for errors
    std::string followed;  // by this text, up to the next part or the end
  };

  absl::Status AddPart(std::string_view fact, size_t octet);
  absl::Status CheckValue(std::string_view value, const Part& part) const;

  Use use_ = Use::kText;
  std::string begin_;  // before the first part
  std::vector<Part> parts_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_IDENTITIES_CALLER_TEMPLATE_H_
