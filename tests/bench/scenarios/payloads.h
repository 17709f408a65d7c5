// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_BENCH_SCENARIOS_PAYLOADS_H_
#define TESTS_BENCH_SCENARIOS_PAYLOADS_H_

#include <cstddef>
#include <string>

#include "proto/wampbridge/v1/bridge.pb.h"

namespace wampbridge::bench {

inline constexpr char kCallMethod[] = "/wampbridge.v1.WampBridge/Call";
inline constexpr char kPublishMethod[] = "/wampbridge.v1.WampBridge/Publish";
inline constexpr char kProcedure[] = "bench.echo";
inline constexpr char kTopic[] = "bench.topic";

// One binary argument of so many octets.
v1::Payload BinaryPayload(size_t octets);

// What a service is really given: 20 fields, some of them nested.
v1::Payload RealisticPayload(v1::PayloadForm form);

// A serialised request for kProcedure; the callee gives the payload back.
std::string CallOf(const v1::Payload& payload,
                   const std::string& identity = "");

// A serialised request for kTopic.
enum class Acknowledge { kNo, kYes };
std::string PublishOf(const v1::Payload& payload, Acknowledge acknowledge);

// What is wrong with the response to CallOf(payload); empty: nothing.
std::string CheckEcho(const v1::Payload& payload, const std::string& response);

}  // namespace wampbridge::bench

#endif  // TESTS_BENCH_SCENARIOS_PAYLOADS_H_
