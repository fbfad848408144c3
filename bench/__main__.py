"""python -m bench [CACHE] [--size tiny|20m|all]: measure, and print the table."""

from __future__ import annotations

import argparse
import gc
from pathlib import Path

from bench.run import bench

if __name__ == "__main__":
    gc.set_threshold(100_000)  # As the command does.
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("cache", nargs="?", type=Path, default=Path("build/bench"))
    parser.add_argument("--size", choices=("tiny", "20m", "all"), default="all")
    parser.add_argument("--no-spark", action="store_true")
    asked = parser.parse_args()
    bench(asked.cache.resolve(), size=asked.size, spark=not asked.no_spark)
