// SPDX-License-Identifier: Apache-2.0
#include "bridge/tracing/otlp_request.h"

#include <string_view>

#include "bridge/errors/short_text.h"

namespace wampbridge::bridge {
namespace {

namespace otlp = opentelemetry::proto;
using Attributes =
    google::protobuf::RepeatedPtrField<otlp::common::v1::KeyValue>;

template <typename Id>
std::string OctetsOf(const Id& id) {
  return std::string(id.begin(), id.end());
}

void Add(const std::string& name, const Span::Value& value,
         Attributes* attributes) {
  otlp::common::v1::KeyValue& added = *attributes->Add();
  added.set_key(name);
  if (const auto* text = std::get_if<std::string>(&value)) {
    added.mutable_value()->set_string_value(AsciiText(*text));
  } else {
    added.mutable_value()->set_int_value(std::get<int64_t>(value));
  }
}

otlp::trace::v1::Span::SpanKind ToProto(Span::Kind kind) {
  using Proto = otlp::trace::v1::Span;
  switch (kind) {
    case Span::Kind::kInternal:
      return Proto::SPAN_KIND_INTERNAL;
    case Span::Kind::kServer:
      return Proto::SPAN_KIND_SERVER;
    case Span::Kind::kClient:
      return Proto::SPAN_KIND_CLIENT;
    case Span::Kind::kProducer:
      return Proto::SPAN_KIND_PRODUCER;
    case Span::Kind::kConsumer:
      return Proto::SPAN_KIND_CONSUMER;
  }
  return Proto::SPAN_KIND_UNSPECIFIED;
}

void Fill(const Span& span, otlp::trace::v1::Span* proto) {
  proto->set_trace_id(OctetsOf(span.context.trace));
  proto->set_span_id(OctetsOf(span.context.span));
  if (span.parent != TraceContext::SpanId()) {
    proto->set_parent_span_id(OctetsOf(span.parent));
  }
  proto->set_trace_state(span.context.state);
  proto->set_flags(1);  // sampled
  proto->set_name(span.name);
  proto->set_kind(ToProto(span.kind));
  proto->set_start_time_unix_nano(
      static_cast<uint64_t>(absl::ToUnixNanos(span.start)));
  proto->set_end_time_unix_nano(
      static_cast<uint64_t>(absl::ToUnixNanos(span.end)));
  for (const auto& [name, value] : span.attributes) {
    Add(name, value, proto->mutable_attributes());
  }
  if (!span.error) return;
  proto->mutable_status()->set_code(otlp::trace::v1::Status::STATUS_CODE_ERROR);
  proto->mutable_status()->set_message(AsciiText(*span.error));
}

}  // namespace

otlp::collector::trace::v1::ExportTraceServiceRequest ToExportRequest(
    const std::vector<Span>& spans, const TracedService& service) {
  otlp::collector::trace::v1::ExportTraceServiceRequest request;
  otlp::trace::v1::ResourceSpans& ours = *request.add_resource_spans();
  Attributes* about = ours.mutable_resource()->mutable_attributes();
  Add("service.name", service.name, about);
  Add("service.version", service.version, about);
  Add("service.instance.id", service.instance, about);
  otlp::trace::v1::ScopeSpans& scope = *ours.add_scope_spans();
  scope.mutable_scope()->set_name("wampbridge");
  scope.mutable_scope()->set_version(service.version);
  for (const Span& span : spans) Fill(span, scope.add_spans());
  return request;
}

}  // namespace wampbridge::bridge
