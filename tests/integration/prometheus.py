# SPDX-License-Identifier: Apache-2.0
"""A Prometheus of the tests' own."""

import json
import time
import urllib.parse
import urllib.request

import yaml

import network
from process import Process


class Prometheus:
    """Reads bridges once a second, and has the rules of a file.

    REQUIRES: close() is called in the end.
    """

    def __init__(self, folder, targets, rules):
        self.url = f"http://127.0.0.1:{network.free_port()}"
        self.begin = time.time()
        self._targets = len(targets)
        file = folder / "prometheus.yaml"
        file.write_text(yaml.safe_dump({
            "global": {"scrape_interval": "1s", "scrape_timeout": "1s",
                       "evaluation_interval": "1s"},
            "rule_files": [str(rules)],
            "scrape_configs": [{
                "job_name": "wampbridge", "static_configs": [{
                    "targets": targets, "labels": {"namespace": "shop"}}]}]}),
            encoding="utf-8")
        self._process = Process("prometheus", [
            "prometheus", f"--config.file={file}",
            f"--storage.tsdb.path={folder / 'series'}",
            f"--web.listen-address={self.url.removeprefix('http://')}"])
        network.eventually(
            lambda: network.http_status(f"{self.url}/-/ready")[0] == 200,
            f"Prometheus is not ready: {self._process.output}")
        self.scrape()

    def ask(self, page, **arguments):
        """Gives the data of an answer of the API."""
        query = urllib.parse.urlencode(arguments, doseq=True)
        with urllib.request.urlopen(f"{self.url}/api/v1/{page}?{query}",
                                    timeout=10) as answer:
            return json.load(answer)["data"]

    def now(self, query):
        """Gives the sum of a query's values; None where there are none."""
        result = self.ask("query", query=query)["result"]
        return sum(float(one["value"][1]) for one in result) if result else None

    def so_far(self, query):
        """Gives all values of a query, each second since the start."""
        result = self.ask("query_range", query=query, start=self.begin,
                          end=time.time(), step=1)["result"]
        return [float(value) for one in result for _, value in one["values"]]

    def wait_for(self, query, what):
        """Waits until a query's values are more than nothing."""
        network.eventually(lambda: (self.now(query) or 0) > 0, what)

    def scrape(self):
        """Waits until all that has happened by now has been read from all."""
        read = f"timestamp(wampbridge_build_info) > {time.time()}"
        self.wait_for(f"count({read}) == {self._targets}",
                      "it has not been read")

    def close(self):
        """Ends it."""
        self._process.stop()
