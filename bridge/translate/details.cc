// SPDX-License-Identifier: Apache-2.0
#include "bridge/translate/details.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "bridge/translate/proto_sink.h"
#include "wamp/codec/writer.h"

namespace wampbridge::bridge {
namespace {

// EVENT.Details that have fields of their own (advanced profile, "Publisher
// Identification", "Pattern-based Subscriptions", "Event Retention").
constexpr std::array<std::string_view, 5> kEventFields = {
    "publisher", "publisher_authid", "publisher_authrole", "retained", "topic"};

// Fills the fields; whether the key was one and of its type. What a router
// sends in another type stays among the details.
bool TakeEventField(std::string_view key, const wamp::Value& value,
                    v1::Event* event) {
  if (std::ranges::find(kEventFields, key) == kEventFields.end()) return false;
  if (key == "publisher") {
    if (value.AsInt() == nullptr || *value.AsInt() <= 0) return false;
    event->set_publisher(static_cast<uint64_t>(*value.AsInt()));
    return true;
  }
  if (key == "retained") {
    if (value.AsBool() == nullptr) return false;
    event->set_retained(*value.AsBool());
    return true;
  }
  if (value.AsString() == nullptr) return false;
  if (key == "topic") event->set_topic(*value.AsString());
  if (key == "publisher_authid") event->set_publisher_authid(*value.AsString());
  if (key == "publisher_authrole") {
    event->set_publisher_authrole(*value.AsString());
  }
  return true;
}

absl::Status AddDetail(const wamp::DictEntry& entry, ProtoSink& sink) {
  absl::Status status = sink.Key(entry.key);
  return status.ok() ? wamp::WriteValue(entry.value, sink) : status;
}

absl::Status Internal(const absl::Status& status) {
  return status.ok() ? status : absl::InternalError(status.message());
}

}  // namespace

absl::Status DictToProto(const wamp::Dict& dict, ProtoDict* entries) {
  if (dict.empty()) return absl::OkStatus();
  ProtoSink sink("details", entries);
  return Internal(wamp::WriteDict(dict, sink));
}

absl::Status FillCallDetails(const wamp::Result& result,
                             wamp::SessionId session, WantDetails want,
                             v1::CallResponse* response) {
  if (want == WantDetails::kNo && !result.details.Find("ppt_scheme")) {
    return absl::OkStatus();
  }
  v1::CallDetails* details = response->mutable_details();
  details->set_session_id(session.value);
  details->set_request_id(result.request.value);
  return DictToProto(result.details, details->mutable_details());
}

absl::Status FillEventDetails(const wamp::Event& received,
                              std::string_view subscribed, v1::Event* event) {
  event->set_topic(subscribed.data(), subscribed.size());
  event->set_publication_id(received.publication.value);
  event->set_subscription_id(received.subscription.value);
  if (received.details.empty()) return absl::OkStatus();
  ProtoSink sink("details", event->mutable_details());
  absl::Status status = sink.BeginDict(received.details.size());
  for (const wamp::DictEntry& entry : received.details) {
    if (TakeEventField(entry.key, entry.value, event)) continue;
    status = AddDetail(entry, sink);
    if (!status.ok()) return Internal(status);
  }
  return sink.EndDict();
}

}  // namespace wampbridge::bridge
