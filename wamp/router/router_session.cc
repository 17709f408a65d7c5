// SPDX-License-Identifier: Apache-2.0
#include "wamp/router/router_session.h"

#include <array>
#include <string>
#include <type_traits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "wamp/message_codec.h"
#include "wamp/router/uris.h"

namespace wampbridge::router {
namespace {

constexpr std::string_view kAgent = "wampbridge development router";
constexpr std::string_view kAuthProvider = "static";

// Messages that make a request: each takes the session's next id.
template <typename T>
concept Request =
    std::is_same_v<T, wamp::Publish> || std::is_same_v<T, wamp::Subscribe> ||
    std::is_same_v<T, wamp::Unsubscribe> || std::is_same_v<T, wamp::Call> ||
    std::is_same_v<T, wamp::Register> || std::is_same_v<T, wamp::Unregister>;

// Hands an established session's message to where it belongs.
struct Dispatch {
  Realm& realm;
  Peer& peer;
  absl::Time now;

  absl::Status operator()(const wamp::Publish& message) const {
    realm.broker().HandlePublish(peer, message);
    return absl::OkStatus();
  }
  absl::Status operator()(const wamp::Subscribe& message) const {
    realm.broker().HandleSubscribe(peer, message, now);
    return absl::OkStatus();
  }
  absl::Status operator()(const wamp::Unsubscribe& message) const {
    realm.broker().HandleUnsubscribe(peer, message);
    return absl::OkStatus();
  }
  absl::Status operator()(const wamp::Register& message) const {
    realm.dealer().HandleRegister(peer, message, now);
    return absl::OkStatus();
  }
  absl::Status operator()(const wamp::Unregister& message) const {
    realm.dealer().HandleUnregister(peer, message);
    return absl::OkStatus();
  }
  absl::Status operator()(const wamp::Call& message) const {
    return realm.HandleCall(peer, message, now);
  }
  absl::Status operator()(const wamp::Cancel& message) const {
    return realm.dealer().HandleCancel(peer, message);
  }
  absl::Status operator()(const wamp::Yield& message) const {
    return realm.dealer().HandleYield(peer, message, now);
  }
  absl::Status operator()(const wamp::Error& message) const {
    return realm.dealer().HandleError(peer, message);
  }
  template <typename T>
  absl::Status operator()(const T& message) const {
    return absl::InvalidArgumentError(
        absl::StrCat(std::string(wamp::MessageTypeName(wamp::TypeOf(message))),
                     " is not for an established session of a router"));
  }
};

bool AnnouncesRole(const wamp::Dict& details) {
  static constexpr std::array<std::string_view, 4> kRoles = {
      "publisher", "subscriber", "caller", "callee"};
  const wamp::Dict& roles = details.DictAt("roles");
  for (const std::string_view role : kRoles) {
    if (roles.Find(role) != nullptr) return true;
  }
  return false;
}

wamp::Dict WelcomeDetails(const wamp::Hello& hello,
                          const Admission& admission) {
  return {
      {"realm", hello.realm},
      {"authid", admission.authid},
      {"authrole", admission.authrole},
      {"authmethod", admission.authmethod},
      {"authprovider", kAuthProvider},
      {"agent", kAgent},
      {"roles",
       wamp::Dict{{"broker", wamp::Dict{{"features", Broker::Features()}}},
                  {"dealer", wamp::Dict{{"features", Dealer::Features()}}}}}};
}

// What the meta API tells of a session.
wamp::Dict SessionDetails(wamp::SessionId session, const Admission& admission) {
  return {{"session", session.value},
          {"authid", admission.authid},
          {"authrole", admission.authrole},
          {"authmethod", admission.authmethod},
          {"authprovider", kAuthProvider}};
}

}  // namespace

RouterSession::RouterSession(Router* router, wamp::Serializer serializer,
                             MessageSink* sink)
    : router_(router), serializer_(serializer), sink_(sink) {}

void RouterSession::HandleMessage(std::string_view bytes, absl::Time now) {
  if (std::holds_alternative<Closed>(state_)) return;
  if (std::holds_alternative<Closing>(state_)) return HandleClosing(bytes);
  const auto message = wamp::ParseMessage(serializer_, bytes);
  if (!message.ok()) return Violation(message.status());
  if (std::holds_alternative<wamp::Abort>(*message)) {
    Leave();
    state_ = Closed();
    return sink_->Close();
  }
  if (established()) {
    const absl::Status status = HandleEstablished(*message, now);
    if (!status.ok()) Violation(status);
    return;
  }
  const auto* hello = std::get_if<wamp::Hello>(&*message);
  if (hello != nullptr && std::holds_alternative<AwaitingHello>(state_)) {
    return HandleHello(*hello, now);
  }
  const auto* authenticate = std::get_if<wamp::Authenticate>(&*message);
  if (authenticate != nullptr &&
      std::holds_alternative<Authenticating>(state_)) {
    return HandleAuthenticate(*authenticate);
  }
  Violation(absl::InvalidArgumentError(
      absl::StrCat(std::string(wamp::MessageTypeName(wamp::TypeOf(*message))),
                   " before the session is established")));
}

void RouterSession::HandleJoinTimeout() {
  if (!joining()) return;
  Abort(kAuthenticationFailed, "nobody joined in time");
}

void RouterSession::HandleConnectionLost() {
  Leave();
  state_ = Closed();
}

void RouterSession::Close(const wamp::Goodbye& goodbye) {
  if (established()) {
    Leave();
    Send(goodbye);
    state_ = Closing();
    sink_->AwaitGoodbye();
  } else if (joining()) {
    state_ = Closed();
    sink_->Close();
  }
}

// Any GOODBYE is the answer, even one that crossed ours.
void RouterSession::HandleClosing(std::string_view bytes) {
  const auto message = wamp::ParseMessage(serializer_, bytes);
  if (!message.ok() || (!std::holds_alternative<wamp::Goodbye>(*message) &&
                        !std::holds_alternative<wamp::Abort>(*message))) {
    return;
  }
  state_ = Closed();
  sink_->Close();
}

void RouterSession::HandleHello(const wamp::Hello& hello, absl::Time now) {
  Realm* realm = router_->FindRealm(hello.realm);
  if (realm == nullptr) {
    return Abort(kNoSuchRealm,
                 absl::StrCat("this router has no realm ", hello.realm));
  }
  if (!AnnouncesRole(hello.details)) {
    return Abort(kProtocolViolation,
                 "HELLO announces none of the roles publisher, subscriber, "
                 "caller and callee");
  }
  const auto session = router_->ids().Random<wamp::SessionId>();
  auth::ChallengeInput input;
  input.random = router_->ids().RandomOctets();
  input.now = now;
  input.session_id = session.value;
  Decide(realm, session, hello,
         realm->authentication().Begin(hello.details, std::move(input)));
}

void RouterSession::HandleAuthenticate(const wamp::Authenticate& authenticate) {
  const Authenticating pending =
      std::get<Authenticating>(std::exchange(state_, AwaitingHello()));
  Decide(pending.realm, pending.session, pending.hello,
         StaticAuthentication::Finish(pending.login, authenticate.signature));
}

void RouterSession::Decide(Realm* realm, wamp::SessionId session,
                           const wamp::Hello& hello, LoginDecision decision) {
  if (const auto* refusal = std::get_if<LoginRefusal>(&decision)) {
    return Abort(refusal->reason, refusal->text);
  }
  if (const auto* admission = std::get_if<Admission>(&decision)) {
    return Welcome(realm, session, hello, *admission);
  }
  PendingLogin& login = std::get<PendingLogin>(decision);
  Send(wamp::Challenge{.authmethod = login.admission.authmethod,
                       .extra = login.ChallengeExtra()});
  state_ = Authenticating{.realm = realm,
                          .session = session,
                          .hello = hello,
                          .login = std::move(login)};
}

// ValidateRouterOptions has made sure that every account's role exists.
void RouterSession::Welcome(Realm* realm, wamp::SessionId session,
                            const wamp::Hello& hello,
                            const Admission& admission) {
  auto peer = std::make_unique<Peer>(
      PeerOptions{.session = session,
                  .authid = admission.authid,
                  .role = realm->FindRole(admission.authrole),
                  .serializer = serializer_,
                  .roles = hello.details.DictAt("roles"),
                  .sink = sink_});
  Send(wamp::Welcome{.session = session,
                     .details = WelcomeDetails(hello, admission)});
  Peer& joined = *peer;
  state_ = Established{.realm = realm, .peer = std::move(peer), .requests = {}};
  realm->HandleJoined(joined, *this, SessionDetails(session, admission));
}

absl::Status RouterSession::HandleEstablished(const wamp::Message& message,
                                              absl::Time now) {
  if (std::holds_alternative<wamp::Goodbye>(message)) {
    HandleGoodbye();
    return absl::OkStatus();
  }
  Established& state = std::get<Established>(state_);
  if (const auto* cancel = std::get_if<wamp::Cancel>(&message)) {
    if (!state.requests.MayKnow(cancel->request)) {
      return absl::InvalidArgumentError(absl::StrCat(
          "CANCEL of ", cancel->request.value, ", which was never called"));
    }
  }
  if (const auto* call = std::get_if<wamp::Call>(&message)) {
    if (state.requests.WasUsed(call->request)) {
      return state.realm->dealer().HandleChunk(*state.peer, *call);
    }
  }
  absl::Status order = std::visit(
      [&](const auto& request) {
        if constexpr (Request<std::decay_t<decltype(request)>>) {
          return state.requests.Check(request.request);
        }
        return absl::OkStatus();
      },
      message);
  if (!order.ok()) return order;
  return std::visit(Dispatch{*state.realm, *state.peer, now}, message);
}

void RouterSession::HandleGoodbye() {
  Leave();
  Send(wamp::Goodbye{.reason = std::string(kGoodbyeAndOut)});
}

void RouterSession::Leave() {
  auto* joined = std::get_if<Established>(&state_);
  if (joined == nullptr) return;
  const Established left = std::move(*joined);
  state_ = AwaitingHello();
  left.realm->HandlePeerGone(*left.peer);
}

void RouterSession::Abort(std::string_view reason, std::string_view text) {
  Leave();
  Send(wamp::Abort{.details = {{"message", text}},
                   .reason = std::string(reason)});
  state_ = Closed();
  sink_->Close();
}

void RouterSession::Violation(const absl::Status& why) {
  Abort(kProtocolViolation, std::string(why.message()));
}

// What the router says of itself can always be said, but a HELLO's texts may
// come back in it; then there is nothing better to do than to say nothing.
void RouterSession::Send(const wamp::Message& message) {
  std::string encoded;
  if (wamp::AppendMessage(serializer_, message, &encoded).ok()) {
    sink_->Write(encoded);
  }
}

}  // namespace wampbridge::router
