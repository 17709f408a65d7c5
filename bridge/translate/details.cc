// SPDX-License-Identifier: Apache-2.0
#include "bridge/translate/details.h"

#include <google/protobuf/util/time_util.h>

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

// What a google.protobuf.Duration can say.
constexpr int64_t kTimeoutMsMax = 315'576'000'000 * 1000;

// The same for INVOCATION.Details (advanced profile, "Caller Identification",
// "Pattern-based Registrations", "Progressive Call Results", "Call Timeouts").
bool TakeInvocationNumber(std::string_view key, int64_t number,
                          v1::Invocation* invocation) {
  if (key == "caller" && number > 0) {
    invocation->set_caller(static_cast<uint64_t>(number));
    return true;
  }
  if (key != "timeout" || number < 0 || number > kTimeoutMsMax) return false;
  // 0: no limit.
  if (number > 0) {
    *invocation->mutable_timeout() =
        google::protobuf::util::TimeUtil::MillisecondsToDuration(number);
  }
  return true;
}

bool TakeInvocationText(std::string_view key, const std::string& text,
                        v1::Invocation* invocation) {
  if (key == "procedure") {
    invocation->set_procedure(text);
  } else if (key == "caller_authid") {
    invocation->set_caller_authid(text);
  } else if (key == "caller_authrole") {
    invocation->set_caller_authrole(text);
  } else {
    return false;
  }
  return true;
}

bool TakeInvocationField(std::string_view key, const wamp::Value& value,
                         v1::Invocation* invocation) {
  if (const int64_t* number = value.AsInt()) {
    return TakeInvocationNumber(key, *number, invocation);
  }
  if (const std::string* text = value.AsString()) {
    return TakeInvocationText(key, *text, invocation);
  }
  if (value.AsBool() == nullptr) return false;
  if (key == "receive_progress") {
    invocation->set_receive_progress(*value.AsBool());
  } else if (key == "progress") {
    invocation->set_progress(*value.AsBool());
  } else {
    return false;
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

// Those without a field of their own.
template <typename Frame>
absl::Status AddOtherDetails(const wamp::Dict& details,
                             bool (*take_field)(std::string_view,
                                                const wamp::Value&, Frame*),
                             Frame* frame) {
  if (details.empty()) return absl::OkStatus();
  ProtoSink sink("details", frame->mutable_details());
  absl::Status status = sink.BeginDict(details.size());
  for (const wamp::DictEntry& entry : details) {
    if (take_field(entry.key, entry.value, frame)) continue;
    status = AddDetail(entry, sink);
    if (!status.ok()) return Internal(status);
  }
  return sink.EndDict();
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
  return AddOtherDetails(received.details, TakeEventField, event);
}

absl::Status FillInvocationDetails(const wamp::Invocation& received,
                                   std::string_view registered,
                                   v1::Invocation* invocation) {
  invocation->set_procedure(registered.data(), registered.size());
  invocation->set_registration_id(received.registration.value);
  return AddOtherDetails(received.details, TakeInvocationField, invocation);
}

}  // namespace wampbridge::bridge
