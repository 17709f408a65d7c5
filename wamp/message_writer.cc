// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "wamp/item_writer.h"
#include "wamp/message.h"
#include "wamp/message_codec.h"

namespace wampbridge::wamp {
namespace {

// Type, id, options and URI.
constexpr int kItemsBeforePayload = 4;
// Of JSON: `[48,`, an id of sixteen digits, separators, an empty list where
// there are only kwargs, and the end; the others write less.
constexpr size_t kHeadAndSeparatorsMax = 32;
constexpr size_t kOptionsSizeGuess = 64;

void PutItem(ItemWriter& out, const std::string& text) { out.PutText(text); }
void PutItem(ItemWriter& out, const Dict& dict) { out.PutDict(dict); }
void PutItem(ItemWriter& out, MessageType type) {
  out.PutNumber(static_cast<uint64_t>(type));
}
template <typename Kind>
void PutItem(ItemWriter& out, const Id<Kind>& id) {
  out.PutNumber(id.value);
}

template <typename... Items>
void PutList(ItemWriter& out, MessageType type, const Items&... items) {
  out.BeginList(1 + sizeof...(items));
  PutItem(out, type);
  (PutItem(out, items), ...);
  out.EndList();
}

template <typename... Items>
void PutListWithPayload(ItemWriter& out, const PayloadView& payload,
                        MessageType type, const Items&... items) {
  const int fixed = 1 + sizeof...(items);
  out.BeginList(fixed + PayloadItems(payload));
  PutItem(out, type);
  (PutItem(out, items), ...);
  out.PutPayload(payload);
  out.EndList();
}

// The wire shape of each message stands at its struct.
struct Putting {
  ItemWriter& out;

  void operator()(const Hello& m) const {
    PutList(out, MessageType::kHello, m.realm, m.details);
  }
  void operator()(const Welcome& m) const {
    PutList(out, MessageType::kWelcome, m.session, m.details);
  }
  void operator()(const Abort& m) const {
    PutListWithPayload(out, m.payload, MessageType::kAbort, m.details,
                       m.reason);
  }
  void operator()(const Challenge& m) const {
    PutList(out, MessageType::kChallenge, m.authmethod, m.extra);
  }
  void operator()(const Authenticate& m) const {
    PutList(out, MessageType::kAuthenticate, m.signature, m.extra);
  }
  void operator()(const Goodbye& m) const {
    PutList(out, MessageType::kGoodbye, m.details, m.reason);
  }
  void operator()(const Error& m) const {
    PutListWithPayload(out, m.payload, MessageType::kError, m.request_type,
                       m.request, m.details, m.error);
  }
  void operator()(const Publish& m) const {
    PutListWithPayload(out, m.payload, MessageType::kPublish, m.request,
                       m.options, m.topic);
  }
  void operator()(const Published& m) const {
    PutList(out, MessageType::kPublished, m.request, m.publication);
  }
  void operator()(const Subscribe& m) const {
    PutList(out, MessageType::kSubscribe, m.request, m.options, m.topic);
  }
  void operator()(const Subscribed& m) const {
    PutList(out, MessageType::kSubscribed, m.request, m.subscription);
  }
  void operator()(const Unsubscribe& m) const {
    PutList(out, MessageType::kUnsubscribe, m.request, m.subscription);
  }
  void operator()(const Unsubscribed& m) const {
    PutEnd(MessageType::kUnsubscribed, m.request, m.details);
  }
  void operator()(const Event& m) const {
    PutListWithPayload(out, m.payload, MessageType::kEvent, m.subscription,
                       m.publication, m.details);
  }
  void operator()(const Call& m) const {
    PutListWithPayload(out, m.payload, MessageType::kCall, m.request, m.options,
                       m.procedure);
  }
  void operator()(const Cancel& m) const {
    PutList(out, MessageType::kCancel, m.request, m.options);
  }
  void operator()(const Result& m) const {
    PutListWithPayload(out, m.payload, MessageType::kResult, m.request,
                       m.details);
  }
  void operator()(const Register& m) const {
    PutList(out, MessageType::kRegister, m.request, m.options, m.procedure);
  }
  void operator()(const Registered& m) const {
    PutList(out, MessageType::kRegistered, m.request, m.registration);
  }
  void operator()(const Unregister& m) const {
    PutList(out, MessageType::kUnregister, m.request, m.registration);
  }
  void operator()(const Unregistered& m) const {
    PutEnd(MessageType::kUnregistered, m.request, m.details);
  }
  void operator()(const Invocation& m) const {
    PutListWithPayload(out, m.payload, MessageType::kInvocation, m.request,
                       m.registration, m.details);
  }
  void operator()(const Interrupt& m) const {
    PutList(out, MessageType::kInterrupt, m.request, m.options);
  }
  void operator()(const Yield& m) const {
    PutListWithPayload(out, m.payload, MessageType::kYield, m.request,
                       m.options);
  }

