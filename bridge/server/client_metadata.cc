// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/client_metadata.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <random>

#include "absl/strings/str_cat.h"

namespace wampbridge::bridge {
namespace {

constexpr size_t kRequestIdMax = 128;

// No gRPC client sends anything else (gRPC over HTTP/2, "ASCII-Value").
bool IsPrintable(std::string_view text) {
  return std::ranges::all_of(
      text, [](char octet) { return octet >= ' ' && octet <= '~'; });
}

// Different in each process, and counted in it.
std::string NewRequestId() {
  static const uint32_t process = std::random_device()();
  static std::atomic<uint64_t> count{0};
  return absl::StrCat(absl::Hex(process, absl::kZeroPad8), "-",
                      absl::Hex(++count, absl::kZeroPad8));
}

}  // namespace

std::string_view MetadataText(const grpc::ServerContext& context,
                              const char* key) {
  const auto& metadata = context.client_metadata();
  const auto found = metadata.find(key);
  if (found == metadata.end()) return {};
  const std::string_view text(found->second.data(), found->second.size());
  return IsPrintable(text) ? text : std::string_view();
}

Strings PropagatedMetadata(const grpc::ServerContext& context,
                           const std::vector<std::string>& keys) {
  Strings propagated;
  for (const std::string& key : keys) {
    const auto [begin, end] = context.client_metadata().equal_range(key);
    for (auto entry = begin; entry != end; ++entry) {
      const std::string_view text(entry->second.data(), entry->second.size());
      if (!IsPrintable(text)) continue;
      const auto [known, added] = propagated.emplace(key, text);
      if (!added) known->second.append(",").append(text);
    }
  }
  return propagated;
}

std::string RequestIdOf(const grpc::ServerContext& context) {
  const std::string_view given = MetadataText(context, "x-request-id");
  if (given.empty() || given.size() > kRequestIdMax) return NewRequestId();
  return std::string(given);
}

}  // namespace wampbridge::bridge
