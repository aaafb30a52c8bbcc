"""A generation's folder → exit status: 0 usable, 1 not (the reason on stdout), or a signal where Chroma ends the process.

Run as `python -m index.probe FOLDER`, so that a crash inside Chroma takes this process and not the service.
"""

from __future__ import annotations

import sys
from pathlib import Path

from index.chroma import GenerationUnusable, probe_generation


def main(folder: str) -> int:
    """Probe `folder` and print what is wrong with it."""
    try:
        problem = probe_generation(Path(folder))
    except GenerationUnusable as error:
        problem = str(error)
    if problem:
        print(problem)
    return 1 if problem else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