  // UNSUBSCRIBED and UNREGISTERED have details in revocations only.
  void PutEnd(MessageType type, RequestId request, const Dict& details) const {
    if (request.value == 0 || !details.empty()) {
      PutList(out, type, request, details);
    } else {
      PutList(out, type, request);
    }
  }
};

absl::StatusOr<EncodedRequest> Encode(Serializer serializer, MessageType type,
                                      const Dict& options, std::string_view uri,
                                      EncodedPayload payload) {
  EncodedRequest request;
  request.type = type;
  ItemWriter out(serializer, ItemWriter::After::kItem,
                 &request.options_and_uri);
  request.options_and_uri.reserve(uri.size() + kOptionsSizeGuess);
  out.PutDict(options);
  out.PutText(uri);
  if (!out.status().ok()) return out.status();
  request.payload = std::move(payload);
  return request;
}

}  // namespace

absl::Status AppendMessage(Serializer serializer, const Message& message,
                           std::string* out) {
  const size_t before = out->size();
  ItemWriter writer(serializer, ItemWriter::After::kNothing, out);
  std::visit(Putting{writer}, message);
  if (!writer.status().ok()) out->resize(before);
  return writer.status();
}

size_t EncodedRequest::octets_max() const {
  return kHeadAndSeparatorsMax + options_and_uri.size() + payload.args.size() +
         payload.kwargs.size();
}

absl::StatusOr<EncodedRequest> EncodeCall(Serializer serializer,
                                          const Dict& options,
                                          std::string_view procedure,
                                          EncodedPayload payload) {
  absl::StatusOr<EncodedRequest> request = Encode(
      serializer, MessageType::kCall, options, procedure, std::move(payload));
  if (!request.ok()) return request;
  request->wants_progress = options.IsTrue("receive_progress");
  request->more = options.IsTrue("progress");
  return request;
}

absl::StatusOr<EncodedRequest> EncodePublish(Serializer serializer,
                                             const Dict& options,
                                             std::string_view topic,
                                             EncodedPayload payload) {
  return Encode(serializer, MessageType::kPublish, options, topic,
                std::move(payload));
}

absl::StatusOr<EncodedRequest> EncodeSubscribe(Serializer serializer,
                                               const Dict& options,
                                               std::string_view topic) {
  return Encode(serializer, MessageType::kSubscribe, options, topic, {});
}

absl::StatusOr<EncodedRequest> EncodeRegister(Serializer serializer,
                                              const Dict& options,
                                              std::string_view procedure) {
  return Encode(serializer, MessageType::kRegister, options, procedure, {});
}

void AppendRequest(Serializer serializer, const EncodedRequest& request,
                   RequestId id, std::string* out) {
  ItemWriter writer(serializer, ItemWriter::After::kNothing, out);
  writer.BeginList(kItemsBeforePayload + PayloadItems(request.payload.view()));
  writer.PutNumber(static_cast<uint64_t>(request.type));
  writer.PutNumber(id.value);
  AppendRequestTail(serializer, request, out);
}

void AppendRequestTail(Serializer serializer, const EncodedRequest& request,
                       std::string* out) {
  out->append(request.options_and_uri);
  ItemWriter writer(serializer, ItemWriter::After::kItem, out);
  writer.PutPayload(request.payload.view());
  writer.EndList();
}

}  // namespace wampbridge::wamp
