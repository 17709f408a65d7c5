// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TEST_SEED_H_
#define WAMP_TEST_SEED_H_

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <random>

namespace wampbridge::wamp {

// The seed for a random test: WAMPBRIDGE_SEED where it is set, else a new one.
// It is printed, so that a run can be repeated.
inline uint64_t TestSeed() {
  const char* wanted = std::getenv("WAMPBRIDGE_SEED");
  const uint64_t seed = wanted != nullptr ? std::strtoull(wanted, nullptr, 10)
                                          : std::random_device()();
  std::cout << "WAMPBRIDGE_SEED=" << seed << "\n";
  return seed;
}

}  // namespace wampbridge::wamp

#endif  // WAMP_TEST_SEED_H_
