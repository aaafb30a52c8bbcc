"""The sample → seconds until `make run` serves the second time, beside the seconds that importing and loading the model alone take."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from eval.bench.service import service

_FLOOR = "from index.encoder import SentenceEncoder; SentenceEncoder().encode(['warm'])"


def start_seconds(folder: Path) -> dict[str, float]:
    """`second`: start to listening with everything in place. `floor`: a process that only loads the encoder. `ratio`: of the two."""
    with service(folder, "--sample"):
        pass
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", _FLOOR], check=True, capture_output=True)
    floor = time.perf_counter() - start
    with service(folder, "--sample") as (_, second):
        return {"second": round(second, 2), "floor": round(floor, 2), "ratio": round(second / floor, 2)}
