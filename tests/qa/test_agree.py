"""Sides: what agrees, what contradicts, what was corrected, and when neither side wins."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from qa.agreement.agree import Agreement, Days, Name, Relation, Statement, settled
from qa.agreement.amounts import amounts
from qa.agreement.claims import Claimed
from qa.agreement.names import Names


def day(number: int, month: int = 5) -> Days:
    """A day of 2023."""
    return Days(dt.date(2023, month, number), dt.date(2023, month, number))


MAY = Days(dt.date(2023, 5, 1), dt.date(2023, 5, 31))


def said(value: object, article: str, lineage: str | None = None, score: float = 0.8, **more: object) -> Statement:
    """A statement of an article of its own lineage."""
    value = amounts(value)[0].amount if isinstance(value, str) else value
    return Statement(value, article, lineage or article, f"{article} says so", score, **more)  # type: ignore[arg-type]


def settled_(*statements: Statement) -> Agreement:
    """What they come to."""
    found = settled(statements)
    assert found is not None
    return found


def test_five_copies_do_not_outvote_three_sources() -> None:
    """Copies of a wrong figure are one source for it, even where they fit the question a little better."""
    wrong = [said("seven travellers", f"copy{number}", "wire", 0.85) for number in range(5)]
    right = [said("four people", f"paper{number}", score=0.8) for number in range(3)]
    found = settled_(*wrong, *right)
    assert found.chosen.lead.value == amounts("four people")[0].amount
    assert (found.chosen.sources, found.sides[1].sources) == (3, 1)
    assert found.relation(found.sides[1]) is Relation.CONFLICTING
    assert not found.conflicting


def test_one_against_one_is_a_conflict() -> None:
    """Neither side has more independent support; a much worse fit is no rival."""
    assert settled_(said("38 km", "a"), said("48 km", "b"), said("48 km", "c", "b")).conflicting
    assert not settled_(said("38 km", "a"), said("48 km", "b", score=0.3)).conflicting


def test_a_sentence_that_has_both_values_is_no_rival() -> None:
    """ "1,850 tonnes, against 2,300 in 2021" does not contradict 2,300."""
    chosen = said("2,300 tonnes", "a", score=0.9, figure="2,300")
    both = replace(said("1,850 tonnes", "b", figure="1,850"), quote="It fell to 1,850 tonnes, against 2,300 in 2021.")
    assert not settled_(chosen, both).conflicting
    assert settled_(chosen, replace(both, quote="It was 1,850 tonnes.")).conflicting


def test_a_copy_that_went_wrong_is_no_source_for_its_error() -> None:
    """Where the origin of a lineage says something else than its copy, the copy supports nothing."""
    found = settled_(said("46,500 guests", "wire", "wire", 0.7), said("64,500 guests", "copy", "wire", 0.8))
    assert found.chosen.lead.article_id == "wire"
    assert [side.sources for side in found.sides] == [1, 0]
    assert not found.conflicting


def test_a_coarser_value_supports_the_finer_ones_it_contains() -> None:
    """The month goes with the day, and speaks for neither of two days."""
    found = settled_(said(MAY, "month", score=0.9), said(day(3), "day"))
    assert (len(found.sides), found.chosen.lead.value, found.chosen.sources) == (1, day(3), 2)
    assert settled_(said(MAY, "month"), said(day(3), "a"), said(day(4), "b")).conflicting


def test_a_later_correction_outranks_what_it_corrects() -> None:
    """However many have printed it; and the answer can say so."""
    before, after = dt.date(2023, 5, 1), dt.date(2023, 5, 4)
    wrong = [said("seven travellers", f"paper{number}", published=before, outlet=f"Paper {number}") for number in range(4)]
    error = said("seven Armenians", "correction", published=after, outlet="Paper 0", taken_back=True)
    right = said("four people", "correction", published=after, outlet="Paper 0", corrects=True)
    found = settled_(*wrong, error, right)
    assert found.chosen.lead == right
    assert found.sides[1].corrected_by == right
    assert found.relation(found.sides[1]) is Relation.CORRECTED
    assert not found.conflicting


def test_a_correction_of_another_paper_takes_nothing_back() -> None:
    """A paper that corrects something else has one vote."""
    other = said("four people", "correction", corrects=True, outlet="Other", published=dt.date(2023, 5, 4))
    found = settled_(*(said("seven travellers", f"paper{number}", outlet="Paper") for number in range(3)), other)
    assert found.chosen.sources == 3
    assert found.sides[1].corrected_by is None


def test_names_agree_when_the_articles_equate_them() -> None:
    """Artsakh is Nagorno-Karabakh where an article says so."""
    statements = [said(Name("Artsakh"), "a"), said(Name("Nagorno-Karabakh"), "b")]
    equated = settled(statements, Names(["Artsakh, also known as Nagorno-Karabakh, is far away."]))
    apart = settled(statements)
    assert equated is not None
    assert apart is not None
    assert (len(equated.sides), len(apart.sides)) == (1, 2)


def test_what_is_denied_weighs_less() -> None:
    """A charge that someone denies does not beat what stands undenied."""
    found = settled_(said(day(2), "a", claim=Claimed("Azerbaijan", "claimed", "Yerevan")), said(day(3), "b"))
    assert found.chosen.lead.article_id == "b"


def test_an_article_that_gives_both_values_does_not_contradict_itself() -> None:
    """340 employees in a town of 4,100 people are told of two things; the side stands, but not beside the answer."""
    found = settled_(said("340 people", "a"), said("4,100 people", "a"))
    assert not found.conflicting
    assert found.beside == ()
    assert len(settled_(said("340 people", "a"), said("430 people", "b")).beside) == 1


def test_a_correction_that_names_its_error_takes_back_nothing_else() -> None:
    """A paper that was wrong about the day does not take back its number of guests."""
    before, after = dt.date(2023, 5, 1), dt.date(2023, 5, 4)
    earlier = said("40 guests", "first", published=before, outlet="Post")
    later = said("50 guests", "second", published=after, outlet="Post", corrects=True)
    assert settled_(earlier, later).sides[1].corrected_by == later
    assert settled_(earlier, replace(later, names_errors=True)).conflicting


def test_what_is_told_behind_a_value() -> None:
    """Who says so, who denies it, and when it was corrected."""
    claim = Claimed("Marovia", "claimed", "Teskia")
    wrong = said("40 guests", "first", published=dt.date(2023, 5, 1), outlet="Post", claim=claim)
    right = said("50 guests", "second", published=dt.date(2023, 5, 4), outlet="Post", corrects=True)
    assert [side.remark for side in settled_(wrong, right).sides] == ["", " (Marovia claimed; denied by Teskia), corrected 4 May 2023"]


def test_nothing_but_errors_is_nothing() -> None:
    """A value that is only ever named as an error does not answer."""
    assert settled([said("seven travellers", "correction", taken_back=True)]) is None
    assert settled([]) is None


_STATEMENTS = st.lists(
    st.builds(
        said,
        st.sampled_from([MAY, day(2), day(3), day(9, 6)]),
        st.sampled_from("abcdef"),
        st.sampled_from(["x", "y", None]),
        st.floats(0.1, 1.0),
        corrects=st.booleans(),
        outlet=st.sampled_from([None, "Post", "Mail"]),
    ),
    min_size=1,
    max_size=8,
)


@settings(deadline=None)
@given(_STATEMENTS, st.randoms(use_true_random=False))
def test_the_order_of_statements_does_not_matter(statements: list[Statement], random: object) -> None:
    """What is settled depends on what is said; every statement is on a side, and a corrected side is never chosen over another."""
    shuffled = list(statements)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    found = settled_(*statements)
    assert settled(shuffled) == found
    assert {id(one) for side in found.sides for one in side.members} == {id(one) for one in statements}
    assert not (found.chosen.corrected_by and any(side.corrected_by is None for side in found.sides))
