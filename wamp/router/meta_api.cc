// SPDX-License-Identifier: Apache-2.0
#include "wamp/router/meta_api.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "wamp/router/argument_codec.h"
#include "wamp/router/options.h"
#include "wamp/router/request_check.h"
#include "wamp/router/uris.h"

namespace wampbridge::router {

MetaApi::MetaApi(Members* members, Catalog* registrations,
                 Catalog* subscriptions)
    : sessions_(members),
      registrations_(CatalogMeta::Kind::kRegistrations, registrations),
      subscriptions_(CatalogMeta::Kind::kSubscriptions, subscriptions) {}

void MetaApi::HandleCall(Peer& caller, const wamp::Call& call) const {
  const auto refuse = [&](std::string_view error, const std::string& text) {
    caller.SendError(wamp::MessageType::kCall, call.request, error, text);
  };
  if (const auto refusal = CheckRequest(caller, Action::kCall, call.procedure,
                                        wamp::MatchPolicy::kExact)) {
    return refuse(refusal->error, refusal->text);
  }
  const wamp::Serializer serializer = caller.serializer();
  const auto answer =
      Answer(call.procedure,
             {.caller = caller.session(),
              .args = DecodeArgs(serializer, call.payload.args),
              .kwargs = DecodeKwargs(serializer, call.payload.kwargs)});
  if (!answer.has_value()) {
    return refuse(
        kNoSuchProcedure,
        absl::StrCat("this router has no meta procedure ", call.procedure));
  }
  if (const auto* error = std::get_if<MetaError>(&*answer)) {
    return refuse(error->error, error->text);
  }
  const std::string args =
      EncodeValue(serializer, std::get<wamp::List>(*answer));
  const absl::Status sent = caller.Send(
      wamp::Result{.request = call.request, .payload = {.args = args}});
  if (!sent.ok()) refuse(kPayloadSizeExceeded, std::string(sent.message()));
}

std::optional<MetaAnswer> MetaApi::Answer(std::string_view procedure,
                                          const MetaCall& call) const {
  const auto verb_of = [&](std::string_view kind) -> std::string_view {
    return procedure.starts_with(kind) ? procedure.substr(kind.size())
                                       : std::string_view();
  };
  if (const auto verb = verb_of("wamp.session."); !verb.empty()) {
    return sessions_.Answer(verb, call);
  }
  if (const auto verb = verb_of("wamp.registration."); !verb.empty()) {
    return registrations_.Answer(verb, call);
  }
  if (const auto verb = verb_of("wamp.subscription."); !verb.empty()) {
    return subscriptions_.Answer(verb, call);
  }
  return std::nullopt;
}

}  // namespace wampbridge::router
