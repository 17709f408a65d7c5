// SPDX-License-Identifier: Apache-2.0
#include "bridge/admin/memory_status.h"

#include <cstdint>
#include <nlohmann/json.hpp>
#include <vector>

#include "gtest/gtest.h"

namespace wampbridge::bridge {
namespace {

uint64_t Figure(const char* name) {
  return MemoryStatus().at(name).get<uint64_t>();
}

TEST(MemoryStatusTest, WhatIsTakenIsCounted) {
  const uint64_t resident = Figure("resident_bytes");
  constexpr uint64_t kTaken = 64 << 20;
  const std::vector<char> taken(kTaken, 'x');
  EXPECT_GE(Figure("resident_bytes"), resident + kTaken / 2);
  EXPECT_GE(Figure("resident_peak_bytes"), kTaken);
}

TEST(MemoryStatusTest, TheHeapIsTold) {
  const nlohmann::json memory = MemoryStatus();
  EXPECT_TRUE(memory.at("heap_used_bytes").is_number_unsigned());
  EXPECT_TRUE(memory.at("heap_free_bytes").is_number_unsigned());
}

}  // namespace
}  // namespace wampbridge::bridge
