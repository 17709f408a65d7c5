# SPDX-License-Identifier: Apache-2.0
"""The lines of conformance.md: what the specification has, and why a place of
the table is empty where no test fills it."""

import dataclasses

# Name -> the column's heading.
COLUMNS = {"grpc": "through gRPC", "embedded": "embedded router",
           "crossbar": "Crossbar"}

UNFINISHED = "unfinished in the specification"
NOT_EMBEDDED = "not offered by the embedded router"


@dataclasses.dataclass(frozen=True)
class Feature:
    """One line. A column's words stand where no test has been marked."""

    key: str  # by which tests name it
    text: str
    grpc: str = ""
    embedded: str = ""
    crossbar: str = ""


def nowhere(key, text, words):
    """Gives a line that has the same words in all columns."""
    return Feature(key, text, words, words, words)


SESSIONS = [
    Feature("session_join", "HELLO, WELCOME, roles and their features"),
    Feature("session_abort", "ABORT of a join, with its reason"),
    Feature("session_goodbye", "GOODBYE, and its answer"),
    Feature("session_violation", "ABORT of who breaks the protocol",
            crossbar="Crossbar does not break it"),
    Feature("uris", "URIs: bad ones are refused, and close nothing"),
    Feature("error_uris", "predefined error URIs"),
]

TRANSPORTS = [
    Feature("transport_ws", "WebSocket"),
    Feature("transport_wss", "WebSocket over TLS",
            embedded="no TLS: loopback only"),
    Feature("transport_wss+cert", "the same, with a client's certificate",
            embedded="no TLS: loopback only"),
    Feature("transport_tcp", "RawSocket over TCP"),
    Feature("transport_tcps", "RawSocket over TLS",
            embedded="no TLS: loopback only"),
    Feature("transport_tcps+cert", "the same, with a client's certificate",
            embedded="no TLS: loopback only"),
    Feature("transport_unix", "RawSocket over a Unix socket",
            embedded="listens on TCP only"),
    Feature("rawsocket_ping", "RawSocket PING and PONG",
            grpc="these routers send none: shown by "
                 "`//wamp/transport:hostile_rawsocket_test`",
            embedded="these clients send none",
            crossbar="closes on a PING, so none is sent"),
    nowhere("transport_batched", "batched WebSocket", "not offered: nothing "
            "that is sent waits for a batch"),
    nowhere("transport_longpoll", "HTTP long-poll",
            "not offered: it is for browsers without WebSocket"),
    nowhere("transport_multiplexed", "multiplexed transport", UNFINISHED),
]

SERIALIZERS = [
    Feature("serializer_json", "JSON"),
    Feature("serializer_msgpack", "MessagePack"),
    Feature("serializer_cbor", "CBOR"),
    Feature("json_binary", "binary values over JSON"),
    nowhere("serializer_others", "UBJSON, FlatBuffers",
            "not offered: the specification only numbers them"),
]

AUTHENTICATION = [
    Feature("auth_anonymous", "anonymous"),
    Feature("auth_ticket", "ticket"),
    Feature("auth_wampcra", "WAMP-CRA"),
    Feature("auth_wampcra-salted", "WAMP-CRA with a salted secret"),
    Feature("auth_cryptosign", "Cryptosign"),
    Feature("auth_tls", "TLS client certificate",
            embedded="no TLS: loopback only"),
    *[Feature(key, text, embedded=NOT_EMBEDDED)
      for key, text in (("auth_binding", "Cryptosign's channel binding"),
                        ("auth_scram", "WAMP-SCRAM with Argon2id"),
                        ("auth_scram-pbkdf2", "WAMP-SCRAM with PBKDF2"),
                        ("auth_cookie", "cookie"))],
]

CALLER = [
    Feature("call", "CALL, RESULT"),
    Feature("call_error", "ERROR, with its arguments"),
    Feature("call_progressive_results", "progressive call results"),
    Feature("call_progressive_invocations", "progressive call invocations"),
    Feature("call_timeout", "call timeout"),
    Feature("call_canceling_skip", "call cancelling: `skip`"),
    Feature("call_canceling_kill", "call cancelling: `kill`"),
    Feature("call_canceling_killnowait", "call cancelling: `killnowait`"),
    Feature("caller_identification", "caller identification"),
    nowhere("sharded_registration", "sharded registration", UNFINISHED),
]

