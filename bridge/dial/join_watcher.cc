// SPDX-License-Identifier: Apache-2.0
#include "bridge/dial/join_watcher.h"

#include <utility>

namespace wampbridge::bridge {
namespace {

ChallengeFacts FactsOf(const auth::ChallengeView& view) {
  return {.method = std::string(view.method),
          .salted = view.salt.has_value(),
          .kdf = std::string(view.kdf.value_or("")),
          .iterations = view.iterations,
          .memory = view.memory,
          .keylen = view.keylen,
          .channel_binding = std::string(view.channel_binding.value_or(""))};
}

}  // namespace

class JoinWatcher::Watch : public auth::Attempt {
 public:
  Watch(std::unique_ptr<auth::Attempt> watched, Seen* seen)
      : Attempt(seen->login.offered),
        watched_(std::move(watched)),
        seen_(seen) {}

  auth::ExtraFields HelloExtra() const override {
    return watched_->HelloExtra();
  }

  absl::Status CheckWelcome(const auth::WelcomeView& view) const override {
    absl::Status checked = watched_->CheckWelcome(view);
    seen_->doubted = !checked.ok();
    return checked;
  }

 private:
  absl::StatusOr<auth::AuthenticateFields> Sign(
      const auth::ChallengeView& view, std::string_view tls_unique) override {
    seen_->login.challenge = FactsOf(view);
    auto answer = watched_->Answer(view, tls_unique);
    seen_->answered = answer.ok();
    return answer;
  }

  const std::unique_ptr<auth::Attempt> watched_;
  Seen* const seen_;
};

JoinWatcher::JoinWatcher(std::shared_ptr<const auth::Authenticator> watched)
    : Authenticator(watched->methods(), watched->authid()),
      watched_(std::move(watched)),
      seen_(std::make_unique<Seen>()) {
  seen_->login.offered = methods();
}

std::unique_ptr<auth::Attempt> JoinWatcher::Begin(
    const auth::JoinFacts& facts) const {
  std::unique_ptr<auth::Attempt> attempt = watched_->Begin(facts);
  const auth::ExtraFields extra = attempt->HelloExtra();
  const auto binding = extra.find("channel_binding");
  if (binding != extra.end()) {
    seen_->login.channel_binding = binding->second.value_or("");
  }
  return std::make_unique<Watch>(std::move(attempt), seen_.get());
}

JoinStep JoinWatcher::FailedStep() const {
  if (seen_->doubted) return JoinStep::kWelcome;
  if (!seen_->login.challenge.has_value()) return JoinStep::kHello;
  return seen_->answered ? JoinStep::kAuthenticate : JoinStep::kChallenge;
}

}  // namespace wampbridge::bridge
