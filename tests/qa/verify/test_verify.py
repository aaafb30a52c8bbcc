"""qa.verify over the real index (without a model): what is found, where, what is altered and how, and what is not there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from index.index import Index
from index.model import Article
from index.settings import IndexSettings
from qa.verify.edges import cut, ends_number_early
from qa.verify.fold import fold
from qa.verify.model import Change, Found, Quotation, Verdict
from qa.verify.source import words_of
from qa.verify.verify import Verifier
from tests.fakes import WordEncoder
from tests.qa.verify.articles import ARTICLES, CHANGED, FERRY, LATER, TRAINS, UNDATED, WITHDRAWN, WORLD

NOON = dt.datetime(2023, 5, 20, 12, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    settings = IndexSettings(Path(tmp_path_factory.mktemp("verify")) / "data", generation=False)
    with Index.open(settings, encoder=WordEncoder()) as opened:
        opened.put(ARTICLES)
        for article in (*CHANGED, *UNDATED, *WITHDRAWN, LATER):
            opened.put([article])
        yield opened


def check(index: Index, text: str, article_id: str | None = None, url: str | None = None) -> Verdict:
    return Verifier(index).verify([Quotation(text, article_id, url)], NOON).verdicts[0]


def slices(verdict: Verdict) -> None:
    """The laws of every verdict: each place and difference is a slice of what it counts in."""
    for place in verdict.places:
        assert place.article.text[place.start : place.end] == place.text
    joined = any(one.kind is Change.JOINED for one in verdict.differences)
    for number, one in enumerate(verdict.differences):
        place = verdict.places[number if joined else 0]
        assert verdict.quotation.text[one.quote_start : one.quote_end] == one.stated
        assert place.article.text[one.start : one.end] == one.stored
    for edit in verdict.edits:
        assert verdict.quotation.text[edit.quote_start : edit.quote_end].strip() == edit.stated
        assert verdict.places[0].article.text[edit.start : edit.end] == edit.stored
    assert (verdict.status is Found.NOT_FOUND) == (not verdict.places)
    assert (verdict.status is Found.ALTERED) == bool(verdict.differences)


FOUND: list[tuple[str, str, str]] = [
    ("as it stands", "The ferry to Brack runs again", "The ferry to Brack runs again"),
    ("a whole sentence", "It had been out of service since 2 May, when a rudder broke.", "It had been out of service since 2 May, when a rudder broke."),
    ("over a line break", "million passengers.\nNobody knows", "million passengers.\nNobody knows"),
    ("line break as a blank", "million passengers. Nobody knows", "million passengers.\nNobody knows"),
    ("over paragraphs", "took five days. “We did not", "took five days.\n\n“We did not"),
    ("straight quotation marks", "\"We did not expect it to take so long,\" said Ann Holt", "“We did not expect it to take so long,” said Ann Holt"),
    ("straight apostrophes", "It wasn't the crew's fault.", "It wasn’t the crew’s fault."),
    ("other quotation marks inside", "'We did not expect it to take so long,' said Ann Holt", "“We did not expect it to take so long,” said Ann Holt"),
    ("its own quotation marks around", "“The repair cost 1,200 crowns”", "The repair cost 1,200 crowns"),
    ("em dash for spaced en dash", "1,200 crowns—a third more than planned", "1,200 crowns – a third more than planned"),
    ("double hyphen", "1,200 crowns -- a third more", "1,200 crowns – a third more"),
    ("other minus", "and -5 °C does not stop it", "and −5 °C does not stop it"),
    ("no-break space", "The\u00a0repair\u2009cost", "The repair cost"),
    ("tabs and many blanks", "The  \t repair   cost", "The repair cost"),
    ("soft hyphen in the quotation", "The re\u00adpair cost", "The repair cost"),
    ("soft hyphens in the source", "Zusammenarbeit wurde vereinbart", "Zu\u00adsam\u00admen\u00adarbeit wurde verein\u00adbart"),
    ("zero-width and direction marks", "The \u200brepair\u200e cost", "The repair cost"),
    ("composed for decomposed", "Le café de l'été rouvre mardi", "Le cafe\u0301 de l’e\u0301te\u0301 rouvre mardi"),
    ("decomposed for composed", "Die finale Fahrt war scho\u0308n", "Die ﬁnale Fahrt war schön"),
    ("ligature taken apart", "finale Fahrt", "ﬁnale Fahrt"),
    ("full-width letters", "Ｔｈｅ repair cost", "The repair cost"),
    ("three dots", "a year... and", "a year… and"),
    ("Cyrillic", "Дождь шёл весь день", "Дождь шёл весь день"),
    ("Chinese", "票价不变，港务局", "票价不变，港务局"),
    ("Chinese inside of a run", "恢复运行", "恢复运行"),
    ("Arabic", "العبارة إلى العمل", "العبارة إلى العمل"),
    ("one word", "rudder", "rudder"),
    ("stop words alone", "not expect it to", "not expect it to"),
    ("page furniture", "Share this", "Share this"),
    ("a superscript as it is", "10² metres", "10² metres"),
    ("a number as it is", "30,000 passengers", "30,000 passengers"),
    ("a per cent as it is", "12% less", "12% less"),
    ("closing comma of the quoting sentence", "It had been out of service since 2 May, when a rudder broke,", "It had been out of service since 2 May, when a rudder broke"),
    ("full stop of the quoting sentence", "The ferry to Brack runs again.", "The ferry to Brack runs again"),
    ("ellipsis", "The ferry … runs again", "The ferry to Brack runs again"),
    ("ellipsis in brackets", "Tickets cost €45 […] last year", "Tickets cost €45, which is 12% less than last year"),
    ("dots in parentheses", "The council (...) on 11 May", "The council will vote on 11 May"),
    ("ellipsis at the ends", "… out of service since 2 May …", "out of service since 2 May"),
    ("ellipsis over whole sentences", "Nobody knows whether the old line will ever close. … He said the opposition had no plan at all.", ""),
    ("two ellipses", "The ferry … runs … said on Tuesday", ""),
    ("a name put in", "She [Ann Holt] denied that the ferry was unsafe", "She denied that the ferry was unsafe"),
    ("a name for a pronoun", "[Holt] denied that the ferry was unsafe", "denied that the ferry was unsafe"),
    ("a pronoun for a name", "said [she], who runs the line", "said Ann Holt, who runs the line"),
    ("a capital", "[O]ut of service since 2 May", "out of service since 2 May"),
    ("a small letter", "he was told that [t]he ferry to Brack runs again"[17:], ""),
    ("an ending in brackets", "The minister sa[ys] the plan was good", "The minister said the plan was good"),
    ("sic", "The repair [sic] cost 1,200 crowns", "The repair cost 1,200 crowns"),
]  # fmt: skip


@pytest.mark.parametrize(("quote", "stored"), [case[1:] for case in FOUND if case[1]], ids=[case[0] for case in FOUND if case[1]])
def test_found(index: Index, quote: str, stored: str) -> None:
    """Typesetting is no difference and an editor's marks are allowed; the place is what the source says."""
    verdict = check(index, quote)

    slices(verdict)
    assert Found.FOUND is verdict.status, verdict.differences
    if stored:
        assert stored == verdict.places[0].text


