// SPDX-License-Identifier: Apache-2.0
#include "bridge/metrics/request_metrics.h"

namespace wampbridge::bridge {
namespace {

constexpr std::array<std::string_view, kRpcMethods> kNames = {
    "Call",          "CallProgressive", "CallDuplex", "Publish",
    "PublishStream", "Subscribe",       "Register",   "GetIdentity"};

}  // namespace

std::string_view NameOf(RpcMethod method) {
  return kNames[static_cast<size_t>(method)];
}

void RequestMetrics::CountEnd(RpcMethod method, const Failure* failure) {
  size_t outcome = 0;
  size_t code = 0;
  if (failure != nullptr) {
    outcome = static_cast<size_t>(failure->outcome) + 1;
    code = static_cast<size_t>(failure->code);
    if (code >= kCodes) code = grpc::StatusCode::UNKNOWN;
  }
  const size_t row = static_cast<size_t>(method) * kOutcomes + outcome;
  ended_[row * kCodes + code].fetch_add(1, std::memory_order_relaxed);
}

std::vector<RequestMetrics::Ended> RequestMetrics::ended() const {
  std::vector<Ended> all;
  for (size_t i = 0; i < ended_.size(); ++i) {
    const uint64_t count = ended_[i].load(std::memory_order_relaxed);
    if (count == 0) continue;
    Ended one;
    one.method = static_cast<RpcMethod>(i / (kOutcomes * kCodes));
    const size_t outcome = i / kCodes % kOutcomes;
    if (outcome > 0) one.outcome = static_cast<Outcome>(outcome - 1);
    one.code = static_cast<grpc::StatusCode>(i % kCodes);
    one.count = count;
    all.push_back(one);
  }
  return all;
}

}  // namespace wampbridge::bridge
