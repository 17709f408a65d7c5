// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_ROUTER_ARGUMENT_CODEC_H_
#define WAMP_ROUTER_ARGUMENT_CODEC_H_

#include <string>
#include <string_view>

#include "wamp/serializer.h"
#include "wamp/value.h"

namespace wampbridge::router {

// The few payloads that the router itself writes and reads. Those of its peers
// are carried as they are: shared_payload.h.

// Empty where `value` cannot be said in `serializer`.
std::string EncodeValue(wamp::Serializer serializer, const wamp::Value& value);

// One argument, a text for people.
std::string EncodeTextArgs(wamp::Serializer serializer, std::string_view text);

// Empty where there are none, or none that can be read.
wamp::List DecodeArgs(wamp::Serializer serializer, std::string_view args);
wamp::Dict DecodeKwargs(wamp::Serializer serializer, std::string_view kwargs);

}  // namespace wampbridge::router

#endif  // WAMP_ROUTER_ARGUMENT_CODEC_H_
