// SPDX-License-Identifier: Apache-2.0
#include "wamp/transport/write_gathering.h"

#include <cassert>
#include <utility>

namespace wampbridge::transport {
namespace {

thread_local WriteGathering* current = nullptr;

}  // namespace

WriteGathering* WriteGathering::Current() { return current; }

void WriteGathering::Begin() {
  assert(current == nullptr);
  current = this;
}

void WriteGathering::End() {
  assert(current == this);
  Flush();
  current = nullptr;
}

void WriteGathering::Add(std::shared_ptr<GatheredWriter> writer) {
  writers_.push_back(std::move(writer));
}

void WriteGathering::Flush() {
  for (const auto& writer : writers_) writer->FlushGathered();
  writers_.clear();
}

}  // namespace wampbridge::transport