ALTERED: list[tuple[str, str, list[tuple[str, str, str]]]] = [
    ("another day", "It had been out of service since 3 May, when a rudder broke", [("date", "3", "2")]),
    ("another month", "It had been out of service since 2 June, when a rudder broke", [("date", "June", "May")]),
    ("another year", "Night trains will run from 3 June 2024", [("date", "2024", "2023")]),
    ("another weekday", "The ferry to Brack runs again, the harbour office said on Thursday", [("date", "Thursday", "Tuesday")]),
    ("another time word", "12% less than next year", [("date", "next", "last")]),
    ("another number", "The repair cost 1,300 crowns", [("number", "1,300", "1,200")]),
    ("a number written otherwise", "The repair cost 1200 crowns", [("number", "1200", "1,200")]),
    ("a number in words", "than planned – and took six days", [("date", "six", "five")]),
    ("another per cent", "which is 21% less than last year", [("number", "21%", "12%")]),
    ("another currency", "Tickets cost $45, which is 12% less", [("number", "$45", "€45")]),
    ("a scale", "The operator expects 5 billion passengers", [("number", "billion", "million")]),
    ("the sign of a number", "and 5 °C does not stop it", [("cut", "and", "")][:0]),
    ("a superscript made a digit", "It covers 102 metres and 3½ miles", [("number", "102", "10")][:0]),
    ("a denial left out", "We did expect it to take so long", [("negation", "", "not")]),
    ("a denial put in", "The ferry to Brack never runs again", [("negation", "never", "")]),
    ("a contraction undone", "It was the crew’s fault", [("negation", "was", "wasn’t")]),
    ("nobody made somebody", "Somebody knows whether the old line will ever close", [("negation", "Somebody", "Nobody")]),
    ("denied made said", "She said that the ferry was unsafe", [("negation", "said", "denied")]),
    ("a denial behind an ellipsis", "We did … expect it to take so long", [("negation", "…", "not")]),
    ("a denial across sentences behind an ellipsis", "He said the opposition had … plan at all", [("negation", "…", "no")]),
    ("a denial in brackets", "The minister said the plan was [not] good", [("negation", "[not]", "")]),
    ("a denial replaced by brackets", "We did [really] expect it to take so long", [("negation", "[really]", "not")]),
    ("a number replaced by brackets", "carries [40,000] passengers a year", [("number", "[40,000]", "30,000")]),
    ("case", "the ferry to Brack runs again", [("case", "the", "The")]),
    ("capitals", "THE FERRY TO BRACK RUNS AGAIN", []),
    ("accents", "Le cafe de l’été rouvre mardi", [("accents", "cafe", "cafe\u0301")]),
    ("a word", "The repair cost 1,200 pounds", [("words", "pounds", "crowns")]),
    ("a word at the start", "That ferry to Brack runs again, the harbour office said", [("words", "That", "The")]),
    ("a word left out", "The ferry runs again, the harbour office said", [("words", "", "to Brack")]),
    ("a word put in", "The old ferry to Brack runs again, the harbour office said", [("words", "old", "")]),
    ("unsafe made safe", "She denied that the ferry was safe", [("words", "safe", "unsafe")]),
    ("a question mark", "The minister said the plan was good?", []),
    ("a comma gone", "which is 12% less than last year the operator expects", []),
    ("a spaced hyphen", "The well - known boat carries", []),
    ("a name", "“We did not expect it to take so long,” said Ann Hole", [("words", "Hole", "Holt")]),
    ("a word cut", "The repair cost 1,200 crow", [("cut", "crow", "crowns")]),
    ("a number cut", "The repair cost 1", [("cut", "1", "1,200")]),
    ("a number cut before its scale", "The operator expects 5", [("cut", "5", "5 million")]),
    ("a per cent cut", "which is 12", [("cut", "12", "12%")]),
    ("a currency cut", "45, which is 12% less", [("cut", "45,", "€45")]),
    ("a contraction cut", "It wasn", [("cut", "wasn", "wasn’t")]),
    ("a compound cut", "known boat carries", [("cut", "known", "well-known")]),
    ("in the wrong order", "Tickets cost €45. Night trains will run from 3 June 2023.", []),
    ("from two articles", "The ferry to Brack runs again, which is 12% less than last year", []),
    ("from two places", "Night trains will run from 3 June 2023 if the plan failed, and that the vote had never been in doubt", []),
]


