"""Each measure on cases small enough to work out by hand, and all of them on nothing and on everything failed."""

from __future__ import annotations

import dataclasses
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from eval.judge import Judged, judge
from eval.measures import MEASURES, OverSet, PerCase
from eval.measures.auroc import auroc
from eval.measures.coverage_at_precision import coverage_at_precision
from eval.measures.ece import reliability
from eval.measures.risk import risk_curve
from tests.eval.builders import answered, case, citation, passage, run, silent, unanswerable

BY_NAME = {measure.name: measure for measure in MEASURES}


def of(name: str, *pairs):
    return BY_NAME[name].of(judge(run(list(pairs))))


def one(*, right: bool, confidence: float, answerable: bool = True, given: bool = True) -> Judged:
    """A judged case made to measure."""
    asked = case() if answerable else unanswerable()
    text = "April 23" if right and answerable else "nonsense"
    return judge(run([(asked, answered(text, confidence=confidence) if given else silent())]))[0]


def test_every_measure_is_documented() -> None:
    for measure in MEASURES:
        assert all((measure.name, measure.title, measure.group, measure.range, measure.formula, measure.source)), measure.name
    assert len(MEASURES) == len(BY_NAME)


def test_nothing_and_failure_give_no_figure_or_the_worst() -> None:
    """An empty set has no figures; a set of failures has the worst one for every share that applies."""
    failed = judge(run([(case(date="2023-04-23"), None), (unanswerable(), None)]))
    for measure in MEASURES:
        if isinstance(measure, PerCase):
            assert [] == measure.of([]), measure.name
            known = [figure for figure in measure.of(failed) if figure is not None]
            if measure.range == "0..1":
                assert set(known) <= {0.0 if measure.better == "higher" else 1.0}, measure.name
        else:
            assert measure.of([]) is None, measure.name


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (answered("April 23"), (1.0, 1.0, 1.0)),
        (answered("On April 23 at noon"), (0.0, pytest.approx(4 / 7), 1.0)),
        (answered("Monday"), (0.0, 0.0, 0.0)),
        (silent(), (0.0, 0.0, 0.0)),
        (None, (0.0, 0.0, 0.0)),
    ],
)
def test_answers(answer, expected) -> None:
    assert expected == tuple(of(name, (case(), answer))[0] for name in ("exact_match", "f1", "holds_answer"))
    assert [None] == of("f1", (unanswerable(), answer))


@pytest.mark.parametrize(
    ("gold", "date", "expected"),
    [
        ("2023-04-23", ("2023-04-23", "2023-04-23"), (1, 1, 1, 1)),
        ("2023-04-23", ("2023-04-22", "2023-04-22"), (0, 1, 1, 0)),
        ("2023-04-23", ("2023-04-01", "2023-04-30"), (0, 1, 1, pytest.approx(1 / 30))),
        ("2023-04-23", ("2023-05-23", "2023-05-23"), (0, 0, 1, 0)),
        ("2023-05-08/2023-05-14", ("2023-05-08", "2023-05-14"), (1, 1, 1, 1)),
        ("2023-05-08/2023-05-14", ("2023-05-12", "2023-05-17"), (0, 1, 1, pytest.approx(3 / 10))),
        ("2023", ("2022-12-31", "2022-12-31"), (0, 0, 0, 0)),
        ("2023", ("soon", "later"), (0, 0, 0, 0)),
        ("2023", None, (0, 0, 0, 0)),
    ],
)
def test_dates(gold: str, date, expected) -> None:
    pair = (case(date=gold), answered("x", date=date))

    assert expected == tuple(of(name, pair)[0] for name in ("date_exact", "date_month", "date_year", "date_overlap"))


def test_citations() -> None:
    good, idle = citation("a"), citation("b", "Talks opened in Washington on Monday.", 2, exact=False)
    pair = (case(), answered(citations=[good, idle]))

    assert [0.5] == of("citation_exact", pair)
    assert [0.5] == of("citation_precision", pair)
    assert [1.0] == of("citation_recall", pair)
    assert [None] == of("citation_exact", (case(), silent()))
    assert [0.0] == of("citation_recall", (case(), silent()))
    assert [0.0] == of("citation_precision", (unanswerable(), answered(citations=[good])))


def test_a_quote_that_could_not_be_checked_is_not_exact() -> None:
    unchecked = dataclasses.replace(passage(1), exact=None)

    assert [0.0] == of("passage_exact", (case(), answered(passages=[unchecked])))


