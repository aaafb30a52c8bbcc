"""The page in a real browser: asking, checking a citation in its article and coming back, with the keyboard alone and with links."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest

from tests.browser import CHROMIUM
from tests.page.articles import EMOJI, HEBREW, HOSTILE
from tests.page.reader import Reader

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")

QUESTION = "when was the checkpoint installed?"
ASKED = f"#/ask?q={quote(QUESTION)}"


def shown_citation(reader: Reader) -> dict[str, str]:
    """The first citation as it is shown, and where it leads."""
    found: dict[str, str] = reader.run(
        "(() => { const one = document.querySelector('[data-part=citation]');"
        " return { quote: one.querySelector('[data-part=quote]').textContent, href: one.querySelector('[data-part=title]').getAttribute('href') }; })()"
    )
    return found


def test_with_the_keyboard_alone_from_question_to_article_and_back(reader: Reader) -> None:
    """Ask, go to a citation, open it: the marked text is the quotation. Escape leads back to the same citation."""
    reader.go()
    assert reader.focus() == "question"
    reader.tab.type(QUESTION)
    reader.press("Enter")
    reader.until("[data-part=answer]")
    assert reader.focus() == "answer-title"
    assert reader.text("[data-part=answer-text]") == "23 April 2023"

    reader.press("ArrowDown")
    assert reader.focus() == "c1"
    cited = shown_citation(reader)
    reader.press("ArrowDown", "ArrowUp", "Enter")
    reader.until("#marked")

    assert reader.text("#marked") == cited["quote"]
    assert reader.run("location.hash") == cited["href"]
    assert reader.focus() == "marked"
    top, bottom = reader.run(
        "(() => { const box = document.getElementById('marked').getBoundingClientRect(); return [box.top, box.bottom]; })()"
    )
    assert 0 <= top < bottom <= 900, "the marked text is in view"

    reader.press("Escape")
    reader.until("[data-part=answer]")
    assert reader.focus() == "c1"
    assert reader.text("[data-part=answer-text]") == "23 April 2023"
    reader.press("/")
    assert reader.focus() == "question"


def test_tab_reaches_everything_in_the_order_it_is_read(reader: Reader) -> None:
    reader.go(ASKED, part="[data-part=answer]")
    reached = []
    reader.run("document.querySelector('.skip').focus()")
    for _ in range(40):
        reached.append(reader.focus())
        reader.press("Tab")

    wanted = ["help-button", "question", "ask-button", "filters-button", "m1", "c1", "c2"]
    places = [reached.index(one) for one in wanted]
    assert places == sorted(places)


@pytest.mark.parametrize("n", ["1", "2", "3"])
def test_numbers_lead_to_citations(reader: Reader, n: str) -> None:
    reader.go(ASKED, part="[data-part=answer]")
    reader.press(n)

    assert reader.focus() == f"c{n}"


def test_every_citation_is_marked_in_its_article_exactly(reader: Reader) -> None:
    """Whatever stands in front of it: places are counted in code points."""
    reader.go(f"#/ask?q={quote('when was the ferry Skua repaired?')}", part="[data-part=answer]")
    cited = shown_citation(reader)
    assert "🚢" in cited["quote"]
    reader.click("[data-part=citation] h3 a")
    reader.until("#marked")

    assert reader.text("#marked") == cited["quote"]
    assert "👩‍👩‍👧" in reader.text("[data-part=article-text]")


def test_a_place_that_is_not_in_the_article_marks_nothing_and_says_so(reader: Reader) -> None:
    reader.go(f"#/article/{EMOJI}?start=90&end=9000", part="[data-part=article]")

    assert reader.count("#marked") == 0
    assert "no such place" in reader.text(".notice")


@pytest.mark.parametrize("identifier", [HOSTILE, HEBREW, EMOJI])
def test_any_id_has_an_address(reader: Reader, identifier: str) -> None:
    reader.go(f"#/article/{quote(identifier, safe='')}?start=0&end=3", part="[data-part=article]")

    assert len(reader.text("#marked")) >= 3
    assert identifier in reader.texts(".colophon code")


def test_an_article_that_is_gone_is_said_to_be_gone(reader: Reader) -> None:
    reader.forgiven = ["404"]
    reader.go("#/article/none", part="[data-part=error]")

    assert "no longer there" in reader.text("main h1")


def test_the_answer_tells_how_sure_it_is_and_how_the_date_came_about(reader: Reader) -> None:
    reader.go(ASKED, part="[data-part=answer]")
    served = reader.run(f"fetch('/v1/ask?q={quote(QUESTION)}').then((reply) => reply.json())")

    assert "right" in reader.text("[data-part=confidence]")
    assert f"{round(served['answer']['confidence'] * 100)} in 100" in reader.text("[data-part=confidence]")
    assert "independent sources" in reader.text("[data-part=confidence]")
    steps = reader.texts("[data-part=derivation] > li")
    assert len(steps) == len(served["answer"]["derivation"])
    for step, derivation in zip(steps, reversed(served["answer"]["derivation"]), strict=True):
        assert derivation["expression"] in step
    assert "23 April 2023" in steps[-1]
    assert reader.texts("[data-part=quote]")
    assert set(reader.texts("[data-part=quote]")) == {one["quote"] for one in served["citations"]}


def test_sources_that_differ_stand_side_by_side(reader: Reader) -> None:
    reader.go()
    answer = reader.run(f"fetch('/v1/ask?q={quote(QUESTION)}').then((reply) => reply.json())")
    last = answer["citations"][-1]["n"]
    answer["answer"]["citations"] = [1]
    answer["alternatives"] = [{"text": "24 April 2023", "relation": "conflicting", "citations": [last]}]
    reader.stage.canned["POST /v1/ask"] = ("200 OK", [], json.dumps(answer))
    reader.ask("when?")
    boxes = reader.run(
        "['supporting', 'conflicting'].map((side) => { const box = document.querySelector(`[data-part=${side}]`).getBoundingClientRect();"
        " return [box.left, box.right, box.top]; })"
    )

    assert "24 April 2023" in reader.text("[data-part=conflicting] h2")
    assert reader.texts("[data-part=conflicting] [data-part=quote]") == [answer["citations"][-1]["quote"]]
    assert "One other value is reported" in reader.text("[data-part=confidence]")
    assert boxes[0][1] <= boxes[1][0]
    assert boxes[0][2] == boxes[1][2]


def test_an_abstention_gives_its_reason_and_the_nearest_passages(reader: Reader) -> None:
    reader.go("#/ask?q=zzz+qqq", part="[data-part=answer]")

    assert reader.text("[data-part=reason]").endswith(".")
    assert reader.run("document.querySelector('[data-part=answer]').dataset.status") == "abstained"
    reader.go(f"#/ask?q={quote('when was the checkpoint installed?')}&after=2025-01-01", part="[data-part=answer]")
    assert reader.run("document.querySelector('[data-part=reason]').dataset.reason") == "out_of_range"


def test_copies_are_folded(reader: Reader) -> None:
    reader.go(f"#/ask?q={quote('When did the foreign ministers meet Jake Sullivan?')}", part="[data-part=answer]")
    fold = "details[data-part=copies]"

    assert reader.count(fold) > 0
    assert reader.run(f"[...document.querySelectorAll('{fold}')].every((one) => !one.open)")
    assert "same story" in reader.text(f"{fold} summary")
    assert reader.run(f"document.querySelector('{fold} li a').getAttribute('href')").startswith("#/article/")


def test_back_and_forward_show_what_was_there(reader: Reader) -> None:
    reader.go()
    reader.ask(QUESTION)
    first = reader.run("location.hash")
    reader.run("document.querySelector('[data-act=afresh]').click()")
    reader.ask("how long is the Norrdal line?")
    second = reader.run("location.hash")
    reader.run("history.back()")
    reader.true("document.querySelector('[data-part=answer-text]')?.textContent === '23 April 2023'")
    assert reader.run("[location.hash, document.getElementById('question').value]") == [first, QUESTION]
    reader.run("history.forward()")
    reader.true(f"location.hash === {json.dumps(second)} && document.getElementById('question').value.includes('Norrdal')")
    reader.until("[data-part=answer]")


def test_a_link_asks_the_same_again(reader: Reader) -> None:
    reader.go()
    reader.ask(QUESTION)
    link = reader.run("location.href")
    before = reader.texts("[data-part=quote]")
    reader.tab.open("about:blank")
    reader.tab.open(link)
    reader.until("[data-part=answer]")

    assert reader.texts("[data-part=quote]") == before
    reader.tab.open("about:blank")
    reader.tab.open(f"{reader.stage.address}/?q={quote(QUESTION)}")
    reader.until("[data-part=answer]")
    assert reader.texts("[data-part=quote]") == before


def test_a_follow_up_is_asked_in_its_conversation(reader: Reader) -> None:
    """What was said goes along, the completed question is shown, and it can be taken as it was typed."""
    reader.go()
    reader.ask("when was the Tarn Bridge closed?")
    reader.ask("when was it reopened?")

    assert "h=when" in reader.run("location.hash")
    assert "Tarn Bridge" in reader.text("[data-part=rewritten] q")
    reader.click("[data-part=rewritten] a")
    reader.true("!document.querySelector('[data-part=rewritten]') && !!document.querySelector('[data-part=answer]')")
    assert "h=" not in reader.run("location.hash")


def test_filters_are_chips_that_can_be_taken_away(reader: Reader) -> None:
    reader.go(f"{ASKED}&after=2023-05-01&source=The+Ledger", part="[data-part=answer]")
    chips = reader.texts("#chips [data-part=chip]")
    assert any("1 May 2023" in one for one in chips)
    assert any("The Ledger" in one for one in chips)
    assert set(reader.texts("[data-part=citation] .source")) == {"The Ledger"}

    reader.click("#chips [data-act=unsource]")
    reader.true("!location.hash.includes('source')")
    reader.true("document.querySelectorAll('[data-part=citation]').length > 1")
    reader.run("document.querySelector('#chips [data-act=unset]').click()")
    reader.true("!location.hash.includes('after')")
    reader.until("[data-part=answer]")


def test_filters_are_set_in_the_form(reader: Reader) -> None:
    reader.go(ASKED, part="[data-part=answer]")
    reader.press("f")
    assert reader.focus() == "after"
    assert reader.run("document.getElementById('filters-button').getAttribute('aria-expanded')") == "true"
    assert "The Ledger" in reader.true("[...document.querySelectorAll('#sources option')].map((one) => one.value).join()")
    reader.run("document.getElementById('as_of').value = '2023-04-30'; document.getElementById('source').focus()")
    reader.tab.type("Meridian Wire")
    reader.press("Enter")
    reader.true("location.hash.includes('as_of=2023-04-30') && location.hash.includes('source=Meridian')")
    reader.true("document.querySelector('[data-part=citation] .source')?.textContent === 'Meridian Wire'")
    reader.press("f", "Escape")
    assert reader.run("document.getElementById('filters').hidden")


def test_the_window_that_a_question_names_can_be_adjusted(reader: Reader) -> None:
    reader.go(f"#/ask?q={quote('what happened at the checkpoint in April 2023?')}", part="[data-part=answer]")
    chip = "#chips .inferred"
    assert "April 2023" in reader.text(chip)
    reader.click(chip)

    assert reader.run("['after', 'before'].map((name) => document.getElementById(name).value)") == ["2023-04-01", "2023-04-30"]
    reader.click("#filters button[type=submit]")
    reader.true("location.hash.includes('after=2023-04-01')")
    reader.until("[data-part=answer]")


def test_words_that_count_from_an_unknown_day_ask_for_it(reader: Reader) -> None:
    reader.go(f"#/ask?q={quote('what happened at the checkpoint last week?')}", part="[data-part=answer]")
    assert "last week" in reader.text("#chips .inferred")
    reader.click("#chips .inferred")

    assert reader.focus() == "as_of"


def test_a_citation_is_copied_without_what_is_not_seen(reader: Reader) -> None:
    reader.tab.send("Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])
    reader.go(ASKED, part="[data-part=answer]")
    reader.run("window.copied = null; navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve(); }")
    reader.press("ArrowDown", "c")
    copied = reader.true("window.copied")

    assert shown_citation(reader)["quote"] in copied
    assert "The Ledger" in copied
    assert copied.isprintable()


def test_help_lists_the_keys_and_closes(reader: Reader) -> None:
    reader.go(ASKED, part="[data-part=answer]")
    reader.press("?")
    reader.until("#help[open]")
    reader.press("Escape")
    reader.true("!document.querySelector('#help[open]')")


def test_a_screen_reader_is_told_the_answer(reader: Reader) -> None:
    reader.go()
    reader.ask(QUESTION)

    assert "23 April 2023" in reader.true("document.getElementById('live').textContent")
    levels = reader.run("[...document.querySelectorAll('main h1, main h2, main h3')].map((one) => Number(one.localName[1]))")
    assert levels[0] == 1
    assert levels.count(1) == 1
