// SPDX-License-Identifier: Apache-2.0
#include "wamp/router/sample_client.h"

#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "wamp/message_codec.h"
#include "wamp/router/argument_codec.h"
#include "wamp/router/uris.h"

namespace wampbridge::router {
namespace {

// CBOR can say whatever another serializer can.
constexpr wamp::Serializer kSerializer = wamp::Serializer::kCbor;

constexpr std::string_view kEcho = "com.example.echo";
constexpr std::string_view kAdd = "com.example.add2";
constexpr std::string_view kCountdown = "com.example.countdown";
constexpr std::string_view kFail = "com.example.fail";
constexpr std::string_view kSleep = "com.example.sleep";
constexpr std::string_view kTicks = "com.example.ticks";
constexpr std::string_view kDemoError = "com.example.error.demo";

constexpr absl::Duration kStep = absl::Milliseconds(100);
constexpr absl::Duration kTick = absl::Seconds(1);
constexpr int64_t kCountMax = 100'000;
constexpr double kSleepSecondsMax = 3600;

std::optional<double> Number(const wamp::Value& value) {
  if (value.AsInt() != nullptr) return static_cast<double>(*value.AsInt());
  if (value.AsDouble() != nullptr) return *value.AsDouble();
  return std::nullopt;
}

Role SampleRole() {
  return *Role::Create("sample",
                       {{.uri = "com.example.**",
                         .allow = {Action::kRegister, Action::kPublish},
                         .disclose = false}});
}

wamp::Dict SampleRoles() {
  return {{"callee", wamp::Dict{{"features",
                                 wamp::Dict{{"progressive_call_results", true},
                                            {"call_canceling", true}}}}}};
}

}  // namespace

std::shared_ptr<SampleClient> SampleClient::Start(Realm* realm,
                                                  transport::EventLoop* loop,
                                                  wamp::SessionId session) {
  std::shared_ptr<SampleClient> client(
      new SampleClient(realm, loop, session, SampleRole()));
  for (const std::string_view procedure :
       {kEcho, kAdd, kCountdown, kFail, kSleep}) {
    realm->dealer().HandleRegister(*client->peer_,
                                   {.request = {++client->requests_},
                                    .options = {},
                                    .procedure = std::string(procedure)},
                                   loop->Now());
  }
  client->Tick();
  return client;
}

SampleClient::SampleClient(Realm* realm, transport::EventLoop* loop,
                           wamp::SessionId session, Role role)
    : realm_(realm),
      loop_(loop),
      role_(std::move(role)),
      peer_(std::make_unique<Peer>(PeerOptions{.session = session,
                                               .authid = "sample",
                                               .role = &role_,
                                               .serializer = kSerializer,
                                               .roles = SampleRoles(),
                                               .sink = this})) {}

void SampleClient::Stop() {
  if (peer_ == nullptr) return;
  tick_timer_.reset();
  running_.clear();
  realm_->HandlePeerGone(*peer_);
  peer_.reset();
}

// Answering at once would enter the dealer while it is still in a call.
void SampleClient::Write(std::string_view message) {
  loop_->Post([self = shared_from_this(), bytes = std::string(message)] {
    if (self->peer_ != nullptr) self->HandleMessage(bytes);
  });
}

void SampleClient::HandleMessage(std::string_view bytes) {
  const auto message = wamp::ParseMessage(kSerializer, bytes);
  if (!message.ok()) return;
  if (const auto* registered = std::get_if<wamp::Registered>(&*message)) {
    static constexpr std::array kInOrder = {kEcho, kAdd, kCountdown, kFail,
                                            kSleep};
    procedures_[registered->registration] =
        std::string(kInOrder[registered->request.value - 1]);
  } else if (const auto* call = std::get_if<wamp::Invocation>(&*message)) {
    HandleInvocation(*call);
  } else if (const auto* stop = std::get_if<wamp::Interrupt>(&*message)) {
    HandleInterrupt(*stop);
  }
}

void SampleClient::HandleInvocation(const wamp::Invocation& invocation) {
  const std::string& procedure = procedures_[invocation.registration];
  if (procedure == kEcho) return Echo(invocation);
  if (procedure == kFail) return Fail(invocation);
  const wamp::List args = DecodeArgs(kSerializer, invocation.payload.args);
  if (procedure == kAdd) return Add(invocation.request, args);
  if (procedure == kCountdown) return Countdown(invocation, args);
  if (procedure == kSleep) return Sleep(invocation.request, args);
  YieldError(invocation.request, kNoSuchProcedure, "no such sample");
}

void SampleClient::HandleInterrupt(const wamp::Interrupt& interrupt) {
  if (running_.erase(interrupt.request) == 0) return;
  YieldError(interrupt.request, kCanceled, "interrupted");
}

void SampleClient::Echo(const wamp::Invocation& invocation) {
  realm_->dealer()
      .HandleYield(*peer_,
                   {.request = invocation.request,
                    .options = {},
                    .payload = invocation.payload},
                   loop_->Now())
      .IgnoreError();
}

void SampleClient::Add(wamp::RequestId request, const wamp::List& args) {
  constexpr std::string_view kUsage = "add2 takes two numbers";
  if (args.size() != 2) return YieldError(request, kInvalidArgument, kUsage);
  int64_t sum = 0;
  if (args[0].AsInt() != nullptr && args[1].AsInt() != nullptr &&
      !__builtin_add_overflow(*args[0].AsInt(), *args[1].AsInt(), &sum)) {
    return Yield(request, {sum});
  }
  const auto first = Number(args[0]), second = Number(args[1]);
  if (!first.has_value() || !second.has_value()) {
    return YieldError(request, kInvalidArgument, kUsage);
  }
  Yield(request, {*first + *second});
}

void SampleClient::Countdown(const wamp::Invocation& invocation,
                             const wamp::List& args) {
  const int64_t* from = args.empty() ? nullptr : args[0].AsInt();
  if (from == nullptr || *from < 0 || *from > kCountMax) {
    return YieldError(
        invocation.request, kInvalidArgument,
        absl::StrCat("countdown takes a number of 0 to ", kCountMax));
  }
  if (!invocation.details.IsTrue("receive_progress")) {
    return Yield(invocation.request, {0});
  }
  running_[invocation.request].left = *from;
  CountOne(invocation.request);
}

void SampleClient::CountOne(wamp::RequestId request) {
  const auto running = running_.find(request);
  const int64_t number = running->second.left--;
  if (number == 0) {
    running_.erase(running);
    return Yield(request, {number});
  }
  running->second.timer =
      loop_->RunAfter(kStep, [this, request] { CountOne(request); });
  Yield(request, {number}, /*progress=*/true);
}

void SampleClient::Fail(const wamp::Invocation& invocation) {
  const std::string usual =
      EncodeValue(kSerializer, wamp::List{"this procedure always fails"});
  const bool given = !DecodeArgs(kSerializer, invocation.payload.args).empty();
  realm_->dealer()
      .HandleError(*peer_, {.request_type = wamp::MessageType::kInvocation,
                            .request = invocation.request,
                            .details = {},
                            .error = std::string(kDemoError),
                            .payload = given ? invocation.payload
                                             : wamp::PayloadView{.args = usual,
                                                                 .kwargs = {}}})
      .IgnoreError();
}

void SampleClient::Sleep(wamp::RequestId request, const wamp::List& args) {
  const auto seconds = args.empty() ? std::nullopt : Number(args[0]);
  if (!seconds.has_value() || !(*seconds >= 0) || *seconds > kSleepSecondsMax) {
    return YieldError(
        request, kInvalidArgument,
        absl::StrCat("sleep takes 0 to ", kSleepSecondsMax, " seconds"));
  }
  Running& sleeping = running_[request];
  sleeping.slept = args[0];
  sleeping.timer = loop_->RunAfter(absl::Seconds(*seconds),
                                   [this, request] { Wake(request); });
}

void SampleClient::Wake(wamp::RequestId request) {
  const auto slept = running_.extract(request);
  Yield(request, {slept.mapped().slept});
}

void SampleClient::Tick() {
  const std::string kwargs =
      EncodeValue(kSerializer, wamp::Dict{{"n", ticks_++}});
  realm_->broker().HandlePublish(*peer_,
                                 {.request = {++requests_},
                                  .options = {},
                                  .topic = std::string(kTicks),
                                  .payload = {.args = {}, .kwargs = kwargs}});
  tick_timer_ = loop_->RunAfter(kTick, [this] { Tick(); });
}

void SampleClient::Yield(wamp::RequestId request, wamp::List args,
                         bool progress) {
  const std::string encoded = EncodeValue(kSerializer, std::move(args));
  wamp::Dict options;
  if (progress) options.Set("progress", true);
  realm_->dealer()
      .HandleYield(*peer_,
                   {.request = request,
                    .options = std::move(options),
                    .payload = {.args = encoded, .kwargs = {}}},
                   loop_->Now())
      .IgnoreError();
}

void SampleClient::YieldError(wamp::RequestId request, std::string_view error,
                              std::string_view text) {
  const std::string args = EncodeTextArgs(kSerializer, text);
  realm_->dealer()
      .HandleError(*peer_, {.request_type = wamp::MessageType::kInvocation,
                            .request = request,
                            .details = {},
                            .error = std::string(error),
                            .payload = {.args = args, .kwargs = {}}})
      .IgnoreError();
}

}  // namespace wampbridge::router
