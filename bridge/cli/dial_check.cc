// SPDX-License-Identifier: Apache-2.0
#include "bridge/cli/dial_check.h"

#include <memory>
#include <string>
#include <utility>
#include <variant>

#include "bridge/client/wait_notice.h"
#include "bridge/config/connection_settings.h"
#include "bridge/config/credentials.h"
#include "bridge/config/per_caller.h"
#include "bridge/config/validator.h"
#include "bridge/dial/join_diagnosis.h"
#include "bridge/dial/join_probe.h"
#include "bridge/dial/join_report.h"
#include "wamp/transport/io_threads.h"

namespace wampbridge::bridge {
namespace {

JoinSettings SettingsOf(const config::v1::Identity& identity,
                        const transport::DialOptions& dial) {
  const config::v1::Auth& auth = identity.auth();
  JoinSettings settings;
  settings.url = dial.url;
  settings.realm = identity.realm();
  settings.method = AuthMethodName(auth.method());
  settings.authid = auth.authid();
  if (auth.has_secret()) settings.secret = JoinSettings::Secret::kSecret;
  if (auth.has_derived_key()) {
    settings.secret = JoinSettings::Secret::kDerivedKey;
  }
  return settings;
}

class Dialer {
 public:
  Dialer(const config::v1::Config& config, Console& console)
      : config_(config), console_(console) {}

  ExitStatus Run() {
    ExitStatus worst = kExitOk;
    for (const std::string& name : SortedNames(config_.identities())) {
      if (DialIdentity(name) != kExitOk) worst = kExitFailed;
    }
    return worst;
  }

 private:
  ExitStatus DialIdentity(const std::string& name) {
    const config::v1::Identity& identity = config_.identities().at(name);
    const config::v1::Router& router = config_.routers().at(identity.router());
    if (IsPerCaller(identity)) {
      console_.out << name
                   << ": joins as each caller, so not before one calls\n"
                   << std::flush;
      return kExitOk;
    }
    absl::StatusOr<LoadedAuthenticator> loaded =
        LoadAuthenticator(identity.auth());
    if (!loaded.ok()) {
      return console_.Fail(kExitFailed, std::string(loaded.status().message()));
    }
    JoinAttempt attempt;
    attempt.session = SessionOptionsOf(router, identity);
    attempt.authenticator = std::move(loaded->authenticator);
    ExitStatus worst = kExitOk;
    for (const transport::DialOptions& dial : DialOptionsOf(router)) {
      attempt.dial = dial;
      if (DialUrl(name, identity, attempt) != kExitOk) worst = kExitFailed;
    }
    return worst;
  }

  ExitStatus DialUrl(const std::string& name,
                     const config::v1::Identity& identity,
                     const JoinAttempt& attempt) {
    const std::string place = identity.realm() + " at " + identity.router() +
                              " (" + attempt.dial.url + ")";
    WaitNotice notice({console_.err, console_.err_is_terminal},
                      [&] { return name + " to join " + place; });
    const std::variant<JoinReport, JoinFailure> outcome =
        ProbeJoin(threads_.loop(0), attempt);
    notice.Stop();
    if (const auto* failure = std::get_if<JoinFailure>(&outcome)) {
      console_.Fail(kExitFailed, "identity " + name + " cannot join " + place +
                                     ": " +
                                     std::string(failure->cause.message()));
      const JoinSettings settings = SettingsOf(identity, attempt.dial);
      console_.err << DescribeFailure(*failure,
                                      JoinDiagnosis(settings, *failure))
                   << std::flush;
      return kExitFailed;
    }
    console_.out << name << ": joined " << place << "\n"
                 << DescribeJoin(attempt.dial.url,
                                 std::get<JoinReport>(outcome))
                 << std::flush;
    return kExitOk;
  }

  const config::v1::Config& config_;
  Console& console_;
  transport::IoThreads threads_{1};
};

}  // namespace

ExitStatus DialAll(const config::v1::Config& config, Console& console) {
  return Dialer(config, console).Run();
}

}  // namespace wampbridge::bridge
