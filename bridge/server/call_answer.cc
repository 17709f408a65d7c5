// SPDX-License-Identifier: Apache-2.0
#include "bridge/server/call_answer.h"

#include <variant>

#include "absl/status/status.h"
#include "bridge/errors/failures.h"
#include "bridge/translate/error_answer.h"
#include "bridge/translate/payload_decoder.h"

namespace wampbridge::bridge {

std::optional<Failure> FillCallAnswer(const wamp::Answered& answered,
                                      const CallAnswerTerms& terms,
                                      const ErrorMapper& errors,
                                      v1::CallResponse* response) {
  if (const auto* error = std::get_if<wamp::Error>(&answered.answer)) {
    return FailureOf(*error, terms.serializer, errors, terms.form);
  }
  const auto& result = std::get<wamp::Result>(answered.answer);
  absl::Status fits = DecodePayload(terms.serializer, result.payload,
                                    terms.form, response->mutable_payload());
  if (fits.ok()) {
    fits = FillCallDetails(result, terms.session, terms.want_details, response);
  }
  if (!fits.ok()) return UndeliverableResult(fits);
  response->set_final(answered.last);
  return std::nullopt;
}

}  // namespace wampbridge::bridge