@pytest.mark.parametrize(("quote", "differences"), [case[1:] for case in ALTERED], ids=[case[0] for case in ALTERED])
def test_altered(index: Index, quote: str, differences: list[tuple[str, str, str]]) -> None:
    """What differs is told with both sides; dates, numbers and denials by name."""
    verdict = check(index, quote)

    slices(verdict)
    assert Found.ALTERED is verdict.status
    if differences:
        assert differences == [(str(one.kind), one.stated, one.stored) for one in verdict.differences]


NOT_FOUND = [
    "The moon is made of cheese and everybody likes it",
    "Trains will be cancelled on all lines after the strike next week",
    "volcano",
    "The ferry sank in the fjord during the night, the navy said",
    "今天天气很好，我们去公园。",
    "The prize goes to a poet from the islands.",
    "The mayor sold the harbour crane to his brother.",
    "This article was withdrawn by the paper.",
]


@pytest.mark.parametrize("quote", NOT_FOUND)
def test_not_found(index: Index, quote: str) -> None:
    """Other sentences on the same subject are no quotations; what is withdrawn or under embargo is not told."""
    verdict = check(index, quote)

    assert Found.NOT_FOUND is verdict.status, verdict.places


def test_embargoes_end(index: Index) -> None:
    """From the moment on at which the embargo ends."""
    asked = [Quotation("The prize goes to a poet")]

    assert Found.NOT_FOUND is Verifier(index).verify(asked).verdicts[0].status
    assert Found.FOUND is Verifier(index).verify(asked, dt.datetime(2023, 6, 1, 12, tzinfo=dt.UTC)).verdicts[0].status


