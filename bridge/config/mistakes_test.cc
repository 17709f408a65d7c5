// SPDX-License-Identifier: Apache-2.0
// One row for each kind of mistake, with the whole message.
#include <string>

#include "bridge/config/loader.h"
#include "gtest/gtest.h"

namespace wampbridge::bridge {
namespace {

struct Mistake {
  std::string text;
  std::string message;
};

void ExpectMessage(const Mistake& mistake, Purpose purpose) {
  const auto loaded = LoadConfigText(mistake.text, "a.yaml", purpose);
  EXPECT_EQ(loaded.status().message(), mistake.message) << mistake.text;
}

// The router and identity that a serving configuration needs, as one line.
std::string With(const std::string& more) {
  return "routers: {main: {urls: ['ws://r/ws']}}\n"
         "identities: {orders: {router: main, realm: realm1}}\n" +
         more;
}

// The same with something in the router, at line 2.
std::string InRouter(const std::string& more,
                     const std::string& url = "wss://r/ws") {
  return "routers:\n  main: {urls: ['" + url + "'], " + more +
         "}\nidentities: {orders: {router: main, realm: realm1}}\n";
}

// The same with something in the identity, at line 3.
std::string InIdentity(const std::string& more) {
  return "routers: {main: {urls: ['ws://r/ws']}}\nidentities:\n"
         "  orders: {router: main, realm: realm1, " +
         more + "}\n";
}

TEST(MistakesTest, Yaml) {
  const Mistake mistakes[] = {
      {"grpc: [1\nx: 2\n",
       "a.yaml:2: not YAML: end of sequence flow not found"},
      {"a: 1\n---\nb: 1\n",
       "a.yaml:3: a second document begins here; one file holds one "
       "configuration"},
      {"- a\n", "a.yaml:1: must be a map: lines of the form `key: value`"},
      {"? [a]\n: 1\n", "a.yaml:1: has a key that is not text"}};
  for (const Mistake& mistake : mistakes) {
    ExpectMessage(mistake, Purpose::kServe);
  }
}

TEST(MistakesTest, Keys) {
  const Mistake mistakes[] = {
      {With("grpc:\n  unix: {mode: rw}\n"),
       "a.yaml:4: grpc.unix.mode: must be octal, such as \"0660\""},
      {With("grpc:\n  listn: []\n"),
       "a.yaml:4: grpc.listn: unknown key; did you mean listen?"},
      {With("grpc:\n  zebra: 1\n"),
       "a.yaml:4: grpc.zebra: unknown key; known are listen, unix, "
       "tls, max_message_bytes, keepalive, max_connection_age and reflection"},
      {With("admin: {listen: 'a:1'}\nadmin: {}\n"),
       "a.yaml:4: admin: this key is there twice; leave one of them"},
      {With("errors:\n  a.b: ABORTED\n  a.b: ABORTED\n"),
       "a.yaml:5: errors.\"a.b\": this key is there twice; leave one of them"},
      {"routers: {main: {}}\n",
       "a.yaml:1: routers.main.urls: is missing; it must be there"},
      {InRouter("serializers: []"),
       "a.yaml:2: routers.main.serializers: must not be empty"},
      {"routers: {main: {urls: ['ws://r']}}\n"
       "identities: {orders: {realm: realm1}}\n",
       "a.yaml:2: identities.orders.router: is missing; it must be there"},
      {"routers: {main: {urls: ['ws://r']}}\n",
       "a.yaml:1: identities: is missing; name at least one identity with its "
       "router and realm"},
      {"",
       "a.yaml:1: routers: is missing; name at least one router with its "
       "urls"}};
  for (const Mistake& mistake : mistakes) {
    ExpectMessage(mistake, Purpose::kServe);
  }
}

TEST(MistakesTest, Types) {
  const Mistake mistakes[] = {
      {With("grpc: 1"),
       "a.yaml:3: grpc: must be a map: lines of the form `key: value`"},
      {With("grpc:\n"),
       "a.yaml:3: grpc: must be a map: lines of the form `key: value`"},
      {With("routers2: 1"),
       "a.yaml:3: routers2: unknown key; did you mean routers?"},
      {With("grpc: {listen: '127.0.0.1:1'}"),
       "a.yaml:3: grpc.listen: must be a list: [A, B], or lines that begin "
       "with `- `"},
      {With("grpc: {listen: [[a]]}"),
       "a.yaml:3: grpc.listen[0]: must be a single value, not a list"},
      {With("admin: {listen: {a: 1}}"),
       "a.yaml:3: admin.listen: must be a single value, not a map"},
      {With("admin: {listen: 9090}"),
       "a.yaml:3: admin.listen: \"9090\" is wrong; it must be text; put it "
       "into quotes"},
      {With("threads: {grpc: two}"),
       "a.yaml:3: threads.grpc: \"two\" is wrong; it must be a whole number"},
      {With("threads: {grpc: '2'}"),
       "a.yaml:3: threads.grpc: \"2\" is wrong; it must be a whole number, "
       "without quotes"},
      {With("threads: {grpc: 1.5}"),
       "a.yaml:3: threads.grpc: \"1.5\" is wrong; it must be a whole number"},
      {With("threads: {grpc: }"),
       "a.yaml:3: threads.grpc: has no value; it must be a whole number, or be "
       "left out"},
      {With("callers: {insecure_any: yes}"),
       "a.yaml:3: callers.insecure_any: \"yes\" is wrong; it must be true or "
       "false"},
      {With("drain: {delay: 5}"),
       "a.yaml:3: drain.delay: \"5\" is wrong; it must be a duration with a "
       "unit, such as 200ms, 5s, 5m or 1h"},
      {With("grpc: {max_message_bytes: 4MB}"),
       "a.yaml:3: grpc.max_message_bytes: \"4MB\" is wrong; it must be a size "
       "such as 512KiB or 4MiB"},
      {InRouter("reconnect: {multiplier: fast}"),
       "a.yaml:2: routers.main.reconnect.multiplier: \"fast\" is wrong; it "
       "must be a number"},
      {InRouter("serializers: [cbor, xml]"),
       "a.yaml:2: routers.main.serializers[1]: \"xml\" is wrong; it must be "
       "one of json, msgpack, cbor"},
      {InIdentity("auth: {method: oauth}"),
       "a.yaml:3: identities.orders.auth.method: \"oauth\" is wrong; it must "
       "be one of anonymous, ticket, wampcra, cryptosign, tls, scram, cookie"},
      {InRouter("headers: {Cookie: 123}"),
       "a.yaml:2: routers.main.headers.Cookie: must be text; put it into "
       "quotes"}};
  for (const Mistake& mistake : mistakes) {
    ExpectMessage(mistake, Purpose::kServe);
  }
}

TEST(MistakesTest, Ranges) {
  const Mistake mistakes[] = {
      {With("threads: {grpc: 0}"),
       "a.yaml:3: threads.grpc: \"0\" is wrong; it must be 1 to 256"},
      {With("threads: {grpc: 257}"),
       "a.yaml:3: threads.grpc: \"257\" is wrong; it must be 1 to 256"},
      {With("threads: {io: -1}"),
       "a.yaml:3: threads.io: \"-1\" is wrong; it must be 0 to 256"},
      {With("drain: {timeout: -1s}"),
       "a.yaml:3: drain.timeout: \"-1s\" is wrong; it must be 0s to 1h"},
      {With("grpc: {max_message_bytes: 2GiB}"),
       "a.yaml:3: grpc.max_message_bytes: \"2GiB\" is wrong; it must be 1KiB "
       "to 1GiB"},
      {InRouter("reconnect: {multiplier: 0.5}"),
       "a.yaml:2: routers.main.reconnect.multiplier: \"0.5\" is wrong; it must "
       "be 1 to 10"},
      {With("limits: {topics_per_stream: 0}"),
       "a.yaml:3: limits.topics_per_stream: \"0\" is wrong; it must be 1 to "
       "1000000"}};
  for (const Mistake& mistake : mistakes) {
    ExpectMessage(mistake, Purpose::kServe);
  }
}

TEST(MistakesTest, Bridge) {
  const Mistake mistakes[] = {
      {With("grpc: {listen: [nowhere]}"),
       "a.yaml:3: grpc.listen[0]: must be HOST:PORT with a port of 0 to "
       "65535"},
      {With("grpc: {listen: ['a:1', 'a:1']}"),
       "a.yaml:3: grpc.listen[1]: is there twice; leave one of them"},
      {With("grpc: {listen: []}"), "a.yaml:3: grpc.listen: must not be empty"},
      {With("grpc: {tls: {cert_file: c.pem}}"),
       "a.yaml:3: grpc.tls.key_file: is missing; it must be there"},
      {With("admin: {listen: 'unix:///x'}"),
       "a.yaml:3: admin.listen: must be HOST:PORT; HTTP is not served on Unix "
       "sockets"},
      {With("limits: {call_timeout: 2h}"),
       "a.yaml:3: limits.call_timeout: must be at most call_timeout_max, which "
       "is 1h"},
      {With("limits: {queue: {max_events: 200000}}"),
       "a.yaml:3: limits.queue.max_events: must be at most ceiling_events, "
       "which is 100000"},
      {With("limits: {queue: {max_bytes: 65MiB}}"),
       "a.yaml:3: limits.queue.max_bytes: must be at most ceiling_bytes, which "
       "is 64MiB"},
      {With("errors: {a.b: OK}"),
       "a.yaml:3: errors.\"a.b\": \"OK\" is wrong; it must be one of "
       "CANCELLED, UNKNOWN, INVALID_ARGUMENT, DEADLINE_EXCEEDED, NOT_FOUND, "
       "ALREADY_EXISTS, PERMISSION_DENIED, RESOURCE_EXHAUSTED, "
       "FAILED_PRECONDITION, ABORTED, OUT_OF_RANGE, UNIMPLEMENTED, INTERNAL, "
       "DATA_LOSS, UNAUTHENTICATED"},
      {With("dev_router: {}"),
       "a.yaml:3: dev_router: is for `wampbridge dev` only; take it out, and "
       "name your routers under routers"}};
  for (const Mistake& mistake : mistakes) {
    ExpectMessage(mistake, Purpose::kServe);
  }
}

TEST(MistakesTest, RetryAndMetadata) {
  const Mistake mistakes[] = {
      {With("retry: {budget: 2}"),
       "a.yaml:3: retry.budget: \"2\" is wrong; it must be 0 to 1"},
      {With("retry: {not_sent: {max_attempts: 0}}"),
       "a.yaml:3: retry.not_sent.max_attempts: \"0\" is wrong; it must be 1 "
       "to 10"},
      {With("retry: {unknown: {procedures: ['a.**', 'a.**.b']}}"),
       "a.yaml:3: retry.unknown.procedures[1]: \"a.**.b\": ** may only stand "
       "at the end; a pattern is dotted components, * for any one, a trailing "
       "** "
       "for one or more"},
      {With("metadata: {carry_in: header}"),
       "a.yaml:3: metadata.carry_in: \"header\" is wrong; it must be one of "
       "kwarg, option"},
      {With("metadata: {name: Meta}"),
       "a.yaml:3: metadata.name: must be [a-z0-9_]+"},
      {With("metadata: {carry_in: option, name: meta}"),
       "a.yaml:3: metadata.name: must be _[a-z0-9_]{3,} or x_[a-z0-9_]+ where "
       "carry_in is option"},
      {With("metadata: {propagate: [traceparent, token-bin]}"),
       "a.yaml:3: metadata.propagate[1]: must be a key of gRPC metadata with "
       "text, [a-z0-9_.-]+, without -bin and not gRPC's own"},
      {With("metadata: {propagate: [TraceParent]}"),
       "a.yaml:3: metadata.propagate[0]: must be a key of gRPC metadata with "
       "text, [a-z0-9_.-]+, without -bin and not gRPC's own"}};
  for (const Mistake& mistake : mistakes) {
    ExpectMessage(mistake, Purpose::kServe);
  }
}

TEST(MistakesTest, Routers) {
  const Mistake mistakes[] = {
      {"routers: {'my router': {urls: ['ws://r']}}\nidentities: {a: {router: "
       "b, realm: c}}",
       "a.yaml:1: routers.\"my router\": is no name; use 1 to 64 letters, "
       "digits, _, - and ."},
      {InRouter("failback: idle", "http://r"),
       "a.yaml:2: routers.main.urls[0]: must begin with ws://, wss://, tcp://, "
       "tcps:// or unix://"},
      {"routers: {main: {urls: ['ws://r', 'ws://r']}}\nidentities: {a: "
       "{router: main, realm: c}}",
       "a.yaml:1: routers.main.urls[1]: is there twice; leave one of them"},
      {InRouter("serializers: [json, json]"),
       "a.yaml:2: routers.main.serializers[1]: is there twice; leave one of "
       "them"},
      {InRouter("tls: {ca_file: a}", "ws://r"),
       "a.yaml:2: routers.main.tls: is there, but no URL speaks TLS; use "
       "wss:// or tcps://"},
      {InRouter("tls: {cert_file: a}"),
       "a.yaml:2: routers.main.tls: must have both cert_file and key_file, or "
       "neither"},
      {InRouter("headers: {Origin: x}", "tcp://r:1"),
       "a.yaml:2: routers.main.headers: is there, but no URL is a WebSocket's; "
       "use ws:// or wss://"},
      {InRouter("headers: {'a b': x}"),
       "a.yaml:2: routers.main.headers.\"a b\": is not the name of an HTTP "
       "header"},
      {InRouter("headers: {Sec-WebSocket-Key: x}"),
       "a.yaml:2: routers.main.headers.Sec-WebSocket-Key: belongs to the "
       "WebSocket handshake itself and cannot be set"},
      {InRouter("headers: {Cookie: \"a\\nb\"}"),
       "a.yaml:2: routers.main.headers.Cookie: must be one line"},
      {InRouter("reconnect: {initial: 1m}"),
       "a.yaml:2: routers.main.reconnect.initial: must be at most max, which "
       "is 30s"},
      {InRouter("features: {assume: [Event-History]}"),
       "a.yaml:2: routers.main.features.assume[0]: must consist of small "
       "letters, digits and _"},
      {InRouter("features: {assume: [a_b], ignore: [a_b]}"),
       "a.yaml:2: routers.main.features: a_b is under assume and under ignore; "
       "leave one of them"}};
  for (const Mistake& mistake : mistakes) {
    ExpectMessage(mistake, Purpose::kServe);
  }
}

TEST(MistakesTest, IdentitiesOfCallers) {
  const std::string ticket = "auth: {method: ticket, authid: a, secret: ";
  const Mistake mistakes[] = {
      {InIdentity("auth: {authid: '{{ caller.name }}'}"),
       "a.yaml:3: identities.orders.auth.authid: octet 2: is no fact about a "
       "caller; use caller.subject, caller.issuer or caller.claims.NAME"},
      {InIdentity("auth: {authid: '{{ caller.subject'}"),
       "a.yaml:3: identities.orders.auth.authid: octet 0: \"{{\" has no "
       "\"}}\"; write {{ FACT }}"},
      {InIdentity(ticket + "{file: 'a}}'}}"),
       "a.yaml:3: identities.orders.auth.secret.file: octet 1: \"}}\" ends "
       "nothing; write {{ FACT }}"},
      {InIdentity(ticket + "{caller: certificate}}"),
       "a.yaml:3: identities.orders.auth.secret.caller: \"certificate\" "
       "is wrong; it must be one of token"},
      {InIdentity("auth: {method: wampcra, authid: a, secret: {caller: "
                  "token}}"),
       "a.yaml:3: identities.orders.auth.secret.caller: a caller's token is a "
       "ticket; use method ticket"},
      {InIdentity("auth: {method: wampcra, authid: a, derived_key: {caller: "
                  "token}}"),
       "a.yaml:3: identities.orders.auth.derived_key.caller: no caller brings "
       "a derived key; use {env: NAME} or {file: PATH}"},
      {InIdentity("max_identities: 0, " + ticket + "{caller: token}}"),
       "a.yaml:3: identities.orders.max_identities: \"0\" is wrong; it "
       "must be 1 to 10000"}};
  for (const Mistake& mistake : mistakes) {
    ExpectMessage(mistake, Purpose::kServe);
  }
}

TEST(MistakesTest, Identities) {
  const Mistake mistakes[] = {
      {"routers: {main: {urls: ['ws://r']}}\nidentities: {a: {router: mian, "
       "realm: c}}",
       "a.yaml:2: identities.a.router: \"mian\" is not a router; known is "
       "main"},
      {"routers: {main: {urls: ['ws://r']}}\nidentities: {a: {router: main, "
       "realm: 'a b'}}",
       "a.yaml:2: identities.a.realm: must be a URI such as realm1 or "
       "com.shop: without white space, # and empty components"},
      {InIdentity("pool: {min: 5}"),
       "a.yaml:3: identities.orders.pool.min: must be at most max, which is "
       "4"},
      {InIdentity("auth: {method: ticket, secret: {env: A}}"),
       "a.yaml:3: identities.orders.auth.authid: is missing; method ticket "
       "needs it"},
      {InIdentity("auth: {method: wampcra, authid: a}"),
       "a.yaml:3: identities.orders.auth.secret: is missing; method wampcra "
       "needs {env: NAME} or {file: PATH}"},
      {InIdentity("auth: {method: wampcra, authid: a, secret: hunter2}"),
       "a.yaml:3: identities.orders.auth.secret: must be a map: lines of the "
       "form `key: value`"},
      {InIdentity("auth: {secret: {env: A, file: B}}"),
       "a.yaml:3: identities.orders.auth.secret: must have exactly one of env, "
       "file, caller"},
      {InIdentity("auth: {secret: {}}"),
       "a.yaml:3: identities.orders.auth.secret: must have exactly one of env, "
       "file, caller"},
      {InIdentity("auth: {secret: {env: A}}"),
       "a.yaml:3: identities.orders.auth.secret: method anonymous has none; "
       "take it out"},
      {InIdentity("auth: {method: ticket, authid: a, derived_key: {env: A}}"),
       "a.yaml:3: identities.orders.auth.derived_key: is for method wampcra "
       "only; take it out"},
      {InIdentity("auth: {method: wampcra, authid: a, secret: {env: A}, "
                  "derived_key: {env: A}}"),
       "a.yaml:3: identities.orders.auth: has both secret and derived_key; "
       "leave one of them"},
      {InIdentity("auth: {method: tls}"),
       "a.yaml:3: identities.orders.auth.method: tls needs a client "
       "certificate: set routers.main.tls.cert_file and key_file"},
      {"routers: {main: {urls: ['wss://r', 'ws://r'], tls: {cert_file: a, "
       "key_file: b}}}\nidentities: {a: {router: main, realm: c, auth: "
       "{method: tls}}}",
       "a.yaml:2: identities.a.auth.method: tls needs TLS, but router main has "
       "ws://r; use wss:// or tcps://"}};
  for (const Mistake& mistake : mistakes) {
    ExpectMessage(mistake, Purpose::kServe);
  }
}

TEST(MistakesTest, AuthenticationAndItsTransport) {
  const Mistake mistakes[] = {
      {InIdentity("auth: {method: scram, secret: {env: A}}"),
       "a.yaml:3: identities.orders.auth.authid: is missing; method scram "
       "needs it"},
      {InIdentity("auth: {method: scram, authid: a}"),
       "a.yaml:3: identities.orders.auth.secret: is missing; method scram "
       "needs {env: NAME} or {file: PATH}"},
      {InIdentity("auth: {method: cookie}"),
       "a.yaml:3: identities.orders.auth.secret: is missing; method cookie "
       "needs {env: NAME} or {file: PATH}"},
      {InIdentity("auth: {method: ticket, authid: a, secret: {env: A}, "
                  "channel_binding: tls_unique}"),
       "a.yaml:3: identities.orders.auth.channel_binding: is for method "
       "cryptosign only; take it out"},
      {"routers: {main: {urls: ['wss://r', 'ws://r']}}\nidentities: {a: "
       "{router: main, realm: c, auth: {method: cryptosign, secret: {env: A}, "
       "channel_binding: tls_unique}}}",
       "a.yaml:2: identities.a.auth.channel_binding: tls_unique needs TLS, but "
       "router main has ws://r; use wss:// or tcps://"},
      {"routers: {main: {urls: ['tcps://r:1']}}\nidentities: {a: {router: "
       "main, realm: c, auth: {method: cookie, secret: {env: A}}}}",
       "a.yaml:2: identities.a.auth.method: cookie needs WebSocket, but router "
       "main has tcps://r:1; use ws:// or wss://"},
      {"routers: {main: {urls: ['ws://r'], headers: {cookie: a=b}}}\n"
       "identities: {a: {router: main, realm: c, auth: {method: cookie, "
       "secret: {env: A}}}}",
       "a.yaml:2: identities.a.auth.method: cookie sends a Cookie header, and "
       "routers.main.headers has one too; leave one of them"}};
  for (const Mistake& mistake : mistakes) {
    ExpectMessage(mistake, Purpose::kServe);
  }
}

TEST(MistakesTest, DevRouters) {
  const auto realm = [](const std::string& text) {
    return "dev_router:\n  realms: {realm1: {roles: {shop: []}, " + text +
           "}}\n";
  };
  const Mistake mistakes[] = {
      {"dev_router: {listen: ['wss://x']}",
       "a.yaml:1: dev_router.listen[0]: must begin with ws:// or tcp://"},
      {realm("anonymous_role: shp"),
       "a.yaml:2: dev_router.realms.realm1.anonymous_role: \"shp\" is not a "
       "role of this realm; did you mean shop?"},
      {realm("users: {joe: {role: x, secret: s}}"),
       "a.yaml:2: dev_router.realms.realm1.users.joe.role: \"x\" is not a role "
       "of this realm; known is shop"},
      {realm("users: {joe: {role: shop, secret: 12345}}"),
       "a.yaml:2: dev_router.realms.realm1.users.joe.secret: must be text; put "
       "it into quotes"},
      {realm("users: {joe: {role: shop, secret: s, keylen: 0}}"),
       "a.yaml:2: dev_router.realms.realm1.users.joe.keylen: \"0\" is wrong; "
       "it must be 1 to 1024"},
      {realm("users: {joe: {role: shop}}"),
       "a.yaml:2: dev_router.realms.realm1.users.joe.secret: is missing; it "
       "must be there"},
      {realm("principals: {al: {role: shop}}"),
       "a.yaml:2: dev_router.realms.realm1.principals.al: must have a ticket "
       "or authorized_keys"},
      {realm("principals: {al: {role: shop, authorized_keys: [abc]}}"),
       "a.yaml:2: dev_router.realms.realm1.principals.al.authorized_keys[0]: "
       "must be an Ed25519 public key: 64 hexadecimal digits"},
      {"dev_router: {realms: {r: {roles: {shop: [{uri: 'a.**.b'}]}}}}",
       "a.yaml:1: dev_router.realms.r.roles.shop[0].uri: must be a URI, with * "
       "for one component and a last ** for one or more"},
      {"dev_router: {realms: {r: {roles: {shop: {uri: a}}}}}",
       "a.yaml:1: dev_router.realms.r.roles.shop: must be a list: [A, B], or "
       "lines that begin with `- `"},
      {"dev_router: {realms: {r: {roles: {shop: [{allow: [call]}]}}}}",
       "a.yaml:1: dev_router.realms.r.roles.shop[0].uri: is missing; it must "
       "be there"}};
  for (const Mistake& mistake : mistakes) {
    ExpectMessage(mistake, Purpose::kDev);
  }
}

}  // namespace
}  // namespace wampbridge::bridge
