"""An abstention because articles disagree shows both sides on the terminal: value, outlet, day and sentence."""

from __future__ import annotations

from api.cli.ask import shown_answer


def _citation(n: int, source: str, quote: str) -> dict[str, object]:
    return {
        "n": n,
        "article_id": source.lower(),
        "version": 1,
        "title": "Pier gone",
        "source": source,
        "url": None,
        "published_at": "2022-09-21",
        "published_from": "metadata",
        "start": 0,
        "end": len(quote),
        "quote": quote,
        "superseded": False,
    }


def test_both_sides_are_shown() -> None:
    """Each with its outlet, its day and its sentence."""
    quotes = ["The pier collapsed on 17 September.", "The pier collapsed on 18 September."]
    shown = shown_answer(
        {
            "answer": None,
            "reason": "conflicting",
            "window": {"events": [], "named": [], "unresolved": []},
            "alternatives": [
                {"text": "17 September 2022", "relation": "conflicting", "citations": [1]},
                {"text": "18 September 2022", "relation": "conflicting", "citations": [2]},
            ],
            "citations": [_citation(1, "Echo", quotes[0]), _citation(2, "News", quotes[1])],
            "passages": [],
            "degraded": [],
        }
    )

    assert shown.startswith("The articles disagree:")
    assert "17 September 2022 [1]" in shown
    assert "18 September 2022 [2]" in shown
    assert all(quote in shown for quote in quotes)
    assert "Echo · 2022-09-21" in shown
    assert "Not in these articles" not in shown
