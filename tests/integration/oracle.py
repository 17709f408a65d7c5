# SPDX-License-Identifier: Apache-2.0
"""What was asked, what the clients were told, and what really ran: the promises
of the API, checked after any run of faults."""

import collections
import dataclasses
import itertools
import threading

from client import Failure

# What ends a request while routers and connections come and go.
OUTCOMES = {
    "OK", "UNKNOWN ABORTED", "UNKNOWN DEADLINE_EXCEEDED",
    "NOT_SENT UNAVAILABLE", "NOT_SENT RESOURCE_EXHAUSTED",
    "NOT_SENT DEADLINE_EXCEEDED", "REMOTE_ERROR NOT_FOUND",
    "REMOTE_ERROR UNAVAILABLE", "UNANSWERED"}
# Those that promise that nothing ran. A stream that has ended says so, too, of
# the publications that it has not answered.
NEVER_RAN = {one for one in OUTCOMES
             if one.startswith(("NOT_SENT", "REJECTED", "REMOTE_ERROR"))}
NEVER_RAN.add("UNANSWERED")


@dataclasses.dataclass
class Request:
    """One request and what its client was told."""

    kind: str  # the method
    source: str  # who sent it; each source's publications are in order
    outcome: str = ""
    why: str = ""


def was_seen(witness, mark):
    """Tells whether the witness (witness_peer.py) has had the event."""
    return any(line["seen"] == mark for line in witness.all("seen"))


def what_ran(load, witness):
    """Gives how often each mark has run, at the load's callee or seen by the
    witness."""
    ran = collections.Counter(load.invoked)
    ran.update(line["invoked"] for line in witness.all("invoked"))
    ran.update(line["seen"] for line in witness.all("seen"))
    return ran


class Oracle:
    """Gives each request a mark, and remembers what became of it. For any
    thread. `more_outcomes` may end requests besides OUTCOMES; UNTOLD is an
    answer without an outcome, which the bridge has not given.
    """

    def __init__(self, more_outcomes=()):
        self._outcomes = OUTCOMES.union(more_outcomes)
        self._marks = itertools.count(1)
        self._lock = threading.Lock()
        self._waiting = []
        self.requests = {}  # mark -> Request
        self.counts = collections.Counter()  # outcome -> requests
        self.fine = collections.Counter()  # source -> requests that were OK

    def asked(self, kind, source):
        """Notes a request that is about to be sent; gives its mark."""
        mark = next(self._marks)
        self.requests[mark] = Request(kind, source)
        return mark

    def told(self, mark, outcome, why=""):
        """Notes what the client was told, which happens once."""
        request = self.requests[mark]
        with self._lock:
            assert not request.outcome, f"{request} has ended again: {outcome}"
            request.outcome, request.why = outcome, why
            self.counts[outcome] += 1
            if outcome == "OK":
                self.fine[request.source.split(".")[0]] += 1
            self._wake_locked()

    def failed(self, mark, error):
        """Notes the RpcError that ended a request."""
        failure = Failure.of(error)
        self.told(mark, f"{failure.outcome or 'UNTOLD'} {failure.code}",
                  failure.message)

    def more(self, count, outcome, set_event):
        """Has `set_event()` called, from some thread, when so many more have
        ended so."""
        with self._lock:
            self._waiting.append((self.counts[outcome] + count, outcome,
                                  set_event))

    def _wake_locked(self):
        for one in list(self._waiting):
            count, outcome, set_event = one
            if self.counts[outcome] >= count:
                self._waiting.remove(one)
                set_event()

    def check(self, ran, lossless):
        """Checks all outcomes against `ran`, how often each mark has run.

        `lossless`: whoever recorded `ran` cannot have missed an event.
        """
        for mark, request in self.requests.items():
            told = f"{mark}: {request}, and it ran {ran[mark]} times"
            assert request.outcome in self._outcomes, told
            assert ran[mark] <= 1, told
            if request.outcome in NEVER_RAN:
                assert ran[mark] == 0, told
            surely = lossless or not request.kind.startswith("Publish")
            if request.outcome == "OK" and surely:
                assert ran[mark] == 1, told
        unknown = set(ran) - set(self.requests)
        assert not unknown, f"these ran and nobody asked: {unknown}"

    def check_stream(self, frames):
        """Checks one Subscribe stream: `frames` are the marks of its events,
        and None for each gap. What is acknowledged comes in order and once;
        what is missing between two events of a source lies at a gap."""
        given = [mark for mark in frames if mark is not None]
        assert given and len(given) == len(set(given)), "an event came twice"
        certain = collections.defaultdict(list)
        for mark, request in self.requests.items():
            if request.kind.startswith("Publish") and request.outcome == "OK":
                certain[request.source].append(mark)
        position = {mark: place for place, mark in enumerate(frames)
                    if mark is not None}
        for source, marks in certain.items():
            self._check_source(source, marks, frames, position)
        strangers = [mark for mark in given if mark not in self.requests or
                     self.requests[mark].outcome in NEVER_RAN]
        assert not strangers, f"events that were never published: {strangers}"

    @staticmethod
    def _check_source(source, marks, frames, position):
        begin, missing = 0, []
        for mark in marks:
            if mark not in position:
                missing.append(mark)
                continue
            place = position[mark]
            assert place >= begin, f"{source}: {mark} came too early"
            assert not missing or None in frames[begin:place], (
                f"{source}: {missing} are missing before {mark}, and no gap "
                f"says so: {frames[begin:place + 1]}")
            begin, missing = place + 1, []
        assert not missing or None in frames[begin:], (
            f"{source}: {missing} are missing at the end")
