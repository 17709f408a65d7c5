// SPDX-License-Identifier: Apache-2.0
#include "auth/openssh_key.h"

#include <openssl/crypto.h>

#include <cstdint>
#include <optional>
#include <string>

#include "auth/encoding.h"

namespace wampbridge::auth {
namespace {

constexpr std::string_view kBegin = "-----BEGIN OPENSSH PRIVATE KEY-----";
constexpr std::string_view kEnd = "-----END OPENSSH PRIVATE KEY-----";
constexpr std::string_view kMagic("openssh-key-v1\0", 15);
constexpr std::string_view kEd25519 = "ssh-ed25519";
// The private part holds the seed and after it the public key.
constexpr std::size_t kPrivateOctets = 64;
constexpr std::size_t kSeedOctets = 32;

// Reads the SSH wire format (RFC 4251, section 5). After a fault every
// further read gives nothing.
class SshReader {
 public:
  explicit SshReader(std::string_view octets) : rest_(octets) {}

  std::optional<std::uint32_t> Uint32() {
    if (rest_.size() < 4) return std::nullopt;
    std::uint32_t value = 0;
    for (int i = 0; i < 4; ++i) {
      value = value << 8 | static_cast<unsigned char>(rest_[i]);
    }
    rest_.remove_prefix(4);
    return value;
  }

  std::optional<std::string_view> String() {
    const std::optional<std::uint32_t> size = Uint32();
    if (!size.has_value() || *size > rest_.size()) {
      rest_ = {};
      return std::nullopt;
    }
    const std::string_view text = rest_.substr(0, *size);
    rest_.remove_prefix(*size);
    return text;
  }

 private:
  std::string_view rest_;
};

absl::Status Malformed(std::string_view what) {
  return absl::InvalidArgumentError("malformed OpenSSH private key: " +
                                    std::string(what));
}

// OpenSSH's PROTOCOL.key, the section with the private keys.
absl::StatusOr<Secret> ParsePrivateSection(std::string_view section) {
  SshReader reader(section);
  const auto check = reader.Uint32();
  const auto check_again = reader.Uint32();
  if (!check.has_value() || check != check_again) {
    return Malformed("its check numbers differ");
  }
  const auto type = reader.String();
  if (!type.has_value()) return Malformed("it ends too early");
  if (*type != kEd25519) {
    return absl::InvalidArgumentError(
        "the OpenSSH private key is of type " + std::string(*type) +
        "; cryptosign needs ssh-ed25519 (ssh-keygen -t ed25519)");
  }
  const auto public_key = reader.String();
  const auto private_key = reader.String();
  if (!public_key.has_value() || !private_key.has_value() ||
      private_key->size() != kPrivateOctets ||
      private_key->substr(kSeedOctets) != *public_key) {
    return Malformed("its private and public key do not fit");
  }
  return Secret(private_key->substr(0, kSeedOctets));
}

absl::StatusOr<Secret> ParseBlob(std::string_view blob) {
  if (blob.substr(0, kMagic.size()) != kMagic) {
    return Malformed("it does not begin with openssh-key-v1");
  }
  SshReader reader(blob.substr(kMagic.size()));
  const auto cipher = reader.String();
  reader.String();  // The name of the key derivation; "none" like the cipher.
  reader.String();  // Its options.
  const auto keys = reader.Uint32();
  if (cipher.has_value() && *cipher != "none") {
    return absl::InvalidArgumentError(
        "the OpenSSH private key has a passphrase; give one without "
        "(ssh-keygen -p -N '' -f FILE takes it away)");
  }
  if (keys != 1U) return Malformed("it must hold exactly one key");
  reader.String();  // The public key, which the private section repeats.
  const auto section = reader.String();
  if (!section.has_value()) return Malformed("it ends too early");
  return ParsePrivateSection(*section);
}

}  // namespace

bool LooksLikePem(std::string_view text) {
  const std::size_t start = text.find_first_not_of(" \t\r\n");
  return start != std::string_view::npos &&
         text.substr(start, 5) == std::string_view("-----");
}

absl::StatusOr<Secret> ParseOpenSshEd25519(const Secret& text) {
  const std::string_view all = text.Reveal();
  const std::size_t begin = all.find(kBegin);
  if (begin == std::string_view::npos) {
    return absl::InvalidArgumentError(
        "this PEM text is not an OpenSSH private key; it must begin with " +
        std::string(kBegin));
  }
  const std::size_t body = begin + kBegin.size();
  const std::size_t end = all.find(kEnd, body);
  if (end == std::string_view::npos) return Malformed("its last line misses");
  std::optional<std::string> blob = Base64Decode(all.substr(body, end - body));
  if (!blob.has_value()) return Malformed("it is not base64");
  absl::StatusOr<Secret> seed = ParseBlob(*blob);
  OPENSSL_cleanse(blob->data(), blob->size());
  return seed;
}

}  // namespace wampbridge::auth
