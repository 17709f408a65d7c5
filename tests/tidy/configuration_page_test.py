# SPDX-License-Identifier: Apache-2.0
"""docs/configuration.md says what the configuration's schema says."""

import subprocess
import sys

import tree


def test_page_is_up_to_date():
    written = subprocess.run(
        [sys.executable, tree.ROOT / "docs/configuration.py", "--print"],
        check=True, capture_output=True, text=True).stdout
    assert tree.text("docs/configuration.md") == written, (
        "run docs/configuration.py")


def test_page_has_a_row_for_every_kind_of_key():
    page = tree.text("docs/configuration.md")
    for key in ("grpc.listen", "routers.NAME.tls.min_version",
                "identities.NAME.auth.secret.env", "errors.NAME",
                "dev_router.realms.NAME.roles.NAME[].allow"):
        assert f"| `{key}` |" in page, key
