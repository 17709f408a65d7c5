// SPDX-License-Identifier: Apache-2.0
#include "auth/attempt.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "auth/encoding.h"

namespace wampbridge::auth {

absl::StatusOr<AuthenticateFields> Attempt::Answer(
    const ChallengeView& view, std::string_view tls_unique) {
  if (std::find(methods_.begin(), methods_.end(), view.method) ==
      methods_.end()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the router chose authentication method ", JsonQuoteStart(view.method),
        "; only ",
        absl::StrJoin(methods_, " and ",
                      [](std::string* out, const std::string& method) {
                        out->append(JsonQuote(method));
                      }),
        methods_.size() == 1 ? " was offered" : " were offered"));
  }
  return Sign(view, tls_unique);
}

}  // namespace wampbridge::auth
