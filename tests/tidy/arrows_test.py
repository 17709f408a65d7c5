# SPDX-License-Identifier: Apache-2.0
"""Each layer uses only what it may: the arrows of docs/architecture.md."""

import xml.etree.ElementTree as ElementTree

import pytest

import tree

DEPS_ALLOWED = 16
LIBRARIES = "//third_party:"

# layer -> (its packages, what it must not reach)
LAYERS = {
    "proto": ("//proto/...",
              ["//wamp/...", "//auth/...", "//bridge/..."]),
    "wamp": ("(//wamp/... except //wamp/transport/... except //wamp/router/...)",
             ["//wamp/transport/...", "//wamp/router/...", "//auth/...",
              "//bridge/...", "//proto/...", "asio", "openssl", "grpc++",
              "protobuf", "spdlog", "yaml-cpp"]),
    "transport": ("//wamp/transport/...",
                  ["//wamp/router/...", "//auth/...", "//bridge/...",
                   "//proto/...", "grpc++", "protobuf", "spdlog", "yaml-cpp"]),
    "router": ("//wamp/router/...",
               ["//bridge/...", "//proto/...", "grpc++", "protobuf",
                "yaml-cpp"]),
    "auth": ("//auth/...",
             ["//wamp/...", "//bridge/...", "//proto/...", "asio", "grpc++",
              "protobuf", "spdlog", "yaml-cpp"]),
    "product": ("(//proto/... + //wamp/... + //auth/... + //bridge/...)",
                ["//tests/..."]),
}


@pytest.fixture(name="packages", scope="module")
def fixture_packages():
    """Gives the names of all packages that there are."""
    return tree.bazel("query", "//...", "--output=package").split()


def exists(pattern, packages):
    """Tells whether there is a package for `//a/b/...` or `//a/b`."""
    folder = pattern.removeprefix("//").removesuffix("/...")
    return any(name == folder or name.startswith(folder + "/")
               for name in packages)


@pytest.mark.parametrize("layer", LAYERS)
def test_layer_reaches_only_what_it_may(layer, packages):
    own, forbidden = LAYERS[layer]
    wanted = [name if name.startswith("//") else f'"{LIBRARIES}{name}"'
              for name in forbidden]
    wanted = [name for name in wanted
              if not name.endswith("...") or exists(name, packages)]
    found = tree.bazel(
        "query", "--noimplicit_deps",
        f'deps(kind("cc_library|cc_binary", {own})) intersect '
        f"({' + '.join(wanted)})") if wanted else ""
    assert not found, f"{layer} must not depend on:\n{found}"


def test_targets_have_few_dependencies():
    rules = ElementTree.fromstring(
        tree.bazel("query", 'kind("cc_library", //...)', "--output=xml"))
    wide = []
    for rule in rules.iter("rule"):
        deps = [label for given in rule.findall("list")
                if given.get("name") == "deps" for label in given]
        if len(deps) > DEPS_ALLOWED:
            wide.append(f"{rule.get('name')}: {len(deps)} deps, at most "
                        f"{DEPS_ALLOWED}")
    assert not wide, "\n".join(wide)


# The API, other people's libraries, and the program itself.
FOR_ALL = ("third_party/", "proto/", "bridge/BUILD.bazel")


def test_visibility_is_granted_by_name():
    shown = [name for name in tree.files("BUILD.bazel")
             if not name.startswith(FOR_ALL)
             and "//visibility:public" in tree.text(name)]
    assert not shown, "\n".join(shown)
