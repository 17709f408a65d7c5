#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes golden/ anew: what the chart gives for each file of values/.

Look at the difference before you commit it. tests/run deploy tells whether they
are what the chart gives. WAMPBRIDGE_TEST_TOOLS is what `tests/tools.sh deploy`
prints.
"""

import chart


def main():
    for case, values in chart.CASES.items():
        chart.golden_of(case).write_text(chart.rendered("--values", values),
                                         encoding="utf-8")


if __name__ == "__main__":
    main()
