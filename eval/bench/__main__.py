"""`python -m eval.bench [FOLDER]`: time ingest, asking and starting against their floors and print the ratios.

FOLDER: articles to use (either corpus layout), the shipped sample by default. Each figure and its floor are taken in turns, so that
what else the machine does meets both.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from eval.bench.asking import asking_ratio
from eval.bench.ingest import ingest_ratio
from eval.bench.starting import start_seconds
from eval.corpus import SAMPLE
from eval.sets import set_articles


def main() -> None:
    """Run the three measurements and print one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=SAMPLE)
    parser.add_argument("--articles", type=int, default=105, help="how many of the articles to use (105)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of the ingest measurement (3)")
    parser.add_argument("--questions", type=int, default=200, help="questions asked in turns (200)")
    arguments = parser.parse_args()
    articles = [article for _, article in zip(range(arguments.articles), set_articles(arguments.folder), strict=False)]
    with tempfile.TemporaryDirectory() as scratch:
        report = {
            "articles": len(articles),
            "ingest": ingest_ratio(articles, Path(scratch) / "ingest", arguments.rounds),
            "asking": asking_ratio(articles, Path(scratch) / "asking", arguments.questions),
            "starting": start_seconds(Path(scratch) / "starting"),
        }
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
