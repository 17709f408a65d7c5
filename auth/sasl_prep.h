// SPDX-License-Identifier: Apache-2.0
#ifndef AUTH_SASL_PREP_H_
#define AUTH_SASL_PREP_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "auth/secret.h"

namespace wampbridge::auth {

// SASLprep (RFC 4013) of a name or a password, as a query: texts that look the
// same become the same octets. Errors are INVALID_ARGUMENT, worded to follow
// what the text is ("is not ..."), and have none of it in them.
absl::StatusOr<Secret> SaslPrep(std::string_view text);

}  // namespace wampbridge::auth

#endif  // AUTH_SASL_PREP_H_