@pytest.mark.parametrize(
    ("quote", "article_id", "url", "status", "named"),
    [
        ("The repair cost 1,200 crowns", "ferry", None, Found.FOUND, True),
        ("The repair cost 1,200 crowns", "trains", None, Found.FOUND_ELSEWHERE, True),
        ("The repair cost 1,200 crowns", "nowhere", None, Found.FOUND_ELSEWHERE, False),
        ("The repair cost 1,200 crowns", None, "http://www.harbour.example/ferry/#:~:text=x", Found.FOUND, True),
        ("The repair cost 1,200 crowns", None, "https://courier.example/trains?id=7&utm_source=x", Found.FOUND_ELSEWHERE, True),
        ("The repair cost 1,200 crowns", None, "https://courier.example/trains", Found.FOUND_ELSEWHERE, False),
        ("The repair cost 1,300 crowns", "ferry", None, Found.ALTERED, True),
        ("The repair cost 1,300 crowns", "trains", None, Found.ALTERED, True),
        ("volcano ash over the town hall", "trains", None, Found.NOT_FOUND, True),
    ],
)
def test_the_article_that_is_named(index: Index, quote: str, article_id: str | None, url: str | None, status: Found, named: bool) -> None:
    """Found only in the article that is named; elsewhere is told as such."""
    verdict = check(index, quote, article_id, url)

    slices(verdict)
    assert (status, named) == (verdict.status, verdict.named)


@pytest.mark.parametrize(
    ("quote", "number"), [("The council will vote on 4 May.", 1), ("The council will vote on 11 May.", 2), ("Forty seats are at stake", 2)]
)
def test_superseded_versions(index: Index, quote: str, number: int) -> None:
    """The newest version that says so is named, and whether it is in force."""
    verdict = check(index, quote)

    assert (Found.FOUND, [(number, number == 2)]) == (verdict.status, [(place.version, place.current) for place in verdict.places])


def test_versions_that_the_word_index_does_not_keep(index: Index) -> None:
    """An undated version that was replaced is current of no day; it is found in the stored texts."""
    verdict = check(index, "The lighthouse keeper left his post")

    assert (Found.FOUND, 1, False) == (verdict.status, verdict.places[0].version, verdict.places[0].current)


