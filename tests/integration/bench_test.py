# SPDX-License-Identifier: Apache-2.0
"""The benchmarks' program: it measures each main row, and its page is made.

A few operations of each; no figure is judged.
"""

import json
import os
import pathlib
import signal
import subprocess
import sys

import bridge as bridges
import network
from process import Process

BENCH = bridges.ROOT / "bazel-bin/tests/bench/bench"


def test_each_main_row_is_measured_and_every_answer_is_right(tmp_path):
    results = tmp_path / "bench.json"
    status = subprocess.run(
        [BENCH, "--smoke", f"--json={results}"], cwd=bridges.ROOT,
        capture_output=True, text=True, timeout=120, check=False)
    assert status.returncode == 0, status.stdout + status.stderr
    for result in json.loads(results.read_text())["results"]:
        assert not result["error"], result
        assert result["rows"], result
        for row in result["rows"]:
            assert row["subject"] > 0, row
    page = tmp_path / "docs"
    page.mkdir()
    subprocess.run([sys.executable, bridges.ROOT / "tests/bench/report.py",
                    results, "--docs", page], check=True, timeout=60)
    assert "Calls of 64 B, 64 in flight" in (page / "benchmarks.md").read_text()
    assert (page / "benchmarks-ratios.svg").read_text().startswith("<svg")


def children(pid):
    """Gives the processes that a process has started."""
    path = pathlib.Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in path.read_text().split()]


def test_a_signal_ends_it_and_all_its_processes(tmp_path):
    process = Process(
        "bench", [BENCH, "--scenario=^call/64B/64$", "--seconds=600"],
        cwd=bridges.ROOT, env=dict(os.environ, TMPDIR=str(tmp_path)))
    try:
        # Router, callee, bridge, two bare servers, the direct client.
        network.eventually(lambda: len(children(process.pid)) == 6,
                           "not all have started", 60)
        started = children(process.pid)
        process.signal(signal.SIGINT)
        assert process.wait() == 130, process.output
    finally:
        process.kill()
    network.eventually(
        lambda: not any(os.path.exists(f"/proc/{pid}") for pid in started),
        "a process was left behind")
    assert not list(tmp_path.iterdir())
