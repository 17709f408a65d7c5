# SPDX-License-Identifier: Apache-2.0
"""Reads what valgrind's callgrind writes: who executed how much."""

import collections
import dataclasses
import re

POSITION = re.compile(r"(c?(?:fn|fl|fi|fe|ob|file))=\((\d+)\)(?: (.*))?$")


@dataclasses.dataclass(frozen=True)
class Function:
    """A function, and where it was compiled from and into."""

    name: str
    file: str
    binary: str


class Profile:
    """The sums of one dump."""

    def __init__(self, text):
        self.instructions = collections.Counter()  # Function -> its own
        self.calls = collections.Counter()  # (caller, called) -> times
        self._names = {"fn": {}, "file": {}, "ob": {}}
        self._here = {"fn": "", "fl": "", "ob": ""}
        self._there = {}
        self._expecting = None  # times, on the line before a call's cost
        for line in text.splitlines():
            self._read(line)

    def _read(self, line):
        position = POSITION.match(line)
        if position:
            self._move(*position.groups())
        elif line.startswith("calls="):
            self._expecting = int(line[6:].split()[0])
        elif line and (line[0].isdigit() or line[0] in "+-*"):
            self._count(int(line.split()[1]))

    def _move(self, kind, number, name):
        called = kind.startswith("c")
        kind = kind.removeprefix("c")
        table = self._names["file" if kind.startswith("f") and kind != "fn"
                            else kind]
        if name is not None:
            table[number] = name
        if kind in ("fi", "fe"):  # inlined from elsewhere: still this function
            return
        kind = "fl" if kind == "file" else kind
        if called:
            self._there[kind] = table[number]
            return
        self._here[kind] = table[number]

    def _count(self, cost):
        here = Function(self._here["fn"], self._here["fl"], self._here["ob"])
        if self._expecting is None:
            self.instructions[here] += cost
            return
        there = {**self._here, **self._there}
        self.calls[here, Function(there["fn"], there["fl"],
                                  there["ob"])] += self._expecting
        self._expecting = None
        self._there = {}
