"""Sentence spans of news text: where a sentence ends, what the spans promise, and that no text makes them slow."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sentences import sentences
from tests.index.builders import law, texts_of

# the text, with | where a sentence ends
ENDS = [
    ("abbreviated country", "The U.S. Army left.| Officials agreed."),
    ("abbreviated country at the end", "They flew to the U.S.| The talks began."),
    ("title before a name", "Gen. Mark Milley spoke.| Sen. Cruz did not."),
    ("ranks in a row", "Lt. Col. Ann Smith met Sgt. Maj. Lee.| They left."),
    ("hour inside", "It began at 9 a.m. on Friday.| It ended."),
    ("hour at the end", "He left at 5 p.m.| Officials agreed."),
    ("hour before a weekday", "It starts at 10 a.m. Monday in Paris.| Done."),
    ("initials", "J. K. Rowling wrote it.| J.K. Rowling signed it."),
    ("month before a day", "It opened on Jan. 5 in St. Petersburg.| Snow fell."),
    ("month at the end", "It opened in Jan.| The snow came."),
    ("company", "Apple Inc. said so.| The firm grew."),
    ("decimals", "Prices rose 3.5 percent.| Shares fell 0.2."),
    ("numbered thing", "See No. 5 for more.| Go on."),
    ("the word no", "He said no.| Smith said yes."),
    ("versus", "It was Jones v. Smith.| Jones won."),
    ("web address", "Visit www.example.com.| Then write."),
    ("quote closed after the stop", "“It is over.”| The crowd cheered."),
    ("straight quote", '"We left," he said.| "We won\'t return."| She nodded.'),
    ("question inside quotes, speaker after", '"Why now?" he asked.| Nobody knew.'),
    ("quotes around an abbreviation", "The “U.S.”-backed forces won.| So it was."),
    ("bracket", "He won (barely.)| Then he lost."),
    ("dots that trail off", "Wait... what?| Yes…| No."),
    ("several marks", "Really?!| Yes!!| Fine."),
    ("stop without a space", "He left.The next one stayed."),
    ("dateline", "WASHINGTON (AP) — The talks began.| They ended."),
    ("blank line", "A headline without a stop\n|\nThe text begins."),
    ("headline on its own line", "A headline without a stop\n|The text begins.| It goes on."),
    (
        "hard-wrapped line",
        "The parliament voted on Tuesday to approve what the government of Prime\nMinister Nikol Pashinyan had proposed.| It was close.",
    ),
    ("wrapped line that goes on in lower case", "It goes on\nfor two lines.| Then stops."),
    ("byline after a long line", "A line that was set at seventy columns and ends without any mark at all\n|By John Smith\n|The text."),
    ("list", "- item one\n|- item two\n|* three"),
    ("Windows line ends", "It ended.\r\n|Next line.\r\n\r\n|More."),
    ("Chinese", "该检查站于4月23日设立。|“五天前。”|他说。|完"),
    ("Japanese quotes", "「そうだ。」|と彼は言った。|終わり"),
    ("Hindi", "यह ठीक है।| वह गया।"),
    ("Arabic question", "ماذا حدث؟| لا شيء."),
    ("no stop at all", "Just words"),
    ("one sign", "A"),
]


@pytest.mark.parametrize(("marked"), [marked for _, marked in ENDS], ids=[name for name, _ in ENDS])
def test_a_sentence_ends_where_a_reader_ends_it(marked: str) -> None:
    """Every | in the table is a boundary and nothing else is."""
    text = marked.replace("|", "")

    assert texts_of(text, sentences(text)) == [part.strip() for part in marked.split("|") if part.strip()]


NEWSY = st.lists(
    st.sampled_from(
        [*'abA.!?…\n \t\r"”)(。', "U.S. ", "a.m. ", "Gen. ", "\n\n", "Officials ", "said ", "No. 5", "x" * 70, "é", "\u2028", "😀"]
    ),
    max_size=60,
).map("".join)


@law
@given(st.text(max_size=200) | NEWSY)
def test_spans_are_in_order_and_leave_out_nothing_but_white_space(text: str) -> None:
    """Spans do not overlap, begin and end with a sign, and every sign stands in one of them."""
    spans = sentences(text)

    assert all(one.end <= other.start for one, other in itertools.pairwise(spans))
    assert all(not span.of(text)[0].isspace() and not span.of(text)[-1].isspace() for span in spans)
    covered = {place for span in spans for place in range(span.start, span.end)}
    assert all(char.isspace() for place, char in enumerate(text) if place not in covered)


@law
@given(NEWSY)
def test_each_sentence_alone_is_never_cut_further_at_a_blank_line(text: str) -> None:
    """No sentence holds a blank line."""
    assert not any("\n\n" in span.of(text) for span in sentences(text))


HOSTILE = {
    "dots": "." * 300_000 + "a",
    "spaces": "a" + " " * 300_000 + "b",
    "tabs": "\t" * 300_000 + "x",
    "carriage returns": "\r" * 300_000 + "x",
    "dots and quotes": '."' * 150_000 + "x",
    "runs of dots, then of quotes": ("." * 500 + '"' * 500) * 300 + "x",
    "one quote after a stop": "a." + '"' * 300_000 + "x",
    "a stop before blanks": "a." + " " * 300_000,
    "lines": "a\n" * 150_000,
    "blank lines": "a" + "\n " * 150_000 + "b",
    "initials": "A.B. " * 60_000,
    "one word": "x" * 300_000,
    "combining marks": "a" + "\u0301" * 300_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_no_text_makes_it_slow(text: str) -> None:
    """300 kB of anything take seconds at most (the quadratic cases of the first version took hours)."""
    start = time.perf_counter()
    sentences(text)

    assert time.perf_counter() - start < 6
