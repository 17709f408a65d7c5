# SPDX-License-Identifier: Apache-2.0
"""Chance that can be had again: WAMPBRIDGE_SEED=… replays a run."""

import os
import random


def seeded():
    """Gives a new random.Random and its seed, which it prints."""
    seed = os.environ.get("WAMPBRIDGE_SEED") or str(
        random.SystemRandom().randrange(2**32))
    print(f"WAMPBRIDGE_SEED={seed} replays this run")
    return random.Random(seed), seed
