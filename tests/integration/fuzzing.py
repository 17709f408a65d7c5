# SPDX-License-Identifier: Apache-2.0
"""Random messages of the API, made by walking its descriptors, so that a new
field is fuzzed without a word about it here."""

import math

from google.protobuf import duration_pb2, timestamp_pb2
from google.protobuf.descriptor import FieldDescriptor as Field

SPACES = ["\t", "\n", "\x0b", "\x0c", "\r", "\x1c", "\x1d", "\x1e", "\x1f",
          " ", "\x85", "\xa0", "\u1680", "\u2000", "\u2028", "\u2029",
          "\u202f", "\u205f", "\u3000", "\ufeff", "\u200b"]
COMPONENTS = ["com", "fuzz", "x", "", "wamp", "#", "*", "ü", "\0", "\x7f",
              "\\", '"', "a_1", "\U0001f600", "session", "kill", "a" * 300,
              "Wamp", "error", "x/y", "é", *SPACES]
TEXTS = ["", "x", "\0", "\0AAAA", "\0!!", "ppt", "x_custom", "mqtt", "wamp",
         "cbor", "native", "x" * 1000, "ünï", "\U0001f600", "\x7f", "a b"]
KEYS = ["_abc", "_", "", "_ab", "x_a", "x_", "X_a", "timeout", "match",
        "acknowledge", "invoke", "exclude", "eligible", "exclude_me",
        "ppt_scheme", "retain", "receive_progress", "progress", "disclose_me",
        "_\0\0\0", "mode", "rkey", "nkey", "concurrency", "force_reregister",
        "get_retained", "transaction_hash", "caller", "forward_for", "x_" * 99,
        "_deep", "runmode", "e2ee"]
WHOLE = [0, 1, 2, 3, 255, 2**16, 2**31 - 1, 2**31, 2**32 - 1, 2**53 - 1, 2**53,
         2**53 + 1, 2**63 - 1, 2**63, 2**64 - 1]
DOUBLES = [0.0, -0.0, 1.5, 1e308, -1e308, 5e-324, math.nan, math.inf, -math.inf,
           2.0**53, 2.0**64]
OCTETS = [b"", b"\xff", b"\0", b"\x90", b"\x80", b"\x91\x01", b"\x81\xa1k\x01",
          b"[1]", b"{}", b"[", b"\x82\x01", b"\x81\x01", b"\xa0",
          b"\x91\xa2\xff\xfe", b"\x9f\x01\xff", b"\xdd\xff\xff\xff\xff",
          b"\x91\xc1", b'["\\ud800"]', b'["\xff"]', b"[NaN]", b"[1e999]",
          b"\x91" * 70 + b"\x90", b"[" * 70 + b"]" * 70, b"\x81" * 70,
          b"\x91\xcb\x7f\xf8\0\0\0\0\0\0", b"\x81\xf9\x7e\0",
          b"\x9b" + b"\xff" * 8,
          b"[18446744073709551616]", b'{"a":1,"a":2}', b"\x92\x01", b"\x90\x90"]
JSON = ["[1]", "{", "[NaN]", '{"args": [{}]}', "null", '["\\u0000AA=="]',
        '["\\ud800"]', "[1e999]", '{"kwargs": {"a": 1}}', '{"args": 1}', "[]",
        '["\\u0000!"]', "[" * 70 + "]" * 70, "7", "", " [1] ", "[1] 2",
        '{"kwargs": {"_metadata": {}}}']
INTEGERS = {Field.CPPTYPE_INT32: (-2**31, 2**31 - 1),
            Field.CPPTYPE_INT64: (-2**63, 2**63 - 1),
            Field.CPPTYPE_UINT32: (0, 2**32 - 1),
            Field.CPPTYPE_UINT64: (0, 2**64 - 1)}
URIS = ("uri", "topic", "procedure", "error_uri")  # fields that hold them
# Fields without which a message gets no further.
USUAL = (*URIS, "identity", "procedures", "topics", "serializer", "sequence",
         "publish", "invocation_id")
DEPTH_MAX = 12


