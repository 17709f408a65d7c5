# SPDX-License-Identifier: Apache-2.0
"""A WAMP peer made of wampy, driven by JSON lines.

Usage: wampy_peer.py '{"url": …, "realm": …, "authmethod": …, "authid": …}'
with the secret in the environment as WAMPYSECRET. It serves PREFIX.double and
PREFIX.greet where there is a `prefix`, and subscribes to `topic` where there is
one. Lines are as in autobahn_peer.py; of commands there are `call` and
`publish`.
"""

import json
import os
import sys

from gevent.fileobject import FileObjectThread
from wampy.errors import WampyError
from wampy.messages import Error
from wampy.peers.clients import Client
from wampy.roles.callee import callee
from wampy.roles.subscriber import subscribe

ROLES = {
    "subscriber": {"features": {}},
    "publisher": {"features": {}},
    "callee": {"features": {"shared_registration": True}},
    "caller": {"features": {"call_timeout": True}},
}
OUTPUT = os.fdopen(os.dup(1), "w")


def say(**line):
    """Writes one line."""
    OUTPUT.write(json.dumps(line, default=str) + "\n")
    OUTPUT.flush()


def client_class(settings):
    """Makes a wampy client with the procedures and the topic asked for."""
    members = {}

    def procedure(name, function):
        function.__name__ = settings["prefix"] + "." + name
        members[function.__name__] = callee(function)

    if settings.get("prefix"):
        def double(self, number):
            say(invoked="double")
            return number * 2

        def greet(self, name="you", **others):
            return {"greeting": "hello " + name, "others": others}
        procedure("double", double)
        procedure("greet", greet)
    if settings.get("topic"):
        def on_event(self, *args, **kwargs):
            kwargs.pop("meta", None)
            say(event=settings["topic"], args=args, kwargs=kwargs)
        # wampy looks the handler up by its name.
        members["on_event"] = on_event
        members["subscribed"] = subscribe(topic=settings["topic"])(on_event)
    return type("Peer", (Client,), members)


def serve(client, command):
    """Does one command; gives the members of its answer."""
    if command["do"] == "call":
        answer = client.call(command["procedure"], *command.get("args", []),
                             **command.get("kwargs", {}))
        if isinstance(answer, Error):
            return {"error": answer.message[4]}
        return {"result": answer}
    client.publish(topic=command["topic"], **command["kwargs"])
    return {"result": None}


def main():
    settings = json.loads(sys.argv[1])
    roles = {"roles": ROLES,
             "authmethods": [settings.get("authmethod", "anonymous")]}
    if settings.get("authid"):
        roles["authid"] = settings["authid"]
    client = client_class(settings)(url=settings["url"],
                                    realm=settings["realm"], roles=roles)
    try:
        client.start()
    except WampyError as error:
        say(left=str(error))
        return
    say(joined=client.session.id)
    for line in FileObjectThread(sys.stdin):
        command = json.loads(line)
        say(id=command["id"], **serve(client, command))


if __name__ == "__main__":
    main()
