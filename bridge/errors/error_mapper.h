// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_ERRORS_ERROR_MAPPER_H_
#define BRIDGE_ERRORS_ERROR_MAPPER_H_

#include <grpcpp/impl/codegen/status_code_enum.h>

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "bridge/errors/failure.h"

namespace wampbridge::bridge {

// What an error URI means to a gRPC client.
struct ErrorMeaning {
  grpc::StatusCode code = grpc::StatusCode::UNKNOWN;
  Outcome outcome = Outcome::kRemoteError;
  friend bool operator==(const ErrorMeaning&, const ErrorMeaning&) = default;
};

// One entry of the configuration's `errors:`, such as
// `com.shop.error.**: ABORTED`.
struct ErrorRule {
  std::string pattern;
  grpc::StatusCode code = grpc::StatusCode::UNKNOWN;
};

// Says what the URI of a WAMP ERROR means: the specification's own URIs and
// those that routers add by a fixed table, applications' by the configuration.
// Knows nothing of payloads or connections. Thread-safe.
class ErrorMapper {
 public:
  // With no rules.
  ErrorMapper();

  // InvalidArgumentError names the rule: a key that is neither a URI nor one
  // that ends in `.**`, twice the same key, a URI whose meaning is fixed, and
  // the codes OK and UNAVAILABLE, which would promise what a callee's error
  // cannot.
  static absl::StatusOr<ErrorMapper> Create(
      const std::vector<ErrorRule>& rules);

  // The fixed table first, then the rule for exactly this URI, then the longest
  // one ending in `.**` that it is under; else UNKNOWN, a remote error.
  ErrorMeaning Map(std::string_view uri) const;

  // Goes by another's rules from now on.
  void Adopt(ErrorMapper other);

 private:
  struct Rules {
    // URI -> code (looked up first)
    std::map<std::string, grpc::StatusCode, std::less<>> exact;
    // prefix with its last dot -> code (of `com.shop.**`, "com.shop.")
    std::map<std::string, grpc::StatusCode, std::less<>> prefixes;
  };
  // Apart, so that a mapper can be moved.
  struct Current {
    std::mutex mutex;
    std::shared_ptr<const Rules> rules;  // guarded by mutex
  };

  explicit ErrorMapper(Rules rules);
  std::shared_ptr<const Rules> rules() const;

  std::unique_ptr<Current> current_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_ERRORS_ERROR_MAPPER_H_
