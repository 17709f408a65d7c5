# SPDX-License-Identifier: Apache-2.0
"""A Crossbar node that a test can start, kill and start again."""

import json
import os
import pathlib
import shutil
import tempfile

import certificates
import crossbar_config
import network
from process import Process


class CrossbarNode:
    """A node of its own folder, ports and certificates."""

    def __init__(self, program):
        self._program = program
        # A Unix socket's path has to be short.
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="crossbar-"))
        self.socket = self.folder / "router.sock"
        self.authority = certificates.Authority(self.folder / "certs")
        self.ports = crossbar_config.Ports(
            *(network.free_port() for _ in range(7)))
        config = crossbar_config.node_config(
            self.ports, self.socket, self.authority)
        (self.folder / "config.json").write_text(json.dumps(config, indent=1))
        self._process = None

    def start(self):
        """Starts it and returns when all its transports listen."""
        self.socket.unlink(missing_ok=True)
        self._process = Process(
            "crossbar",
            [self._program, "start", "--cbdir", self.folder, "--color",
             "false", "--loglevel", "info"], start_new_session=True,
            # Otherwise the last lines wait in its buffer for more.
            env=dict(os.environ, PYTHONUNBUFFERED="1"))
        self._process.expect("NODE_BOOT_COMPLETE", timeout=90)

    def kill(self):
        """Ends it without a word, as a crash does."""
        worker = self._children()
        self._process.kill()
        network.eventually(lambda: not any(map(_alive, worker)),
                           "crossbar's worker still runs")

    def restart(self):
        """Kills it and starts it again on the same ports."""
        self.kill()
        self.start()

    def close(self):
        """Stops it and removes its folder."""
        if self._process is not None and self._process.running():
            self._process.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, transport):
        """Gives the URL of `ws`, `wss`, `tcp`, `tcps` or `unix`, or with
        `+cert` the one that demands a client certificate, or with `+cookie`
        the one that has cookies."""
        port = {"ws": self.ports.ws, "wss": self.ports.wss,
                "wss+cert": self.ports.wss_client_cert,
                "ws+cookie": self.ports.ws_cookie,
                "tcp": self.ports.tcp, "tcps": self.ports.tcps,
                "tcps+cert": self.ports.tcps_client_cert}
        if transport == "unix":
            return f"unix://{self.socket}"
        scheme = transport.partition("+")[0]
        path = "/ws" if scheme in ("ws", "wss") else ""
        return f"{scheme}://127.0.0.1:{port[transport]}{path}"

    @property
    def output(self):
        """Gives what the node wrote since its last start."""
        return self._process.output

    def _children(self):
        path = pathlib.Path(f"/proc/{self._process.pid}/task")
        return [pid for task in path.iterdir()
                for pid in (task / "children").read_text().split()]


def _alive(pid):
    try:
        state = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return state.rsplit(")", 1)[1].split()[0] != "Z"
