# SPDX-License-Identifier: Apache-2.0
"""A gRPC client that serves a procedure through Register, in a process of its
own that a test can freeze.

Usage: grpc_callee_peer.py '{"url": HOST:PORT, "procedure": …}'

Writes {"joined": …} when it is registered, and {"invoked": …} for each
invocation, which it leaves unanswered.
"""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from callee import registered  # found by the line above
from client import Client


def main():
    settings = json.loads(sys.argv[1])
    callee = registered(Client(settings["url"]), settings["procedure"])
    print(json.dumps({"joined": settings["procedure"]}), flush=True)
    while True:
        invocation = callee.invocation(timeout=None)
        print(json.dumps({"invoked": invocation.procedure}), flush=True)


if __name__ == "__main__":
    main()
