// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_BENCH_ROLES_QUEUE_TAG_H_
#define TESTS_BENCH_ROLES_QUEUE_TAG_H_

namespace wampbridge::bench {

// What a completion queue gives back when something has happened.
class QueueTag {
 public:
  virtual ~QueueTag() = default;
  virtual void Proceed(bool ok) = 0;
};

}  // namespace wampbridge::bench

#endif  // TESTS_BENCH_ROLES_QUEUE_TAG_H_