def test_words_read() -> None:
    """Six words of the passage above, seven up to and with 'April 23'."""
    found = answered(passages=[passage(1, "b", 0, 35), passage(2, "a")])

    assert [6 + 7.0] == of("words_read", (case(), found))
    assert [2000.0] == of("words_read", (case(), silent()))


def test_silence() -> None:
    assert [1.0, 0.0, 0.0, None] == of(
        "right_silence", (unanswerable("1"), silent()), (unanswerable("2"), answered()), (unanswerable("3"), None), (case(), silent())
    )
    assert [1.0, 0.0, None] == of("gave_answer", (case("1"), answered("wrong")), (case("2"), silent()), (unanswerable(), silent()))


@given(st.lists(st.tuples(st.booleans(), st.sampled_from([0.0, 0.2, 0.5, 0.5, 0.9, 1.0])), min_size=2, max_size=40))
def test_auroc_is_scikit_learns(pairs) -> None:
    judged = [one(right=True, confidence=confidence, answerable=label) for label, confidence in pairs]
    labels = [label for label, _ in pairs]
    found = auroc(judged, lambda item: item.confidence)

    if len(set(labels)) < 2:
        assert found is None
    else:
        assert float(roc_auc_score(labels, [item.confidence for item in judged])) == pytest.approx(found, abs=1e-12)


SURE = [
    one(right=True, confidence=0.9),
    one(right=True, confidence=0.8),
    one(right=False, confidence=0.6),
    one(right=False, confidence=0.5, answerable=False),
]
SILENT = one(right=False, confidence=0.0, given=False)


def test_risk_and_coverage() -> None:
    points = risk_curve([*SURE, SILENT])

    assert [(0.9, 0.2, 0.0), (0.8, 0.4, 0.0), (0.6, 0.6, 1 / 3), (0.5, 0.8, 0.5)] == [(p.threshold, p.coverage, p.risk) for p in points]
    assert (0 + 0 + 1 / 3 + 1 / 2) / 4 == pytest.approx(BY_NAME["aurc"].of([*SURE, SILENT]))
    assert 0.4 == coverage_at_precision([*SURE, SILENT])
    assert 0.6 == coverage_at_precision([*SURE, SILENT], 0.6)
    assert 0.0 == coverage_at_precision([one(right=False, confidence=1.0)])


def test_equal_confidences_stand_or_fall_together() -> None:
    """One right, one wrong, both 0.7: whatever their order, the risk of answering is one half."""
    tied = [one(right=True, confidence=0.7), one(right=False, confidence=0.7)]

    assert [(1.0, 0.5)] == [(p.coverage, p.risk) for p in risk_curve(tied)] == [(p.coverage, p.risk) for p in risk_curve(tied[::-1])]
    assert 0.5 == BY_NAME["aurc"].of(tied)


def test_nine_of_ten_right_is_90_percent() -> None:
    assert 1.0 == coverage_at_precision([one(right=n > 0, confidence=0.7) for n in range(10)])


def test_calibration() -> None:
    bins = reliability(SURE)

    assert [(0.5, 1, 0.0), (0.6, 1, 0.0), (0.8, 1, 1.0), (0.9, 1, 1.0)] == [(b.low, b.count, b.right) for b in bins]
    assert (0.5 + 0.6 + 0.2 + 0.1) / 4 == pytest.approx(BY_NAME["ece"].of(SURE))
    assert [(0.9, 1.0)] == [(b.low, b.high) for b in reliability([one(right=True, confidence=1.0)])]
    assert BY_NAME["ece"].of([SILENT]) is None


def test_copies_and_conflicts() -> None:
    three = dataclasses.replace(answered("April 23"), independent_sources=3, alternatives=(("on April 24, others said", "conflicting"),))
    pair = (case(independent_sources=3, conflicting=("April 24", "April 25")), three)

    assert [1.0] == of("sources_counted", pair)
    assert [0.5] == of("conflicts_shown", pair)
    assert [None] == of("conflicts_shown", (case(), three))


def test_latency_is_the_asker_wait() -> None:
    found = of("latency_p50", (case("1"), answered()), (case("2"), None), (case("3"), silent()))

    assert 11.0 == found
    assert math.isclose(11.98, of("latency_p99", (case("1"), answered()), (case("2"), None), (case("3"), silent())))


def test_kinds_of_measure() -> None:
    assert {True} == {isinstance(measure, PerCase | OverSet) for measure in MEASURES}
