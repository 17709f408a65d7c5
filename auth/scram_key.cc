// SPDX-License-Identifier: Apache-2.0
#include "auth/scram_key.h"

#include <argon2.h>
#include <openssl/crypto.h>

#include "absl/strings/str_cat.h"
#include "auth/encoding.h"
#include "auth/key_derivation.h"

namespace wampbridge::auth {
namespace {

constexpr char kPbkdf2[] = "pbkdf2";
constexpr char kArgon2[] = "argon2id13";       // the specification's name
constexpr char kArgon2Text[] = "argon2id-13";  // Crossbar's
constexpr std::size_t kHashOctets = 32;

absl::Status OutOfBounds(const char* what, std::int64_t value,
                         std::int64_t least, std::int64_t most) {
  return absl::InvalidArgumentError(
      absl::StrCat(what, " is ", value, "; it must be ", least, " to ", most));
}

bool Within(std::int64_t value, std::int64_t least, std::int64_t most) {
  return value >= least && value <= most;
}

absl::StatusOr<Secret> Argon2(const Secret& password, std::string_view salt,
                              const ScramCost& cost) {
  const std::string_view octets = password.Reveal();
  std::string hash(kHashOctets, '\0');
  const int result = argon2id_hash_raw(
      static_cast<uint32_t>(cost.iterations),
      static_cast<uint32_t>(cost.memory), /*parallelism=*/1, octets.data(),
      octets.size(), salt.data(), salt.size(), hash.data(), hash.size());
  if (result != ARGON2_OK) {
    return absl::ResourceExhaustedError(
        absl::StrCat("argon2id: ", argon2_error_message(result)));
  }
  Secret key(hash);
  OPENSSL_cleanse(hash.data(), hash.size());
  return key;
}

// The base64 text without padding.
Secret TextOf(const Secret& hash) {
  std::string text = Base64Encode(hash.Reveal());
  const Secret whole(text);
  OPENSSL_cleanse(text.data(), text.size());
  const std::string_view view = whole.Reveal();
  return Secret(view.substr(0, view.find('=')));
}

}  // namespace

bool ScramCost::IsArgon2() const {
  return kdf == kArgon2 || kdf == kArgon2Text;
}

absl::Status ScramCost::Check() const {
  if (kdf == kPbkdf2) {
    if (!Within(iterations, kPbkdf2IterationsMin, kPbkdf2IterationsMax)) {
      return OutOfBounds("iterations", iterations, kPbkdf2IterationsMin,
                         kPbkdf2IterationsMax);
    }
    return absl::OkStatus();
  }
  if (!IsArgon2()) {
    return absl::InvalidArgumentError(
        absl::StrCat("kdf is ", JsonQuoteStart(kdf),
                     "; known are pbkdf2, argon2id13 and argon2id-13"));
  }
  if (!Within(memory, kArgon2MemoryMin, kArgon2MemoryMax)) {
    return OutOfBounds("memory", memory, kArgon2MemoryMin, kArgon2MemoryMax);
  }
  // Together with memory's bounds, that of iterations keeps the product small.
  if (!Within(iterations, 1, kArgon2CostMax)) {
    return OutOfBounds("iterations", iterations, 1, kArgon2CostMax);
  }
  if (!Within(iterations * memory, kArgon2CostMin, kArgon2CostMax)) {
    return OutOfBounds("iterations times memory", iterations * memory,
                       kArgon2CostMin, kArgon2CostMax);
  }
  return absl::OkStatus();
}

absl::StatusOr<Secret> ScramCost::SaltedPassword(const Secret& password,
                                                 std::string_view salt) const {
  if (absl::Status bounds = Check(); !bounds.ok()) return bounds;
  if (salt.size() < kSaltOctetsMin || salt.size() > kSaltOctetsMax) {
    return absl::InvalidArgumentError(
        absl::StrCat("salt has ", salt.size(), " octets; it must have ",
                     kSaltOctetsMin, " to ", kSaltOctetsMax));
  }
  if (!IsArgon2()) {
    return KeyDerivation{std::string(salt), iterations,
                         static_cast<std::int64_t>(kHashOctets)}
        .Derive(password);
  }
  absl::StatusOr<Secret> hash = Argon2(password, salt, *this);
  if (!hash.ok() || kdf == kArgon2) return hash;
  return TextOf(*hash);
}

}  // namespace wampbridge::auth
