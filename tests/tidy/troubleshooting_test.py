# SPDX-License-Identifier: Apache-2.0
"""Each message that docs/troubleshooting.md quotes is one that the sources have."""

import functools
import re

import tree

PAGE = "docs/troubleshooting.md"
# What is quoted there and comes from elsewhere: gRPC, CLI11, OpenSSL, the
# system, other programs.
OTHERS = {
    "failed to connect to all addresses",
    "Received http2 header with status: 502",
    "… were not expected: …",
    "certificate has expired",
    "unable to get local issuer",
    "Connection refused",
}
LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
LITERALS = re.compile(r'(?:"(?:[^"\\\n]|\\.)*"\s*)+')
# The first column of a table's row. Names of configuration keys and commands are
# in the others.
ROW = re.compile(r"^\| (.*?)(?<!\\) \| ", re.MULTILINE)
QUOTED = re.compile(r"``(.+?)``|`(.+?)`")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
PLACE = re.compile(r"\{[^{}]*\}|%0?\d*[a-z]")  # of fmt and absl's formats


@functools.lru_cache(maxsize=None)
def sources():
    """Gives all literals of the C++ sources, those side by side joined."""
    texts = []
    for name in tree.files(".cc", ".h"):
        if re.search(r"_test\.cc|fixture|^tests/|testing", name):
            continue
        for match in LITERALS.finditer(tree.text(name)):
            text = "".join(LITERAL.findall(match.group(0)))
            texts.append(PLACE.sub("…", text.replace('\\"', '"')))
    return "\n".join(texts)


def quoted(text):
    """Gives what stands in backticks."""
    return [(double or single).strip()
            for double, single in QUOTED.findall(FENCE.sub("", text))]


def messages():
    """Gives each message that the tables' first columns quote."""
    return [one for cell in ROW.findall(tree.text(PAGE))
            for one in quoted(cell)]


def missing_pieces(message):
    """Gives the pieces between `…` that no source has."""
    return [piece for piece in re.split(r"\s*…\s*", message)
            if piece and piece not in sources()]


def test_page_quotes_messages_that_there_are():
    wrong = {message: missing_pieces(message)
             for message in messages()
             if message not in OTHERS and missing_pieces(message)}
    assert not wrong, "\n".join(
        f"{message!r}: no source has {pieces}"
        for message, pieces in wrong.items())


def test_page_quotes_enough_of_each_message():
    vague = [message for message in messages()
             if len(message.replace("…", "").strip()) < 9]
    assert not vague, vague


def test_others_are_quoted_there():
    stale = OTHERS - set(quoted(tree.text(PAGE)))
    assert not stale, stale


def test_the_check_sees_a_message_that_there_is_not():
    assert len(messages()) > 100
    assert missing_pieces("the bridge is shutting down") == []
    assert missing_pieces("the bridge is … out for lunch") == [
        "out for lunch"]
