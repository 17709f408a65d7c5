// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/scenarios/bed.h"

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "tests/bench/process/usage.h"

namespace wampbridge::bench {
namespace {

constexpr absl::Duration kStartTime = absl::Seconds(20);
constexpr absl::Duration kJoinTime = absl::Seconds(60);
constexpr absl::Duration kJoinLook = absl::Milliseconds(50);
constexpr absl::Duration kJoinSettle = absl::Seconds(1);
constexpr char kReady[] = "ready";

std::string TemporaryFolder() {
  std::string name =
      (std::filesystem::temp_directory_path() / "wampbridge-bench-XXXXXX")
          .string();
  if (mkdtemp(name.data()) == nullptr) abort();
  // What others leave there goes with it, whatever ends this process.
  setenv("TMPDIR", name.c_str(), 1);
  return name;
}

bool HasTls(std::string_view scheme) {
  return scheme == "tcps" || scheme == "wss";
}

}  // namespace

Bed::Bed(std::string program)
    : program_(std::move(program)), folder_(TemporaryFolder()) {}

Bed::~Bed() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::string Bed::NewName(std::string_view ending) {
  return absl::StrCat(folder_, "/", files_++, std::string(ending));
}

std::string Bed::WriteFile(std::string_view contents) {
  std::string name = NewName("");
  std::ofstream(name, std::ios::binary) << contents;
  return name;
}

bool Bed::AwaitFile(const std::string& name, absl::Duration limit) {
  const absl::Time end = absl::Now() + limit;
  while (!std::filesystem::exists(name)) {
    if (absl::Now() > end) return false;
    absl::SleepFor(absl::Milliseconds(5));
  }
  return true;
}

absl::StatusOr<Server> Bed::StartRole(std::string_view role,
                                      const std::vector<std::string>& more) {
  std::vector<std::string> argv = {"/proc/self/exe",
                                   absl::StrCat("--role=", std::string(role))};
  argv.insert(argv.end(), more.begin(), more.end());
  auto child = Child::Start({.argv = argv});
  if (!child.ok()) return child.status();
  auto line = (*child)->ReadLine(kStartTime);
  if (!line.ok() || line->rfind(kReady, 0) != 0) {
    return absl::UnavailableError(
        absl::StrCat(std::string(role), " does not start: ",
                     line.ok() ? *line : std::string(line.status().message())));
  }
  Server server{.process = *std::move(child), .address = {}};
  if (line->size() > sizeof(kReady))
    server.address = line->substr(sizeof(kReady));
  return server;
}

absl::StatusOr<Server> Bed::StartRouter(std::string_view scheme) {
  const std::string name(scheme);
  std::string listen = absl::StrCat("--listen=", name, "://127.0.0.1:0");
  if (name == "ws" || name == "wss") absl::StrAppend(&listen, "/ws");
  if (name == "unix") {
    listen = absl::StrCat("--listen=unix://", NewName(".sock"));
  }
  if (!HasTls(scheme)) return StartRole("router", {listen});
  const transport::TestAuthority::Files files = authority_.Issue();
  return StartRole("router", {listen, absl::StrCat("--cert=", files.cert_file),
                              absl::StrCat("--key=", files.key_file)});
}

std::vector<std::string> Bed::ClientOptions(const Realm& realm) {
  return {absl::StrCat("--url=", realm.url),
          absl::StrCat("--serializer=", realm.serializer),
          absl::StrCat("--ca=", realm.ca_file)};
}

absl::StatusOr<Realm> Bed::StartRealm(std::string_view scheme,
                                      std::string_view serializer) {
  auto router = StartRouter(scheme);
  if (!router.ok()) return router.status();
  Realm realm{.router = *std::move(router),
              .callee = nullptr,
              .url = {},
              .serializer = std::string(serializer),
              .ca_file = HasTls(scheme) ? authority_.ca_file() : ""};
  realm.url = realm.router.address;
  auto callee = StartRole("callee", ClientOptions(realm));
  if (!callee.ok()) return callee.status();
  realm.callee = callee->process;
  return realm;
}

std::string Bed::Configuration(const Realm& realm,
                               const BridgeOptions& options) {
  std::string yaml = absl::StrCat(
      "grpc: {listen: ['127.0.0.1:0'], max_message_bytes: 64MiB}\n"
      "admin: {listen: '127.0.0.1:0'}\n"
      "threads: {grpc: ",
      options.grpc_threads, ", io: ", options.io_threads,
      "}\n"
      "routers:\n"
      "  main:\n"
      "    urls: ['",
      realm.url, "']\n    serializers: [", realm.serializer,
      "]\n"
      "    write_buffer_bytes: 1GiB\n"
      "    max_message_bytes: 64MiB\n");
  if (!realm.ca_file.empty()) {
    absl::StrAppend(&yaml, "    tls: {ca_file: '", realm.ca_file, "'}\n");
  }
  absl::StrAppend(&yaml, "identities:\n");
  for (int i = 0; i < options.identities; ++i) {
    absl::StrAppend(&yaml, "  i", i,
                    ": {router: main, realm: realm1, pool: {min: ",
                    options.sessions, ", max: ", options.sessions, "}}\n");
  }
  if (!options.limits.empty()) {
    absl::StrAppend(&yaml, "limits:\n", options.limits);
  }
  return yaml;
}

absl::Status Bed::AwaitSessions(const Server& bridge, int sessions) {
  const absl::Time end = absl::Now() + kJoinTime;
  while (OpenFiles(bridge.pid()) < sessions) {
    if (absl::Now() > end) {
      return absl::DeadlineExceededError("the bridge's sessions do not join");
    }
    absl::SleepFor(kJoinLook);
  }
  absl::SleepFor(kJoinSettle);
  return absl::OkStatus();
}

absl::StatusOr<Server> Bed::StartProgram(Child::Options options,
                                         const Realm& realm) {
  const std::string name = options.argv.front();
  auto child = Child::Start(std::move(options));
  if (!child.ok()) return child.status();
  auto line = (*child)->ReadUntil(kReady, kStartTime);
  if (!line.ok()) {
    return absl::UnavailableError(absl::StrCat(
        name, " does not start: ", std::string(line.status().message())));
  }
  return Server{.process = *std::move(child),
                .address = line->substr(line->rfind(' ') + 1),
                .needs = std::make_shared<const Realm>(realm),
                .counted = {},
                .beside = {}};
}

absl::StatusOr<Server> Bed::StartBridge(const Realm& realm,
                                        const BridgeOptions& options) {
  const std::string file = WriteFile(Configuration(realm, options));
  auto child = Child::Start({.argv = {program_, "serve", "--config", file},
                             .log_file = NewName(".log")});
  if (!child.ok()) return child.status();
  auto line = (*child)->ReadUntil("serving gRPC on ", kStartTime);
  if (!line.ok()) {
    return absl::UnavailableError(absl::StrCat(
        program_, " does not start: ", std::string(line.status().message())));
  }
  std::smatch found;
  if (!std::regex_search(*line, found,
                         std::regex("serving gRPC on ([0-9.:]+)"))) {
    return absl::UnavailableError("the bridge does not tell its address");
  }
  return Server{.process = *std::move(child),
                .address = found[1],
                .needs = std::make_shared<const Realm>(realm),
                .counted = {},
                .beside = {{"router", realm.router.pid()}}};
}

}  // namespace wampbridge::bench
