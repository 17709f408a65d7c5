# SPDX-License-Identifier: Apache-2.0
"""SIGTERM: what runs is finished, streams are told, the exit status is 0."""

import signal
import time

import bridge as bridges
import network
import values


def test_call_under_way_is_finished_and_a_stream_is_told(
        crossbar, bridge, callee):
    served = bridge(bridges.configuration(crossbar.url("ws")))
    events = served.client().subscribed("com.drain.topic")
    before = len(callee.all("invoked"))
    call = served.client().call_progressive("com.test.record", "drain", 2)
    network.eventually(lambda: len(callee.all("invoked")) > before,
                       "no invocation", 10)
    served.process.signal(signal.SIGTERM)
    failure = events.failure()
    assert failure.code == "UNAVAILABLE"
    answer = call.next()
    assert answer.final and values.contents(answer.payload)[0][0] > 0
    assert served.process.wait(20) == 0, served.output


def test_call_over_the_drains_time_is_cut(crossbar, bridge, callee):
    served = bridge(bridges.configuration(crossbar.url("ws"),
                                          drain={"timeout": "1s"}))
    before = len(callee.all("invoked"))
    call = served.client().call_progressive("com.test.record", "cut", 20)
    network.eventually(lambda: len(callee.all("invoked")) > before,
                       "no invocation", 10)
    begin = time.monotonic()
    served.process.signal(signal.SIGTERM)
    failure = call.failure()
    assert (failure.code, failure.outcome) == ("ABORTED", "UNKNOWN")
    assert served.process.wait(20) == 0, served.output
    assert time.monotonic() - begin < 8
