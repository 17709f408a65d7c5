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

void OpenSpan::Note(std::string name, Span::Value value) {
  const std::lock_guard<std::mutex> lock(mutex_);
  span_.attributes.emplace_back(std::move(name), std::move(value));
}

void OpenSpan::Fail(std::string why) {
  const std::lock_guard<std::mutex> lock(mutex_);
  span_.error = std::move(why);
}

}  // namespace wampbridge::bridge
