// SPDX-License-Identifier: Apache-2.0
#include "bridge/serve/process_settings.h"

#include <malloc.h>

#include "absl/synchronization/mutex.h"

namespace wampbridge::bridge {
namespace {

// Freed memory that malloc keeps at the end of a heap. By default it is 128
// KiB: messages of 64 KiB that come and go are then ten page faults a call.
constexpr int kHeapKept = 16 << 20;
// Larger pieces come from the system one by one, and go back to it. Above the
// limit that messages have by default.
constexpr int kOwnMapping = 8 << 20;

}  // namespace

void SetUpProcess() {
  // Debian's abseil looks for cycles at each lock of a mutex, which is a fifth
  // of what gRPC does for a call.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  mallopt(M_TRIM_THRESHOLD, kHeapKept);
  mallopt(M_MMAP_THRESHOLD, kOwnMapping);
}

}  // namespace wampbridge::bridge
