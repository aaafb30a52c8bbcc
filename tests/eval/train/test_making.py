"""What must hold of every training example: where spans are, what negatives hold, which pages are kept."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from eval.train.edits import dated, deny, edited, names, opposite, shift_date, swap_name, swap_number
from eval.train.features import MAX_TOKENS, encode, featured, load_tokenizer
from eval.train.groups import Group, Maker
from eval.train.nearest import Nearest
from eval.train.sources import Sources, read_set, training_sources
from eval.train.split import kept_for_reporting
from eval.train.stream import Place, Stream
from eval.train.windows import holds_answer, window_around, without
from index.encoder import PACKAGED, model_folder
from index.model import Span
from tests.eval.train.builders import QUESTIONS, questions, sources, write_set

ANSWERS = {text: answer for _, text, _, answer in QUESTIONS if answer}


def many_groups() -> list[Group]:
    """Two hundred groups of every kind."""
    maker = Maker(sources())
    made = []
    for seed in range(200):
        rng = random.Random(seed)
        made += [maker.squad1(asked, rng) for asked in questions().asked if asked.spans]
        made += [maker.timeqa(asked, rng) for asked in questions().asked]
        made += [maker.squad2(asked, rng) for asked in questions(prefix="e ").asked]
    return made


GROUPS = many_groups()


def test_the_split_is_what_it_was() -> None:
    """Weights were trained under this split: these titles must stay where they are."""
    kept = {"Normans", "Oxygen", "Rhine", "Force", "Huguenot"}
    seen = {"Warsaw", "Geology", "Imperialism"}

    assert kept == {title for title in kept | seen if kept_for_reporting(title)}


def test_no_page_is_in_both_halves(tmp_path: Path) -> None:
    """Every page is in one half, with its questions."""
    titles = [f"House {number}" for number in range(60)]
    write_set(tmp_path / "set", titles)
    whole = read_set(tmp_path / "set")
    kept, seen = whole.half(reporting=True), whole.half(reporting=False)

    assert {page.title for page in kept.pages}.isdisjoint(page.title for page in seen.pages)
    assert set(titles) == {page.title for page in (*kept.pages, *seen.pages)}
    assert {asked.page.title for asked in kept.asked} == {page.title for page in kept.pages}
    assert 15 < len(kept.pages) < 45


def test_kept_pages_are_refused_as_training_data() -> None:
    """Handing a kept page to training is an error, not a warning."""
    kept = next(
        prefix for prefix in ("", "a ", "e ", "c ", "d ") if any(kept_for_reporting(page.title) for page in questions(prefix).pages)
    )

    with pytest.raises(ValueError, match="kept for reporting"):
        Sources(questions(), questions(kept), questions("e "))


def test_pages_shared_between_squad_1_and_2_are_refused(tmp_path: Path) -> None:
    """A page of SQuAD 2's dev set among SQuAD 1's training pages would be seen."""
    for name in ("squad1_train", "squad2_dev", "timeqa_human_train"):
        write_set(tmp_path / name, ["Same House"])

    with pytest.raises(ValueError, match="share"):
        training_sources(tmp_path)


def test_spans_slice_to_the_answer() -> None:
    """The span of every answered example is the gold answer of its question, whatever the window."""
    answered = [example for group in GROUPS for example in group if example.span]

    assert len(answered) > 500
    for example in answered:
        original = [answer for question, answer in ANSWERS.items() if example.span and answer == example.span.of(example.passage)]
        assert original, example


def test_token_targets_cover_the_answer() -> None:
    """Token positions read back give the answer's characters."""
    tokenizer = load_tokenizer(model_folder(PACKAGED))
    examples = [example for group in GROUPS[:150] for example in group]

    for row in featured(tokenizer, examples):
        assert row is not None
        assert row.encoded.first <= row.start <= row.end < row.encoded.last or (row.start, row.end) == (0, 0)
        if row.example.span:
            begin, end = row.encoded.characters(row.start, row.end)
            assert row.example.span.of(row.example.passage) == row.example.passage[begin:end]


def test_ranked_negatives_never_hold_the_answer() -> None:
    """A window that is ranked below the answering one does not hold the answer."""
    negatives = [(group[0], example) for group in GROUPS for example in group[1:] if example.ranked]

    assert len(negatives) > 200
    for positive, negative in negatives:
        assert positive.span
        assert not holds_answer(negative.passage, (positive.span.of(positive.passage),))
        assert negative.span is None
        assert negative.question == positive.question