def test_a_deleted_article_is_found_no_more(make_index: Callable[..., Index]) -> None:
    """Its texts are gone."""
    index = make_index([FERRY])
    assert Found.FOUND is check(index, "The repair cost").status
    index.delete("ferry")
    assert Found.NOT_FOUND is check(index, "The repair cost").status


def test_every_place_of_a_phrase(make_index: Callable[..., Index]) -> None:
    """In all articles that have it, in force first; no more than a page of them."""
    index = make_index(
        [
            Article(f"a-{n:02}", f"Note {n}\n\nThe bridge is shut. The bridge is shut again.", f"Note {n}", published_at="2023-01-01")
            for n in range(15)
        ]
    )
    verdict = check(index, "The bridge is shut")

    assert [(f"a-{n:02}", start) for n in range(10) for start in (verdict.places[0].start, verdict.places[1].start)][:2] == [
        (place.article.id, place.start) for place in verdict.places[:2]
    ]
    assert 20 == len(verdict.places)
    assert verdict.more


def test_an_empty_index_finds_nothing(make_index: Callable[..., Index]) -> None:
    """And does not fail."""
    assert Found.NOT_FOUND is check(make_index([]), "The repair cost 1,200 crowns").status


# -- laws -----------------------------------------------------------------------------------------------------------

TEXTS = {article.id: article.text for article in ARTICLES}


@settings(max_examples=250, deadline=None)
@given(st.sampled_from(sorted(TEXTS)), st.data())
def test_any_slice_is_found_at_its_place(index: Index, name: str, data: st.DataObject) -> None:
    """A slice that cuts no word is found, exactly where it was taken; one that cuts a word is told to, at the same place."""
    text = TEXTS[name]
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, min(len(text), start + 300)))
    quote = text[start:end]
    assume(any(char.isalnum() for char in quote))
    verdict = check(index, quote, name)

    slices(verdict)
    exact = {(place.start, place.end) for place in verdict.places if place.exact and place.article.id == name}
    if cut(text, start) or cut(text, end) or ends_number_early(text, end):
        assert verdict.status is not Found.NOT_FOUND
        if verdict.status is Found.ALTERED:
            assert {Change.CUT} == {one.kind for one in verdict.differences}
    else:
        assert Found.FOUND is verdict.status
        assert (start, end) in exact or verdict.more


@settings(max_examples=250, deadline=None)
@given(st.sampled_from([FERRY.id, TRAINS.id]), st.data())
def test_a_changed_word_is_never_found(index: Index, name: str, data: st.DataObject) -> None:
    """Any word of any run of words, put for another one, left out or doubled: altered or not found, never found."""
    text = TEXTS[name]
    words = words_of(fold(text).text)
    folded = fold(text).text
    first = data.draw(st.integers(0, len(words) - 5))
    last = data.draw(st.integers(first + 4, min(len(words) - 1, first + 25)))
    changed = data.draw(st.integers(first + 1, last - 1))
    other = data.draw(st.sampled_from(["zebra", "not", "17", "Monday", "1999", words[changed].text.swapcase() + "x", ""]))
    quote = folded[words[first].start : words[changed].start] + other + folded[words[changed].end : words[last].end]
    assume(fold(quote).text not in folded)
    verdict = check(index, quote)

    slices(verdict)
    assert verdict.status in (Found.ALTERED, Found.NOT_FOUND)


@settings(max_examples=150, deadline=None)
@given(st.text(min_size=1, max_size=60))
def test_any_text_has_a_verdict(index: Index, text: str) -> None:
    """Nothing breaks it."""
    slices(check(index, text))


def test_the_same_quotations_give_the_same_verdicts(index: Index) -> None:
    """Alone or among others, in any order."""
    quotes = [case[1] for case in (*FOUND, *ALTERED)][:30] + NOT_FOUND
    together = Verifier(index).verify([Quotation(quote) for quote in quotes], NOON).verdicts

    assert [check(index, quote) for quote in reversed(quotes)] == list(reversed(together))
    assert WORLD.id in {place.article.id for verdict in together for place in verdict.places}
