// SPDX-License-Identifier: Apache-2.0
#include "auth/secret.h"

#include <openssl/crypto.h>

#include <cstring>
#include <utility>

namespace wampbridge::auth {

Secret::Secret(std::string_view octets)
    : octets_(std::make_unique<char[]>(octets.size())), size_(octets.size()) {
  if (!octets.empty()) {
    std::memcpy(octets_.get(), octets.data(), octets.size());
  }
}

Secret::~Secret() { Wipe(); }

Secret::Secret(Secret&& other) noexcept
    : octets_(std::move(other.octets_)), size_(std::exchange(other.size_, 0)) {}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    Wipe();
    octets_ = std::move(other.octets_);
    size_ = std::exchange(other.size_, 0);
  }
  return *this;
}

void Secret::Wipe() {
  if (octets_ != nullptr) OPENSSL_cleanse(octets_.get(), size_);
  size_ = 0;
}

}  // namespace wampbridge::auth