class Fuzz:
    """Makes messages; the same random.Random makes the same ones.

    `identity` is the one that most requests name; `uris` are some that are
    there.
    """

    def __init__(self, chance, identity, uris):
        self._chance = chance
        self._identity = identity
        self._uris = uris

    def message(self, kind, depth=0):
        """Gives a random message of this class."""
        return self.fill(kind(), depth)

    def fill(self, message, depth=0):
        """Sets fields of a message at random; gives it."""
        if isinstance(message, (duration_pb2.Duration,
                                timestamp_pb2.Timestamp)):
            message.seconds = self._chance.choice(
                [0, 0, 1, 2, -1, 2**31, -2**62, 2**63 - 1])
            message.nanos = self._chance.choice([0, 1, -1, 10**9, 2**31 - 1])
            return message
        chosen = {one.name: self._chance.choice(one.fields).name
                  for one in message.DESCRIPTOR.oneofs}
        for field in message.DESCRIPTOR.fields:
            oneof = field.containing_oneof
            if oneof and len(oneof.fields) > 1:
                if chosen[oneof.name] != field.name or (
                        self._chance.random() < 0.03):
                    continue
            elif self._chance.random() > self._share(field, depth):
                continue
            self._set(message, field, depth)
        return message

    def touched(self, message):
        """Sets one field anew, somewhere in a message; gives the message."""
        field = self._chance.choice(message.DESCRIPTOR.fields)
        single = field.message_type and not field.is_repeated
        if single and message.HasField(field.name) and (
                self._chance.random() < 0.7):
            if field.message_type.fields:
                self.touched(getattr(message, field.name))
            return message
        message.ClearField(field.name)
        self._set(message, field, 0)
        return message

    @staticmethod
    def _share(field, depth):
        if field.name in USUAL:
            return 0.95
        return 0.25 if depth < DEPTH_MAX else 0

    def _set(self, message, field, depth):
        if field.message_type and field.message_type.GetOptions().map_entry:
            self._set_map(message, field, depth)
        elif field.is_repeated:
            values = getattr(message, field.name)
            for _ in range(self._chance.choice([0, 1, 1, 1, 2, 3])):
                if field.message_type:
                    self.fill(values.add(), depth + 1)
                else:
                    values.append(self._scalar(field))
        elif field.message_type:
            part = getattr(message, field.name)
            part.SetInParent()
            if depth < DEPTH_MAX:
                self.fill(part, depth + 1)
        else:
            setattr(message, field.name, self._scalar(field))

    def _set_map(self, message, field, depth):
        entries = getattr(message, field.name)
        value = field.message_type.fields_by_name["value"]
        for _ in range(self._chance.choice([0, 1, 1, 2])):
            key = self._chance.choice(KEYS)
            if value.message_type:
                self.fill(entries[key], depth + 1)
            else:
                entries[key] = self._scalar(value)

    def _scalar(self, field):
        kind = field.cpp_type
        if kind in INTEGERS:
            least, most = INTEGERS[kind]
            number = self._chance.choice(
                [*WHOLE, 0, 0, self._chance.getrandbits(64)])
            number = -number if self._chance.random() < 0.2 else number
            return min(max(number, least), most)
        if kind == Field.CPPTYPE_ENUM:
            names = len(field.enum_type.values)
            return self._chance.choice([*range(names), names, 99, 2**31 - 1])
        if kind == Field.CPPTYPE_BOOL:
            return self._chance.random() < 0.5
        if kind in (Field.CPPTYPE_DOUBLE, Field.CPPTYPE_FLOAT):
            return self._chance.choice(DOUBLES)
        if field.type == Field.TYPE_BYTES:
            return self._octets()
        return self._text(field.name)

    def _octets(self):
        octets = bytearray(self._chance.choice(OCTETS))
        if octets and self._chance.random() < 0.3:
            octets[self._chance.randrange(len(octets))] ^= 1 << (
                self._chance.randrange(8))
        return bytes(octets)

    def _text(self, name):
        if name == "identity":
            return self._chance.choice([self._identity] * 18 + ["", "nobody"])
        if name == "json":
            return self._chance.choice(JSON)
        if name in URIS:
            return self.uri()
        return self._chance.choice([*TEXTS, self.uri()])

    def uri(self):
        """Gives something like a URI."""
        if self._chance.random() < 0.4:
            return self._chance.choice(self._uris)
        count = self._chance.randrange(1, 6)
        parts = self._chance.choices(COMPONENTS, k=count)
        if self._chance.random() < 0.6:
            parts[0] = "com"
        return ".".join(parts)

    def damaged(self, octets):
        """Gives the octets of a message with some of them changed."""
        octets = bytearray(octets)
        for _ in range(self._chance.randrange(1, 4)):
            if not octets:
                break
            place = self._chance.randrange(len(octets))
            change = self._chance.randrange(3)
            if change == 0:
                octets[place] = self._chance.randrange(256)
            elif change == 1:
                del octets[place]
            else:
                octets.insert(place, self._chance.randrange(256))
        return bytes(octets)
