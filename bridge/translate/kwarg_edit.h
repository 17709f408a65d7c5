// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_TRANSLATE_KWARG_EDIT_H_
#define BRIDGE_TRANSLATE_KWARG_EDIT_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "wamp/serializer.h"
#include "wamp/value.h"

namespace wampbridge::bridge {

// Puts one keyword argument, a dictionary of strings, into encoded kwargs, and
// takes it out again. The rest is written anew as it was read.

using Strings = std::map<std::string, std::string>;

// Where kwargs are, and the name of the one.
struct Kwarg {
  wamp::Serializer serializer = wamp::Serializer::kJson;
  std::string_view name;
};

// Adds it to *kwargs, which may be empty: none. AlreadyExistsError: one of that
// name is there.
absl::Status AddKwarg(const Kwarg& kwarg, const Strings& strings,
                      std::string* kwargs);

// What TakeKwarg found.
struct TakenKwarg {
  Strings strings;
  std::string rest;  // the others; empty: there are none
};

// nullopt: there is no such one, or it is something else than a dictionary of
// strings, or the kwargs cannot be read. A name that is written with JSON
// escapes is not found.
std::optional<TakenKwarg> TakeKwarg(const Kwarg& kwarg,
                                    std::string_view kwargs);

// nullopt: something else than a dictionary of strings.
std::optional<Strings> StringsOf(const wamp::Value& value);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_TRANSLATE_KWARG_EDIT_H_
