// SPDX-License-Identifier: Apache-2.0
#include "bridge/translate/publish_request.h"

#include <string>
#include <string_view>
#include <utility>

#include "bridge/translate/field_checks.h"
#include "bridge/translate/metadata_carriage.h"
#include "bridge/translate/option_values.h"
#include "wamp/uri.h"

namespace wampbridge::bridge {
namespace {

using Ids = google::protobuf::RepeatedField<uint64_t>;
using Texts = google::protobuf::RepeatedPtrField<std::string>;

constexpr std::string_view kListing = "subscriber_blackwhite_listing";

absl::Status CheckTopic(const std::string& topic) {
  absl::Status status = CheckUri("topic", topic);
  if (!status.ok()) return status;
  if (!wamp::IsReservedUri(topic)) return absl::OkStatus();
  return FieldFault("topic", "begins with wamp, which is closed to clients");
}

absl::Status NeedsSession(std::string_view field) {
  return FieldFault(field,
                    "sessions are shared among clients: needs "
                    "options.session_id");
}

// What a client means by its own session is only known where it names one.
absl::Status CheckSessionOptions(const v1::PublishOptions& options) {
  absl::Status status = CheckIds("options.exclude", options.exclude());
  if (status.ok()) status = CheckIds("options.eligible", options.eligible());
  if (!status.ok()) return status;
  if (options.session_id() != 0) {
    return CheckId("options.session_id", options.session_id());
  }
  if (options.exclude_me()) return NeedsSession("options.exclude_me");
  if (!options.exclude().empty()) return NeedsSession("options.exclude");
  if (!options.eligible().empty()) return NeedsSession("options.eligible");
  return absl::OkStatus();
}

absl::Status CheckListings(const v1::PublishOptions& options) {
  const std::pair<std::string_view, const Texts*> rows[] = {
      {"options.exclude_authid", &options.exclude_authid()},
      {"options.exclude_authrole", &options.exclude_authrole()},
      {"options.eligible_authid", &options.eligible_authid()},
      {"options.eligible_authrole", &options.eligible_authrole()}};
  for (const auto& [field, texts] : rows) {
    absl::Status status = CheckTexts(field, *texts);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

wamp::Value ListOf(const Ids& ids) {
  wamp::List list;
  for (const uint64_t id : ids) list.emplace_back(id);
  return list;
}

wamp::Value ListOf(const Texts& texts) {
  wamp::List list;
  for (const std::string& text : texts) list.emplace_back(text);
  return list;
}

// Puts options in whose feature the broker must have.
class GatedOptions {
 public:
  GatedOptions(const RouterTraits& router, wamp::Dict* options)
      : router_(router), options_(options) {}

  void Set(std::string_view key, std::string_view feature, wamp::Value value) {
    if (!status_.ok()) return;
    const std::string field = "options." + std::string(key);
    status_ = RequireFeature(
        router_, {.role = "broker", .feature = feature, .option = field});
    if (status_.ok()) options_->Set(key, std::move(value));
  }

  template <typename Listing>
  void SetListing(std::string_view key, const Listing& listing) {
    if (!listing.empty()) Set(key, kListing, ListOf(listing));
  }

  const absl::Status& status() const { return status_; }

 private:
  const RouterTraits& router_;
  wamp::Dict* options_;
  absl::Status status_;
};

// Others behind the same session want to see what is published, so that the
// default is the opposite of WAMP's (advanced profile, "Publisher Exclusion").
// A broker that did not announce the feature excludes the publisher, and the
// pool then publishes and subscribes on different sessions.
void AddExclusion(const v1::PublishOptions& given, const RouterTraits& router,
                  GatedOptions* gated) {
  constexpr std::string_view kFeature = "publisher_exclusion";
  if (given.exclude_me()) {
    gated->Set("exclude_me", kFeature, wamp::Value(true));
  } else if (router.has("broker", kFeature)) {
    gated->Set("exclude_me", kFeature, wamp::Value(false));
  }
}

}  // namespace

absl::Status CheckPublish(const v1::PublishRequest& publish) {
  const v1::PublishOptions& options = publish.options();
  absl::Status status = CheckTopic(publish.topic());
  if (status.ok()) status = CheckSessionOptions(options);
  if (status.ok()) status = CheckListings(options);
  if (status.ok()) status = CheckMetadata(options.metadata());
  if (!status.ok()) return status;
  return CheckPassthru(Passthru::Of(options));
}

bool WantsAcknowledge(const v1::PublishRequest& publish) {
  return !publish.options().has_acknowledge() ||
         publish.options().acknowledge();
}

absl::StatusOr<wamp::Dict> PublishOptionsFor(const v1::PublishRequest& publish,
                                             const RouterTraits& router) {
  wamp::Dict options;
  const v1::PublishOptions& given = publish.options();
  if (WantsAcknowledge(publish)) options.Set("acknowledge", wamp::Value(true));
  GatedOptions gated(router, &options);
  AddExclusion(given, router, &gated);
  gated.SetListing("exclude", given.exclude());
  gated.SetListing("exclude_authid", given.exclude_authid());
  gated.SetListing("exclude_authrole", given.exclude_authrole());
  gated.SetListing("eligible", given.eligible());
  gated.SetListing("eligible_authid", given.eligible_authid());
  gated.SetListing("eligible_authrole", given.eligible_authrole());
  if (given.has_disclose_me()) {
    gated.Set("disclose_me", "publisher_identification",
              wamp::Value(given.disclose_me()));
  }
  if (given.retain()) gated.Set("retain", "event_retention", wamp::Value(true));
  if (!gated.status().ok()) return gated.status();
  absl::Status status =
      AddPassthru(Passthru::Of(given), router, "broker", &options);
  if (!status.ok()) return status;
  status = AddExtra(given.extra(), router.extra_options, &options);
  if (!status.ok()) return status;
  return options;
}

}  // namespace wampbridge::bridge
