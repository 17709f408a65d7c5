// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_BENCH_SCENARIOS_BED_H_
#define TESTS_BENCH_SCENARIOS_BED_H_

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/bench/process/child.h"
#include "wamp/transport/test_authority.h"

namespace wampbridge::bench {

// A process that serves, and where.
struct Server {
  std::shared_ptr<Child> process = nullptr;
  std::string address = {};  // what it said behind `ready`: target or URL

  std::shared_ptr<const void> needs = nullptr;  // what must live as long

  std::vector<pid_t> counted = {};  // whose CPU time; none: the process's
  std::map<std::string, pid_t> beside = {};  // told beside it

  pid_t pid() const { return process->pid(); }
  std::vector<pid_t> pids() const {
    return counted.empty() ? std::vector<pid_t>{pid()} : counted;
  }
};

// A router with a callee of `bench.echo`, and how to reach it.
struct Realm {
  Server router = {};
  std::shared_ptr<Child> callee = nullptr;
  std::string url = {};
  std::string serializer = {};
  std::string ca_file = {};  // empty: no TLS
};

// Starts what a scenario needs: this program in other roles, and the bridge
// with configurations that it writes to a temporary folder, which goes with
// this object. All ports are free ones. For one thread.
class Bed {
 public:
  struct BridgeOptions {
    int grpc_threads = 1;
    int io_threads = 1;
    int sessions = 1;         // no more, no fewer
    int identities = 1;       // named i0, i1 …
    std::string limits = {};  // YAML lines below `limits`, each with its indent
  };

  // `program` is the bridge's.
  explicit Bed(std::string program);
  ~Bed();
  Bed(const Bed&) = delete;
  Bed& operator=(const Bed&) = delete;

  const std::string& folder() const { return folder_; }
  const std::string& program() const { return program_; }

  // --role=`role` and more; returns when it is ready.
  absl::StatusOr<Server> StartRole(std::string_view role,
                                   const std::vector<std::string>& more = {});
  // `scheme` is tcp, tcps, unix, ws or wss.
  absl::StatusOr<Realm> StartRealm(std::string_view scheme,
                                   std::string_view serializer = "msgpack");
  absl::StatusOr<Server> StartBridge(const Realm& realm,
                                     const BridgeOptions& options);
  absl::StatusOr<Server> StartBridge(const Realm& realm) {
    return StartBridge(realm, BridgeOptions());
  }
  // Until the bridge has so many sessions, which are joined a little later.
  static absl::Status AwaitSessions(const Server& bridge, int sessions);
  // Another program that serves the realm and writes `ready TARGET`.
  absl::StatusOr<Server> StartProgram(Child::Options options,
                                      const Realm& realm);
  // The options with which a role reaches the realm.
  static std::vector<std::string> ClientOptions(const Realm& realm);

  // Whether a file of this name is there within the time.
  static bool AwaitFile(const std::string& name, absl::Duration limit);
  // Gives the new file's name.
  std::string WriteFile(std::string_view contents);

 private:
  absl::StatusOr<Server> StartRouter(std::string_view scheme);
  std::string NewName(std::string_view ending);
  std::string Configuration(const Realm& realm, const BridgeOptions& options);

  const std::string program_;
  std::string folder_;
  int files_ = 0;
  transport::TestAuthority authority_;
};

}  // namespace wampbridge::bench

#endif  // TESTS_BENCH_SCENARIOS_BED_H_
