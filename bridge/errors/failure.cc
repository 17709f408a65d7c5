// SPDX-License-Identifier: Apache-2.0
#include "bridge/errors/failure.h"

namespace wampbridge::bridge {

std::string_view OutcomeName(Outcome outcome) {
  switch (outcome) {
    case Outcome::kNotSent:
      return "NOT_SENT";
    case Outcome::kUnknown:
      return "UNKNOWN";
    case Outcome::kRemoteError:
      return "REMOTE_ERROR";
    case Outcome::kRejected:
      return "REJECTED";
  }
  return "UNKNOWN";
}

std::string_view OwnWords(const Failure& failure) {
  return failure.uri.empty() ? std::string_view(failure.message)
                             : std::string_view();
}

}  // namespace wampbridge::bridge
