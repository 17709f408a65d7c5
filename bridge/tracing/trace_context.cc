// SPDX-License-Identifier: Apache-2.0
#include "bridge/tracing/trace_context.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace wampbridge::bridge {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";
// "00-" TRACE "-" SPAN "-" FLAGS
constexpr size_t kTraceAt = 3;
constexpr size_t kSpanAt = 36;
constexpr size_t kFlagsAt = 53;
constexpr size_t kSize = 55;
// "Tracestate Limits": at least so many are to be passed on.
constexpr size_t kStateSizeMax = 512;
constexpr uint8_t kSampledFlag = 1;

template <size_t N>
bool ReadHex(std::string_view text, std::array<uint8_t, N>* octets) {
  for (size_t i = 0; i < N; ++i) {
    const size_t high = kDigits.find(text[2 * i]);
    const size_t low = kDigits.find(text[2 * i + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) {
      return false;
    }
    (*octets)[i] = static_cast<uint8_t>(high << 4 | low);
  }
  return true;
}

template <size_t N>
std::string ToHex(const std::array<uint8_t, N>& octets) {
  return absl::BytesToHexString(absl::string_view(
      reinterpret_cast<const char*>(octets.data()), octets.size()));
}

template <size_t N>
bool IsZero(const std::array<uint8_t, N>& octets) {
  return std::ranges::all_of(octets, [](uint8_t octet) { return octet == 0; });
}

bool IsUsableState(std::string_view state) {
  return state.size() <= kStateSizeMax &&
         std::ranges::all_of(
             state, [](char octet) { return octet >= ' ' && octet <= '~'; });
}

// A later version may have more after a further dash.
bool HasForm(std::string_view text) {
  if (text.size() < kSize) return false;
  if (text[kTraceAt - 1] != '-' || text[kSpanAt - 1] != '-' ||
      text[kFlagsAt - 1] != '-') {
    return false;
  }
  return text.size() == kSize ||
         (text.substr(0, 2) != "00" && text[kSize] == '-');
}

}  // namespace

std::optional<TraceContext> ParseTraceContext(std::string_view traceparent,
                                              std::string_view tracestate) {
  if (!HasForm(traceparent)) return std::nullopt;
  TraceContext context;
  std::array<uint8_t, 1> version{};
  std::array<uint8_t, 1> flags{};
  if (!ReadHex(traceparent, &version) || version[0] == 0xFF ||
      !ReadHex(traceparent.substr(kTraceAt), &context.trace) ||
      !ReadHex(traceparent.substr(kSpanAt), &context.span) ||
      !ReadHex(traceparent.substr(kFlagsAt), &flags)) {
    return std::nullopt;
  }
  if (IsZero(context.trace) || IsZero(context.span)) return std::nullopt;
  context.sampled = (flags[0] & kSampledFlag) != 0;
  if (IsUsableState(tracestate)) context.state = tracestate;
  return context;
}

std::string TraceparentOf(const TraceContext& context) {
  return absl::StrCat("00-", ToHex(context.trace), "-", ToHex(context.span),
                      context.sampled ? "-01" : "-00");
}

std::map<std::string, std::string> EntriesOf(const TraceContext& context) {
  std::map<std::string, std::string> entries = {
      {kTraceparent, TraceparentOf(context)}};
  if (!context.state.empty()) entries.emplace(kTracestate, context.state);
  return entries;
}

std::string HexOf(const TraceContext::TraceId& id) { return ToHex(id); }

}  // namespace wampbridge::bridge
