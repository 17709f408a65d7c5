# SPDX-License-Identifier: Apache-2.0
"""The status page as a browser shows it: headless Chromium, from Debian."""

import html.parser
import os
import pathlib
import subprocess

RESULTS = pathlib.Path(__file__).resolve().parents[2] / "test-results/pages"
# In the page's own time: it has asked, and asked again.
BUDGET_MS = 5000


class Texts(html.parser.HTMLParser):
    """Collects what each element with an id, class or heading says."""

    def __init__(self):
        super().__init__()
        self.words = []
        self.tags = []
        self._silent = 0

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self._silent += tag in ("script", "style", "noscript")

    def handle_endtag(self, tag):
        self._silent -= tag in ("script", "style", "noscript")

    def handle_data(self, data):
        if not self._silent and data.strip():
            self.words.append(data.strip())


class Page:
    """What the page at a URL looked like, once its scripts had run."""

    def __init__(self, url, folder, *flags):
        chromium = ["chromium", "--headless", "--no-sandbox", "--disable-gpu",
                    f"--user-data-dir={folder}/chromium",
                    f"--virtual-time-budget={BUDGET_MS}", *flags]
        environment = dict(os.environ, HOME=str(folder))
        self._command = (chromium, url, environment)
        dom = subprocess.run([*chromium, "--dump-dom", url], check=True,
                             capture_output=True, text=True, timeout=120,
                             env=environment).stdout
        parser = Texts()
        parser.feed(dom)
        self.text = " ".join(parser.words)
        self.tags = parser.tags

    def has(self, tag, **attributes):
        """Tells whether there is such an element."""
        return any(tag == name and attributes.items() <= there.items()
                   for name, there in self.tags)

    def screenshot(self, name):
        """Leaves a picture for people in test-results/pages."""
        chromium, url, environment = self._command
        RESULTS.mkdir(parents=True, exist_ok=True)
        picture = RESULTS / f"{name}.png"
        subprocess.run([*chromium, "--window-size=1200,1000",
                        f"--screenshot={picture}", url], check=True,
                       capture_output=True, timeout=120, env=environment)
        assert picture.stat().st_size > 10000, picture
