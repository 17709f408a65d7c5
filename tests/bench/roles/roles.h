// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_BENCH_ROLES_ROLES_H_
#define TESTS_BENCH_ROLES_ROLES_H_

#include "absl/status/status.h"
#include "tests/bench/process/arguments.h"

namespace wampbridge::bench {

// The largest message of the gRPC servers here.
inline constexpr int kMessageBytesMax = 64 << 20;

// What this program is when it starts itself anew as `bench --role=NAME`. Each
// writes a line `ready …` when it is there, and ends when its stdin does.

// gRPC servers that answer the bridge's requests and know no WAMP.
// ready TARGET
absl::Status RunBareCallback(const Arguments& arguments);  // bare-callback
absl::Status RunBareQueue(const Arguments& arguments);     // bare-queue

// A router: --listen=URL, for TLS --cert=FILE and --key=FILE.
// ready URL
absl::Status RunRouter(const Arguments& arguments);  // router

// A callee that gives each call's arguments back: --url, --serializer, --ca.
// ready
absl::Status RunCallee(const Arguments& arguments);  // callee

// A WAMP caller: --url, --serializer, --ca. Takes lines of a Command (see
// direct_command.h), answers each with the line of a Sample, or `error …`.
// ready
absl::Status RunDirect(const Arguments& arguments);  // direct

// A publisher of bench.topic, or of bench.topic.N with --topics=COUNT, in turn:
// --url, --serializer, --ca, --payload=FILE as direct's. Takes lines with the
// number of events to publish.
// ready
absl::Status RunPublisher(const Arguments& arguments);  // publisher

// So many Subscribe streams over one connection, each of which must be given
// events numbered from 0 in their first argument: --target, --topic, --streams,
// --events. Writes `at N` when all have been given another hundred; ends with
// an error when one is missing. ready
absl::Status RunReader(const Arguments& arguments);  // reader

// Writes `line` for whoever started this process.
void Tell(const std::string& line);
// Returns when stdin has ended.
void AwaitEnd();

}  // namespace wampbridge::bench

#endif  // TESTS_BENCH_ROLES_ROLES_H_
