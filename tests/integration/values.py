# SPDX-License-Identifier: Apache-2.0
"""Python values and the API's payloads, one from the other."""

import json

import cbor2
import msgpack
import stubs  # makes the following importable
from wampbridge.v1 import payload_pb2

assert stubs

# Serializer -> (encode, decode).
ENCODINGS = {
    payload_pb2.SERIALIZER_JSON: (
        lambda value: json.dumps(value).encode(), json.loads),
    payload_pb2.SERIALIZER_MSGPACK: (msgpack.packb, msgpack.unpackb),
    payload_pb2.SERIALIZER_CBOR: (cbor2.dumps, cbor2.loads)}


def to_value(value):
    """Gives a Value."""
    if value is None:
        return payload_pb2.Value(
            null_value=payload_pb2.NULL_VALUE_UNSPECIFIED)
    if isinstance(value, bool):
        return payload_pb2.Value(bool_value=value)
    if isinstance(value, int):
        if value >= 2**63:
            return payload_pb2.Value(uint64_value=value)
        return payload_pb2.Value(int64_value=value)
    if isinstance(value, float):
        return payload_pb2.Value(double_value=value)
    if isinstance(value, str):
        return payload_pb2.Value(string_value=value)
    if isinstance(value, bytes):
        return payload_pb2.Value(bytes_value=value)
    if isinstance(value, (list, tuple)):
        return payload_pb2.Value(list_value=payload_pb2.List(
            items=[to_value(item) for item in value]))
    return payload_pb2.Value(dict_value=payload_pb2.Dict(
        entries={key: to_value(item) for key, item in value.items()}))


def from_value(value):
    """Gives what a Value holds."""
    kind = value.WhichOneof("kind")
    if kind == "null_value":
        return None
    if kind == "list_value":
        return [from_value(item) for item in value.list_value.items]
    if kind == "dict_value":
        return {key: from_value(item)
                for key, item in value.dict_value.entries.items()}
    return getattr(value, kind)


def payload(*args, **kwargs):
    """Gives a Payload in the arguments form."""
    return payload_pb2.Payload(arguments=payload_pb2.Arguments(
        args=[to_value(item) for item in args],
        kwargs={key: to_value(item) for key, item in kwargs.items()}))


def json_payload(content):
    """Gives a Payload in the JSON form, of text or of what is to be text."""
    if not isinstance(content, str):
        content = json.dumps(content)
    return payload_pb2.Payload(json=content)


def encoded_payload(serializer, args, kwargs):
    """Gives a Payload in the encoded form."""
    encode, _ = ENCODINGS[serializer]
    return payload_pb2.Payload(encoded=payload_pb2.Encoded(
        serializer=serializer, args=encode(args), kwargs=encode(kwargs)))


def contents(given):
    """Gives (args, kwargs) of a Payload in any form."""
    if given.WhichOneof("form") == "encoded":
        _, decode = ENCODINGS[given.encoded.serializer]
        return (decode(given.encoded.args) if given.encoded.args else [],
                decode(given.encoded.kwargs) if given.encoded.kwargs else {})
    if given.WhichOneof("form") == "json":
        whole = json.loads(given.json)
        return whole.get("args", []), whole.get("kwargs", {})
    arguments = given.arguments
    return ([from_value(item) for item in arguments.args],
            {key: from_value(item) for key, item in arguments.kwargs.items()})