def test_edited_questions_differ_and_take_no_part_in_ranking() -> None:
    """An edit changes the question, keeps the window and says nothing about relevance."""
    edits = [(group[0], example) for group in GROUPS for example in group[1:] if not example.ranked]

    assert len(edits) > 100
    for positive, example in edits:
        assert example.question != positive.question
        assert (example.passage, example.relevant, example.span) == (positive.passage, None, None)


def test_the_header_does_not_betray_the_answering_window() -> None:
    """Within a group either every example has a header or none."""
    for group in GROUPS:
        assert len({bool(example.header) for example in group}) == 1


@pytest.mark.parametrize(
    ("edit", "question"),
    [
        (shift_date, "Who opened the harbour in 1904?"),
        (swap_number, "Who rebuilt it with 300 men?"),
        (swap_name, "Who did Captain Ole Lund marry?"),
        (opposite, "Who opened the first hall?"),
        (deny, "Who did open the hall?"),
    ],
)
def test_each_edit_changes_one_thing(edit: object, question: str) -> None:
    """Most words of the question stay."""
    window, pool = questions().pages[0].text, ["Ada Holm", "Tarn"]
    changed = [edit(question, window, pool, random.Random(seed)) for seed in range(20)]  # type: ignore[operator]

    assert all(new is None or new != question for new in changed)
    assert any(changed)
    for new in filter(None, changed):
        assert len(set(question.split()) & set(new.split())) >= len(question.split()) - 3


def test_a_dated_question_gets_the_right_and_a_wrong_year() -> None:
    """The first has the year of the answer's sentence, the second another."""
    pair = dated("Who opened the harbour?", "It was opened in 1904 by Queen Maud.", "Queen Maud", "1904, and 1931.", random.Random(0))

    assert pair is not None
    assert "1904" in pair[0]
    assert "1904" not in pair[1]
    assert None is dated("Who opened it in 1904?", "In 1904 she did.", "she", "", random.Random(0))


def test_an_edit_is_found_for_a_question_with_a_name() -> None:
    """And names leave out the words that open a question."""
    assert edited("Who rebuilt the wall of Brack?", "", ["Tarn"], random.Random(1))
    assert ["Queen Maud", "Brack"] == names("When did Queen Maud open Brack?")


def test_windows_hold_what_they_must() -> None:
    """Whole sentences around the span; without its sentence the answer is gone."""
    text = questions().pages[0].text
    span = Span(text.index("1931"), text.index("1931") + 4)
    for seed in range(20):
        window = window_around(text, span, seed, random.Random(seed))
        assert window.start <= span.start < span.end <= window.end
        assert text[window.end - 1] in ".!?"
    left = without(text, Span(0, len(text)), (span,))
    assert left
    assert "1931" not in left


def test_nearest_puts_the_best_first() -> None:
    """The text that shares most and rarest words; none where no word is shared."""
    nearest = Nearest([page.text for page in questions().pages])

    assert 2 == nearest.best("Who opened the museum in Tarn?", 2)[0]
    assert [] == nearest.best("xylophone", 3)


def test_input_is_cut_to_size() -> None:
    """Long questions, headers and passages never exceed the network's input, and the passage's tokens stay inside the passage."""
    tokenizer = load_tokenizer(model_folder(PACKAGED))
    long = "word " * 900
    for row in encode(tokenizer, [(long, long, long), ("q?", "", "short"), ("q?", "Title", "short")]):
        assert len(row) <= MAX_TOKENS
        assert row.characters(row.first, row.last - 1)[0] == 0


def test_the_stream_is_the_same_each_time_and_from_any_place() -> None:
    """Equal seeds give equal batches; beginning later gives the rest."""
    tokenizer = load_tokenizer(model_folder(PACKAGED))
    made = [Stream(sources(), tokenizer, 3, pool=24, batch_tokens=600) for _ in range(3)]
    batches = [batch for batch, _ in zip(made[0](Place()), range(20), strict=False)]
    again = [batch for batch, _ in zip(made[1](Place()), range(20), strict=False)]
    later = [batch for batch, _ in zip(made[2](batches[6].after), range(13), strict=False)]

    assert [[row.example for row in batch.rows] for batch in batches] == [[row.example for row in batch.rows] for batch in again]
    assert [[row.example for row in batch.rows] for batch in batches[7:]] == [[row.example for row in batch.rows] for batch in later]
    assert [batch.after for batch in batches[7:]] == [batch.after for batch in later]
    for batch in batches:
        widths = max(len(row.encoded) for row in batch.rows) * len(batch.rows)
        assert widths <= 600 or len(set(batch.groups)) == 1
