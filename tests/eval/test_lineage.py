"""How lineage is measured: the copies that are made, and the figures."""

from __future__ import annotations

import json
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.copies import exact_copy, quoting, rewritten, syndicated_copy
from eval.lineage import b_cubed, main, measure_sample, min_hash, rates
from index.model import Article
from tests.index.lineage.stories import FERRY, WIRE


def test_copies_are_the_same_every_time() -> None:
    """A seed makes one copy; it names its origin, is another text, and carries no address of the original."""
    for make in (exact_copy, syndicated_copy, lambda *given: rewritten(*given, ["other", "words"])):
        one, again = make(WIRE, Random(3), 1), make(WIRE, Random(3), 1)
        assert one == again
        assert one.origin == "wire"
        assert one.article.text != WIRE.text
        assert one.article.url is None


def test_shared_quotations_need_three() -> None:
    """An article with fewer gives no pair."""
    spoken = "\n".join(f"“Number {number} is what we have been asking for since the spring,” she said." for number in range(4))
    made = quoting(FERRY, Article("spoken", spoken), Random(3), 1)
    assert made is not None
    assert made.article.text.count("“Number") >= 3
    assert quoting(FERRY, WIRE, Random(3), 1) is None


def test_rates() -> None:
    """Pairs that are neither positive nor negative do not count."""
    found = rates({("a", "b"), ("a", "c"), ("x", "y")}, {("a", "b"), ("b", "c")}, {("a", "c"), ("c", "d")})
    assert (found.precision, found.recall, found.f1) == (0.5, 0.5, 0.5)
    assert rates(set(), set(), set()).f1 == 1.0


@pytest.mark.parametrize(
    ("found", "expected"),
    [("aabb", (1.0, 1.0)), ("aaaa", (0.5, 1.0)), ("abcd", (1.0, 0.5)), ("abab", (0.5, 0.5))],
)
def test_b_cubed(found: str, expected: tuple[float, float]) -> None:
    """By hand, for two groups of two."""
    assert b_cubed(dict(zip("wxyz", found, strict=True)), dict(zip("wxyz", "ppqq", strict=True))) == expected


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=9))
def test_b_cubed_of_the_truth_is_one(groups: list[str]) -> None:
    """Whatever the groups."""
    truth = {str(number): name for number, name in enumerate(groups)}
    assert b_cubed(truth, truth) == pytest.approx((1.0, 1.0))


def test_min_hash_estimates_what_is_shared() -> None:
    """All of a copy, nothing of another story."""
    copy = Article("copy", WIRE.text)
    similar = min_hash([WIRE, copy, FERRY], [("copy", "wire"), ("ferry", "wire")], 3)
    assert similar["copy", "wire"] == 1.0
    assert similar["ferry", "wire"] < 0.1


def test_the_sample_is_grouped_as_it_should_be() -> None:
    """All copies found; the one false join is told in docs/lineage.md."""
    found = measure_sample()
    assert found["recall"] == 1.0
    assert found["precision"] >= 0.9
    assert found["b_cubed_precision"] >= 0.98


def test_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    """Without data it measures the sample; a folder without the sets is named."""
    assert main([]) == 0
    assert json.loads(capsys.readouterr().out)["sample"]["recall"] == 1.0
    with pytest.raises(SystemExit):
        main(["/nowhere"])
    assert "realtimeqa_2022 has no corpus.jsonl.xz" in capsys.readouterr().err
