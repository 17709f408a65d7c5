// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_BENCH_PROCESS_ARGUMENTS_H_
#define TESTS_BENCH_PROCESS_ARGUMENTS_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace wampbridge::bench {

// A command line of `--name=value` and `--name` words; what stands last holds.
class Arguments {
 public:
  // InvalidArgument names the word that is something else.
  static absl::StatusOr<Arguments> Parse(const std::vector<std::string>& words);

  bool Has(std::string_view name) const;
  // Empty where it is not there.
  std::string Text(std::string_view name) const;
  std::string Text(std::string_view name, std::string_view otherwise) const;
  // InvalidArgument where it is no number.
  absl::StatusOr<double> Number(std::string_view name, double otherwise) const;
  // InvalidArgument names what is not in `known`.
  absl::Status CheckNames(const std::vector<std::string_view>& known) const;

 private:
  std::map<std::string, std::string, std::less<>> values_;
};

}  // namespace wampbridge::bench

#endif  // TESTS_BENCH_PROCESS_ARGUMENTS_H_
