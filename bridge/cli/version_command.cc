// SPDX-License-Identifier: Apache-2.0
#include "bridge/cli/version_command.h"

#include <google/protobuf/stubs/common.h>
#include <grpcpp/grpcpp.h>
#include <openssl/crypto.h>

#include "bridge/version.h"

namespace wampbridge::bridge {
namespace {

#ifdef NDEBUG
constexpr char kBuild[] = "optimised";
#else
constexpr char kBuild[] = "with assertions";
#endif

ExitStatus RunVersion(Console& console) {
  console.out << "wampbridge " << kVersion << "\n"
              << "build: " << kBuild << ", " << __VERSION__ << "\n"
              << "libraries: gRPC " << grpc::Version() << ", Protobuf "
              << google::protobuf::internal::VersionString(
                     GOOGLE_PROTOBUF_VERSION)
              << ", " << OpenSSL_version(OPENSSL_VERSION) << "\n";
  return kExitOk;
}

}  // namespace

void AddVersionCommand(CommandLine& commands) {
  commands.Add("version", "Prints the version, the build and the libraries.",
               RunVersion);
}

}  // namespace wampbridge::bridge
