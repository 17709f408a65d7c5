# SPDX-License-Identifier: Apache-2.0
"""nginx with the configuration of deploy/nginx, before bridges of a test."""

import pathlib
import re
import signal

import network
from process import Process

EXAMPLE = (pathlib.Path(__file__).resolve().parents[2] /
           "deploy/nginx/wampbridge.conf")
# What Debian has around it; temporary files, though never used, in a folder of
# the test.
AROUND = """\
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr warn;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  client_body_temp_path {folder};
  proxy_temp_path {folder};
  fastcgi_temp_path {folder};
  uwsgi_temp_path {folder};
  scgi_temp_path {folder};
  include {folder}/wampbridge.conf;
}}
"""


class Balancer:
    """A running nginx.

    REQUIRES: close() is called in the end.
    """

    def __init__(self, folder, targets):
        self.target = f"127.0.0.1:{network.free_port()}"
        self._targets = targets
        self._file = folder / "wampbridge.conf"
        self._write()
        main = folder / "nginx.conf"
        main.write_text(AROUND.format(folder=folder))
        self._process = Process("nginx", ["nginx", "-c", main, "-e", "stderr"])
        network.eventually(self._workers, f"no nginx; {self.output}")

    def _write(self, without=None):
        """Writes the example with this test's addresses, `without` down."""
        text, count = re.subn(r"listen 50051 ", f"listen {self.target} ",
                              EXAMPLE.read_text())
        assert count == 1
        servers = re.findall(r"    server (10\.[\d.]+:\d+) .*;\n", text)
        assert len(servers) == len(self._targets)
        for server, target in zip(servers, self._targets):
            down = " down" if target == without else ""
            text, count = re.subn(rf"server {re.escape(server)} (.*);",
                                  rf"server {target} \1{down};", text)
            assert count == 1
        self._file.write_text(text)

    def _workers(self):
        """Gives the process ids of nginx's workers."""
        path = pathlib.Path(f"/proc/{self._process.pid}/task")
        return {pid for task in path.iterdir()
                for pid in (task / "children").read_text().split()}

    def reload(self, without=None):
        """Sends nobody to the target `without` any more; None: all are back.
        Streams that are open go on."""
        self._write(without)
        before = self._workers()
        self._process.signal(signal.SIGHUP)
        # The new worker listens by now: the master has opened its sockets.
        network.eventually(lambda: self._workers() - before,
                           f"no new worker; {self.output}")
        # The old one has told its clients to connect anew.
        network.eventually(
            lambda: all(_shutting_down(pid) for pid in before),
            f"the old worker goes on; {self.output}")

    @property
    def output(self):
        """Gives what it wrote."""
        return self._process.output

    def close(self):
        """Ends it."""
        if self._process.running():
            assert self._process.stop() == 0, self.output


def _shutting_down(pid):
    try:
        title = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return True
    return not title or b"shutting down" in title