CALLEE = [
    Feature("register", "REGISTER, INVOCATION, YIELD"),
    Feature("unregister", "UNREGISTER"),
    Feature("invocation_error", "ERROR of an invocation"),
    Feature("yield_progressive", "progressive call results"),
    Feature("invocation_progressive", "progressive call invocations",
            crossbar="not offered by Crossbar, so none comes"),
    Feature("invocation_timeout", "call timeout, forwarded to the callee",
            embedded="none of these clients can ask for it"),
    Feature("interrupt", "call cancelling: INTERRUPT"),
    Feature("invocation_caller", "caller identification"),
    nowhere("call_trustlevels", "call trust levels",
            "no router here gives any; one that comes is among `details`"),
    Feature("register_prefix", "pattern-based registration: prefix"),
    Feature("register_wildcard", "pattern-based registration: wildcard"),
    *[Feature(f"shared_{policy}", f"shared registration: `{policy}`")
      for policy in ("single", "roundrobin", "random", "first", "last")],
    Feature("registration_revocation", "registration revocation"),
    Feature("call_reroute", "call re-routing"),
    nowhere("procedure_reflection", "procedure reflection", UNFINISHED),
]

PUBLISHER = [
    Feature("publish", "PUBLISH"),
    Feature("publish_acknowledge", "PUBLISHED"),
    Feature("publisher_exclusion", "publisher exclusion"),
    Feature("exclude", "black list: `exclude`"),
    Feature("exclude_authid", "black list: `exclude_authid`"),
    Feature("exclude_authrole", "black list: `exclude_authrole`"),
    Feature("eligible", "white list: `eligible`"),
    Feature("eligible_authid", "white list: `eligible_authid`"),
    Feature("eligible_authrole", "white list: `eligible_authrole`"),
    Feature("publisher_identification", "publisher identification"),
    Feature("retain", "event retention"),
]

SUBSCRIBER = [
    Feature("subscribe_exact", "SUBSCRIBE, EVENT"),
    Feature("unsubscribe", "UNSUBSCRIBE"),
    Feature("subscribe_prefix", "pattern-based subscription: prefix"),
    Feature("subscribe_wildcard", "pattern-based subscription: wildcard"),
    Feature("event_publisher", "publisher identification"),
    nowhere("publication_trustlevels", "publication trust levels",
            "no router here gives any; one that comes is among `details`"),
    Feature("get_retained", "event retention"),
    Feature("event_history", "event history", embedded=NOT_EMBEDDED),
    Feature("subscription_revocation", "subscription revocation"),
    nowhere("sharded_subscription", "sharded subscription", UNFINISHED),
    nowhere("topic_reflection", "topic reflection", UNFINISHED),
]

PAYLOADS = [
    Feature("ppt", "payload passthru mode", embedded=NOT_EMBEDDED),
    nowhere("e2ee", "end-to-end encryption",
            "the clients' own affair: passthru mode carries it"),
]

META = [
    Feature("meta_session", "session: `count`, `list`, `get`"),
    Feature("meta_session_events", "session: `on_join`, `on_leave`"),
    Feature("meta_session_kill", "session: `kill` and its like"),
    Feature("meta_registration", "registration: `list`, `lookup`, `match`, "
            "`get`, `list_callees`, `count_callees`"),
    Feature("meta_registration_events", "registration: `on_create`, "
            "`on_register`, `on_unregister`, `on_delete`"),
    Feature("meta_subscription", "subscription: `list`, `lookup`, `match`, "
            "`get`, `list_subscribers`, `count_subscribers`"),
    Feature("meta_subscription_events", "subscription: `on_create`, "
            "`on_subscribe`, `on_unsubscribe`, `on_delete`"),
    Feature("testament", "testaments", embedded=NOT_EMBEDDED),
]

# (heading, its lines)
SECTIONS = [
    ("Sessions", SESSIONS), ("Transports", TRANSPORTS),
    ("Serializers", SERIALIZERS), ("Authentication", AUTHENTICATION),
    ("Caller", CALLER), ("Callee", CALLEE), ("Publisher", PUBLISHER),
    ("Subscriber", SUBSCRIBER), ("Payloads", PAYLOADS), ("Meta API", META)]

KEYS = {feature.key for _, lines in SECTIONS for feature in lines}
