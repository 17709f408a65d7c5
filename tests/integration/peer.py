# SPDX-License-Identifier: Apache-2.0
"""WAMP peers of other people's making, each in a process of its own."""

import itertools
import json
import os
import pathlib

from process import Process

PEERS = pathlib.Path(__file__).parent / "peers"


def program(kind, tools):
    """Gives what runs a peer of this kind."""
    if kind.endswith("_js"):
        return ["node", PEERS / f"{kind}_peer.js"]
    python = tools / ("wampy" if kind == "wampy" else "python")
    return [python / "bin/python", PEERS / f"{kind}_peer.py"]


class Peer:
    """One peer that has joined a realm, or says in `left` why not.

    Its kind is autobahn, wampy, autobahn_js or wampy_js: peers/KIND_peer.py or
    .js says what it serves and which commands it takes.
    """

    def __init__(self, kind, tools, url, realm="realm1", **settings):
        settings = dict({"authmethod": "anonymous", "url": url,
                         "realm": realm}, **settings)
        environment = dict(os.environ, PYTHONUNBUFFERED="1",
                           NODE_PATH=str(tools / "node_modules"),
                           WAMPYSECRET=settings.get("secret", ""))
        self._process = Process(
            f"{kind} peer", [*program(kind, tools), json.dumps(settings)],
            env=environment)
        self._ids = itertools.count(1)
        self._process.expect(r'^\{"(joined|left|disconnected)"')
        first = self.all("joined", "left")
        self.joined = first[0] if first and "joined" in first[0] else None
        self.left = first[0] if first and "left" in first[0] else None

    def all(self, *members):
        """Gives the lines so far that have one of these members."""
        lines = [json.loads(line) for line in list(self._process.lines)
                 if line.startswith("{")]
        return [line for line in lines if any(m in line for m in members)]

    def ask(self, do, /, timeout=30, **arguments):
        """Has a command done and gives the whole answer."""
        number = next(self._ids)
        since = len(self._process.lines)
        self._process.write(json.dumps(dict(arguments, id=number, do=do)))
        self._process.expect(rf'^\{{"id": ?{number},', timeout, since)
        return next(line for line in self.all("id") if line["id"] == number)

    def do(self, name, /, timeout=30, **arguments):
        """Has a command done and gives its result."""
        answer = self.ask(name, timeout, **arguments)
        assert "error" not in answer, answer
        return answer.get("result")

    def events(self, count, timeout=30):
        """Waits for so many events and gives them all."""
        return self.lines("event", count, timeout)

    def lines(self, member, count=1, timeout=30):
        """Waits for so many lines that have this member and gives them all."""
        def found():
            lines = self.all(member)
            return lines if len(lines) >= count else None
        return self._process.until(found, timeout)

    def ended(self, name, timeout=30):
        """Waits for the end of a call that was started by this name; gives its
        line."""
        def found():
            return [line for line in self.all("ended")
                    if line["ended"] == name]
        return self._process.until(found, timeout)[0]

    def call(self, procedure, *args, **options):
        """Has a peer of JavaScript call; gives the line that ended the call."""
        name = f"call {next(self._ids)}"
        self.do("start", name=name, procedure=procedure, args=args,
                options=options)
        return self.ended(name)

    @property
    def pid(self):
        """Gives the process id."""
        return self._process.pid

    @property
    def output(self):
        """Gives all that it wrote."""
        return self._process.output

    def close(self):
        """Ends it."""
        if self._process.running():
            self._process.kill()
