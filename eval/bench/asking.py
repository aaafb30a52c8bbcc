"""An index and a service over it → what asking over HTTP costs beside encoding the question and searching."""

from __future__ import annotations

import http.client
import json
import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from eval.bench.service import service
from eval.cases import load_cases
from eval.corpus import SAMPLE
from eval.sets import CASES
from index.index import Index
from index.model import Article
from index.settings import IndexSettings

_WARM = 20


def asking_ratio(articles: Sequence[Article], folder: Path, questions: int) -> dict[str, float]:
    """`ratio`: median time of POST /v1/ask over the median of `Index.search` (encode + search) in this process, asked in turns."""
    settings = IndexSettings(folder)
    with Index.open(settings) as index:
        index.put(articles)
        index.settle()
    texts = [case.question for case in load_cases(SAMPLE / CASES).cases]
    asked, searched, stages = [], [], []
    with service(folder) as (url, _), Index.open(settings, own=False) as index:
        connection = http.client.HTTPConnection(urlsplit(url).netloc)
        for number in range(_WARM + questions):
            text = texts[number % len(texts)]
            start = time.perf_counter()
            answer = _ask(connection, text)
            middle = time.perf_counter()
            index.search(text, 10)
            if number >= _WARM:
                asked.append(middle - start)
                searched.append(time.perf_counter() - middle)
                stages.append(answer["timings_ms"])
    return {
        "questions": len(asked),
        "ask_p50_ms": round(statistics.median(asked) * 1000, 2),
        "search_p50_ms": round(statistics.median(searched) * 1000, 2),
        "service_retrieve_p50_ms": round(statistics.median(one["retrieve"] for one in stages), 2),
        "service_read_p50_ms": round(statistics.median(one["read"] for one in stages), 2),
        "ratio": round(statistics.median(asked) / statistics.median(searched), 3),
        "ratio_within_service": round(statistics.median(asked) * 1000 / statistics.median(one["retrieve"] for one in stages), 3),
    }


def _ask(connection: http.client.HTTPConnection, text: str) -> dict[str, dict[str, float]]:
    connection.request("POST", "/v1/ask", json.dumps({"question": text}), {"Content-Type": "application/json"})
    answer: dict[str, dict[str, float]] = json.loads(connection.getresponse().read())
    return answer
