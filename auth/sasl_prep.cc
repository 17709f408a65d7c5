// SPDX-License-Identifier: Apache-2.0
#include "auth/sasl_prep.h"

#include <openssl/crypto.h>
#include <stringprep.h>

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"

namespace wampbridge::auth {
namespace {

// NFKC makes up to eighteen characters of one, each of at most four octets; few
// texts grow at all.
constexpr std::size_t kGrowthMax = 72;
constexpr std::size_t kTextBytesMax = 4096;

}  // namespace

absl::StatusOr<Secret> SaslPrep(std::string_view text) {
  const bool ascii = std::all_of(text.begin(), text.end(),
                                 [](char c) { return c >= 0x20 && c < 0x7f; });
  if (ascii) return Secret(text);
  if (text.size() > kTextBytesMax) {
    return absl::InvalidArgumentError(
        absl::StrCat("is longer than ", kTextBytesMax, " octets"));
  }
  if (text.find('\0') != std::string_view::npos) {
    return absl::InvalidArgumentError(
        "has a NUL character, which SASLprep forbids");
  }
  std::string buffer(text.size() * kGrowthMax + 1, '\0');
  std::copy(text.begin(), text.end(), buffer.begin());
  const int result =
      stringprep(buffer.data(), buffer.size(),
                 static_cast<Stringprep_profile_flags>(0), stringprep_saslprep);
  Secret prepared(std::string_view(buffer.c_str()));
  OPENSSL_cleanse(buffer.data(), buffer.size());
  switch (result) {
    case STRINGPREP_OK:
      return prepared;
    case STRINGPREP_ICONV_ERROR:
      return absl::InvalidArgumentError("is not UTF-8");
    default:
      return absl::InvalidArgumentError(absl::StrCat(
          "is not text that SASLprep allows: ",
          stringprep_strerror(static_cast<Stringprep_rc>(result))));
  }
}

}  // namespace wampbridge::auth
