// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_TRANSLATE_OPTION_VALUES_H_
#define BRIDGE_TRANSLATE_OPTION_VALUES_H_

#include <google/protobuf/map.h>

#include <set>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "bridge/translate/router_traits.h"
#include "proto/wampbridge/v1/payload.pb.h"
#include "wamp/value.h"

namespace wampbridge::bridge {

// A client's value as it goes into an options dictionary. InvalidArgument names
// the path of what some serializer could not say, whichever the session speaks:
// no kind, nesting beyond 30, NaN, infinities, text that begins with U+0000.
absl::StatusOr<wamp::Value> OptionValue(std::string_view field,
                                        const v1::Value& value);

using ExtraOptions = google::protobuf::Map<std::string, v1::Value>;
using ExtraKeys = std::set<std::string, std::less<>>;

// Adds options beyond the specification. Keys are `_[a-z0-9_]{3,}`,
// `x_[a-z0-9_]+`, or among `listed` (may be null), the configuration's
// extra_options; never an option that the specification has. Those whose type
// routers are known to insist on must have it, since a router may close the
// session over a wrong one. InvalidArgument names the key.
absl::Status AddExtra(const ExtraOptions& extra, const ExtraKeys* listed,
                      wamp::Dict* options);

// Payload passthru mode (advanced profile, "Payload Passthru Mode").
struct Passthru {
  std::string_view scheme;
  std::string_view serializer;
  std::string_view cipher;
  std::string_view keyid;

  // Of CallOptions and PublishOptions.
  template <typename Options>
  static Passthru Of(const Options& options) {
    return {options.ppt_scheme(), options.ppt_serializer(),
            options.ppt_cipher(), options.ppt_keyid()};
  }
};

// InvalidArgument: a scheme that the specification does not have, or the other
// fields without one.
absl::Status CheckPassthru(const Passthru& passthru);

// Adds the fields that are set. `role` is the router's that must have the
// feature; Unimplemented if it does not.
absl::Status AddPassthru(const Passthru& passthru, const RouterTraits& router,
                         std::string_view role, wamp::Dict* options);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_TRANSLATE_OPTION_VALUES_H_
