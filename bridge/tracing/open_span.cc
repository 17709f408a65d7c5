// SPDX-License-Identifier: Apache-2.0
#include "bridge/tracing/open_span.h"

#include <vector>

namespace wampbridge::bridge {

OpenSpan::~OpenSpan() {
  span_.end = tracer_.Now();
  std::vector<Span> spans;
  spans.push_back(std::move(span_));
  tracer_.Record(std::move(spans));
}

void OpenSpan::Note(std::string_view name, std::string_view text) {
  const std::lock_guard<std::mutex> lock(mutex_);
  span_.Note(name, text);
}

void OpenSpan::Fail(std::string_view why) {
  const std::lock_guard<std::mutex> lock(mutex_);
  span_.Fail(why);
}

}  // namespace wampbridge::bridge
