// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_TRACING_SPAN_H_
#define BRIDGE_TRACING_SPAN_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "absl/time/time.h"
#include "bridge/errors/short_text.h"
#include "bridge/tracing/trace_context.h"

namespace wampbridge::bridge {

// One thing that the bridge did for a trace, in OpenTelemetry's terms.
struct Span {
  enum class Kind { kInternal, kServer, kClient, kProducer, kConsumer };
  using Value = std::variant<std::string, int64_t>;

  // The longest text that a span says of anything.
  static constexpr size_t kTextOctetsMax = 256;

  std::string name;
  Kind kind = Kind::kInternal;
  TraceContext context;
  TraceContext::SpanId parent{};  // zeros: it has none
  absl::Time start;
  absl::Time end;
  std::vector<std::pair<std::string, Value>> attributes;
  std::optional<std::string> error;  // why it failed; nullopt: it did not

  // Both cut what is too long.
  void Note(std::string_view attribute, std::string_view text) {
    attributes.emplace_back(attribute,
                            std::string(ShortText(text, kTextOctetsMax)));
  }
  void Fail(std::string_view why) {
    error = std::string(ShortText(why, kTextOctetsMax));
  }
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_TRACING_SPAN_H_
