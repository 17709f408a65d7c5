// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_CODEC_BIG_ENDIAN_H_
#define WAMP_CODEC_BIG_ENDIAN_H_

#include <cstdint>
#include <string>

namespace wampbridge::wamp {

// Appends the low `octets` octets of `value`, the highest first.
inline void AppendBigEndian(uint64_t value, int octets, std::string* out) {
  for (int shift = 8 * (octets - 1); shift >= 0; shift -= 8) {
    out->push_back(static_cast<char>((value >> shift) & 0xFF));
  }
}

}  // namespace wampbridge::wamp

#endif  // WAMP_CODEC_BIG_ENDIAN_H_
