// SPDX-License-Identifier: Apache-2.0
#include <strings.h>

#include <string>

#include "bridge/config/address.h"
#include "bridge/config/names.h"
#include "bridge/config/suggestion.h"
#include "bridge/config/validator.h"
#include "bridge/identities/caller_template.h"
#include "wamp/uri.h"

namespace wampbridge::bridge {
namespace {

using config::v1::Auth;
using config::v1::AuthMethod;
using config::v1::Identity;
using config::v1::Router;
using config::v1::SecretRef;

std::string TextOf(AuthMethod method) {
  return config::v1::AuthMethod_descriptor()
      ->FindValueByNumber(method)
      ->options()
      .GetExtension(config::v1::text);
}

absl::Status CheckTemplate(const std::string& text, CallerTemplate::Use use,
                           const KeyPath& path, const SourceMap& sources) {
  const auto parsed = CallerTemplate::Parse(text, use);
  if (parsed.ok()) return absl::OkStatus();
  return sources.Error(path, std::string(parsed.status().message()));
}

// The caller's own token is a ticket, and nothing else.
absl::Status CheckCallerSecret(const Auth& auth, const KeyPath& path,
                               const SourceMap& sources) {
  const auto unset = config::v1::CALLER_SECRET_UNSPECIFIED;
  if (auth.derived_key().caller() != unset) {
    return sources.Error(path.Child("derived_key").Child("caller"),
                         "no caller brings a derived key; use {env: NAME} or "
                         "{file: PATH}");
  }
  if (auth.secret().caller() != unset &&
      auth.method() != config::v1::AUTH_METHOD_TICKET) {
    return sources.Error(path.Child("secret").Child("caller"),
                         "a caller's token is a ticket; use method ticket");
  }
  return absl::OkStatus();
}

// What is rendered for each caller.
absl::Status CheckTemplates(const Identity& identity, const KeyPath& path,
                            const SourceMap& sources) {
  using Use = CallerTemplate::Use;
  const KeyPath auth = path.Child("auth");
  const auto file = [&](const SecretRef& secret, const char* key) {
    return CheckTemplate(secret.file(), Use::kPath,
                         auth.Child(key).Child("file"), sources);
  };
  for (const absl::Status& status :
       {CheckTemplate(identity.realm(), Use::kText, path.Child("realm"),
                      sources),
        CheckTemplate(identity.auth().authid(), Use::kText,
                      auth.Child("authid"), sources),
        file(identity.auth().secret(), "secret"),
        file(identity.auth().derived_key(), "derived_key"),
        CheckCallerSecret(identity.auth(), auth, sources)}) {
    if (!status.ok()) return status;
  }
  const auto realm = CallerTemplate::Parse(identity.realm(), Use::kText);
  if (realm->IsConstant() && !wamp::ValidateUri(identity.realm()).ok()) {
    return sources.Error(path.Child("realm"),
                         "must be a URI such as realm1 or com.shop: without "
                         "white space, # and empty components");
  }
  return absl::OkStatus();
}

bool IsBound(const Auth& auth) {
  return auth.channel_binding() == config::v1::CHANNEL_BINDING_TLS_UNIQUE;
}

// Which keys a method must and may have.
absl::Status CheckAuth(const Auth& auth, const KeyPath& path,
                       const SourceMap& sources) {
  const std::string method = "method " + TextOf(auth.method());
  const bool wampcra = auth.method() == config::v1::AUTH_METHOD_WAMPCRA;
  const bool unchallenged =
      auth.method() == config::v1::AUTH_METHOD_ANONYMOUS ||
      auth.method() == config::v1::AUTH_METHOD_TLS;
  const bool cryptosign = auth.method() == config::v1::AUTH_METHOD_CRYPTOSIGN;
  const bool names_itself =
      cryptosign || auth.method() == config::v1::AUTH_METHOD_COOKIE;
  if (!unchallenged && !names_itself && auth.authid().empty()) {
    return sources.Error(path.Child("authid"),
                         "is missing; " + method + " needs it");
  }
  if (!wampcra && auth.has_derived_key()) {
    return sources.Error(path.Child("derived_key"),
                         "is for method wampcra only; take it out");
  }
  if (wampcra && auth.has_secret() && auth.has_derived_key()) {
    return sources.Error(path,
                         "has both secret and derived_key; leave one "
                         "of them");
  }
  const bool given = auth.has_secret() || auth.has_derived_key();
  if (!unchallenged && !given) {
    const bool ticket = auth.method() == config::v1::AUTH_METHOD_TICKET;
    return sources.Error(path.Child("secret"),
                         "is missing; " + method +
                             " needs {env: NAME} or {file: PATH}" +
                             (ticket ? ", or {caller: token}" : ""));
  }
  if (unchallenged && given) {
    return sources.Error(path.Child("secret"),
                         method + " has none; take it out");
  }
  if (!cryptosign && IsBound(auth)) {
    return sources.Error(path.Child("channel_binding"),
                         "is for method cryptosign only; take it out");
  }
  return absl::OkStatus();
}

// What each of a router's URLs has to be like for an identity.
struct UrlRule {
  std::string key;    // of `auth`
  std::string value;  // what needs it: "tls needs TLS"
  bool (*holds)(const RouterUrl& url);
  std::string schemes;  // those for which it holds
};

absl::Status CheckUrls(const UrlRule& rule, const Identity& identity,
                       const Router& router, const KeyPath& path,
                       const SourceMap& sources) {
  for (const std::string& url : router.urls()) {
    const absl::StatusOr<RouterUrl> parsed = ParseRouterUrl(url);
    if (parsed.ok() && !rule.holds(*parsed)) {
      return sources.Error(path.Child("auth").Child(rule.key),
                           rule.value + ", but router " + identity.router() +
                               " has " + url + "; use " + rule.schemes);
    }
  }
  return absl::OkStatus();
}

bool IsTls(const RouterUrl& url) { return url.IsTls(); }
bool IsWebSocket(const RouterUrl& url) { return url.IsWebSocket(); }

// A cookie travels in WebSocket's handshake, where the router's own headers go
// too.
absl::Status CheckCookie(const Identity& identity, const Router& router,
                         const KeyPath& path, const SourceMap& sources) {
  for (const auto& [name, value] : router.headers()) {
    if (strcasecmp(name.c_str(), "cookie") == 0) {
      return sources.Error(path.Child("auth").Child("method"),
                           "cookie sends a Cookie header, and routers." +
                               identity.router() +
                               ".headers has one too; "
                               "leave one of them");
    }
  }
  return CheckUrls(
      {"method", "cookie needs WebSocket", IsWebSocket, "ws:// or wss://"},
      identity, router, path, sources);
}

// What the method needs of the transport: TLS and its certificate, or
// WebSocket.
absl::Status CheckTransport(const Identity& identity, const Router& router,
                            const KeyPath& path, const SourceMap& sources) {
  const std::string tls = "wss:// or tcps://";
  switch (identity.auth().method()) {
    case config::v1::AUTH_METHOD_TLS:
      if (router.tls().cert_file().empty()) {
        return sources.Error(path.Child("auth").Child("method"),
                             "tls needs a client certificate: set routers." +
                                 identity.router() +
                                 ".tls.cert_file and key_file");
      }
      return CheckUrls({"method", "tls needs TLS", IsTls, tls}, identity,
                       router, path, sources);
    case config::v1::AUTH_METHOD_COOKIE:
      return CheckCookie(identity, router, path, sources);
    default:
      if (!IsBound(identity.auth())) return absl::OkStatus();
      return CheckUrls({"channel_binding", "tls_unique needs TLS", IsTls, tls},
                       identity, router, path, sources);
  }
}

absl::Status CheckIdentity(const Identity& identity, const KeyPath& path,
                           const config::v1::Config& config,
                           const SourceMap& sources) {
  const auto router = config.routers().find(identity.router());
  if (router == config.routers().end()) {
    return sources.Error(
        path.Child("router"),
        "\"" + identity.router() + "\" is not a router; " +
            Suggest(identity.router(), SortedNames(config.routers())));
  }
  absl::Status status = CheckTemplates(identity, path, sources);
  if (!status.ok()) return status;
  if (identity.pool().min() > identity.pool().max()) {
    return sources.Error(path.Child("pool").Child("min"),
                         "must be at most max, which is " +
                             std::to_string(identity.pool().max()));
  }
  status = CheckAuth(identity.auth(), path.Child("auth"), sources);
  if (!status.ok()) return status;
  return CheckTransport(identity, router->second, path, sources);
}

}  // namespace

absl::Status ValidateIdentities(const config::v1::Config& config,
                                const SourceMap& sources) {
  for (const std::string& name : SortedNames(config.identities())) {
    const KeyPath path = KeyPath().Child("identities").Child(name);
    if (!IsName(name)) return sources.Error(path, kNameRule);
    absl::Status status =
        CheckIdentity(config.identities().at(name), path, config, sources);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace wampbridge::bridge
