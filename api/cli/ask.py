"""`dateline ask` and `dateline search`: a question → the answer or the passages, for people or as JSON."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import click

from api.cli.options import days_of, pass_state, query_options, window_of
from api.cli.state import State, print_json
from api.cli.terminal import escaped, harmless
from index.model import Window

_WIDTH = 96


@click.command(epilog='Example: dateline ask "when was the checkpoint installed?" --before 2023-05-31')
@click.argument("question", nargs=-1, required=True)
@query_options
@click.option("--format", "shape", type=click.Choice(["markdown", "csl"]), help="Markdown with footnotes, or CSL-JSON of what is cited.")
@pass_state
def ask(state: State, /, question: Sequence[str], as_json: bool, shape: str | None, **limits: Any) -> None:
    """Answer QUESTION with citations, or say that the articles do not."""
    answer = _asked(state, "ask", " ".join(question), **limits)
    if shape:
        click.echo(answer_as(shape, answer), nl=False)
    elif as_json:
        print_json(answer)
    else:
        click.echo(shown_answer(harmless(answer)))


@click.command(epilog='Example: dateline search "Lachin corridor" -k 3 --after 2023-04-01')
@click.argument("query", nargs=-1, required=True)
@query_options
@click.option("--format", "shape", type=click.Choice(["anthropic", "openai", "cohere", "trec"]), help="The shape that another tool reads.")
@pass_state
def search(state: State, /, query: Sequence[str], as_json: bool, shape: str | None, **limits: Any) -> None:
    """Print the passages that match QUERY best."""
    found = _asked(state, "search", " ".join(query), **limits)
    if shape:
        click.echo(passages_as(shape, found, " ".join(query)), nl=False)
    elif as_json:
        print_json(found)
    else:
        found = harmless(found)
        notes = [*time_notes(found["window"]), *(_held_back(one) for one in found["held_back"])]
        click.echo("\n\n".join([*map(shown_passage, found["passages"]), *notes]) or "No passage matches.")


def _asked(state: State, route: str, text: str, k: int, **filters: Any) -> dict[str, Any]:
    """The JSON answer, from the service that holds the folder or made here."""
    window = window_of(**filters)
    service = state.service()
    if service is not None:
        names = {"sources": window.sources, "authors": window.authors, "languages": window.languages}
        request = {"question": text, "k": k, **days_of(window), **{name: list(given) for name, given in names.items() if given}}
        return service.ask(request) if route == "ask" else service.search(request)
    return _here(state, route, text, k, window)


def _here(state: State, route: str, text: str, k: int, window: Window) -> dict[str, Any]:
    # imported here: a service answers without any of it
    from api.wire.render import answer_out, search_out
    from api.wiring import make_answerer, make_reader, make_writer
    from qa.asked.question import read_question
    from qa.search import searched

    question = read_question(text, k, window)
    with state.reading() as index:
        if route == "ask":
            answerer = make_answerer(index, reader=make_reader(state.settings), writer=make_writer(state.settings))
            return answer_out(answerer.answer(question), "codepoint", index.version).model_dump(mode="json", by_alias=True)
        return search_out(searched(index, question), "codepoint").model_dump(mode="json", by_alias=True)


def answer_as(shape: str, answer: Mapping[str, Any]) -> str:
    """An answer as Markdown or CSL-JSON."""
    # imported here, as below: only who asks for it loads it
    from api.wire.answers import AnswerOut
    from api.wire.exports import csl, markdown

    read = AnswerOut.model_validate(answer)
    if shape == "markdown":
        return str(harmless(markdown(read)))
    return escaped(csl(read).model_dump_json(by_alias=True, exclude_none=True, indent=2)) + "\n"


def passages_as(shape: str, found: Mapping[str, Any], question: str) -> str:
    """Passages as another tool reads them."""
    from api.wire.answers import SearchOut
    from api.wire.shapes import anthropic_search, cohere_search, openai_search, trec_run

    read = SearchOut.model_validate(found)
    if shape == "trec":
        return trec_run(read, "1")
    made = {"anthropic": anthropic_search, "cohere": cohere_search}.get(shape, lambda result: openai_search(result, question))(read)
    return escaped(made.model_dump_json(indent=2)) + "\n"


def shown_answer(answer: Mapping[str, Any]) -> str:
    """An answer for the terminal: the words, how they were worked out, who says so, where."""
    claim, notes = answer["answer"], time_notes(answer["window"])
    if claim is None:
        lines = [f"Not in these articles ({answer['reason'].replace('_', ' ')})."]
        if answer["alternatives"]:
            sides = (f"  {other['text']} {''.join(f'[{n}]' for n in other['citations'])}" for other in answer["alternatives"])
            lines = ["The articles disagree:", "", *sides, "", *(_citation(citation) for citation in answer["citations"])]
        if answer["passages"]:
            lines += ["", "Nearest passages:", "", *(shown_passage(passage) for passage in answer["passages"][:3])]
        lines += ["", *notes] if notes else []
        return "\n".join(lines)
    marks = "".join(f"[{number}]" for number in claim["citations"])
    lines = [_wrapped(f"{claim['text']} {marks}", ""), ""]
    lines += [f"  worked out: “{step['expression']}”{_anchored(step)} [{step['citation']}]" for step in claim["derivation"]]
    for other in answer["alternatives"]:
        lines.append(
            f"  {'also' if other['relation'] == 'compatible' else 'but'}: {other['text']} {''.join(f'[{n}]' for n in other['citations'])}"
        )
    support = answer["support"]
    copies = f", {support['copies']} of them copies" if support["copies"] else ""
    lines.append(f"  confidence {claim['confidence']:.2f} · said by {_count(support['articles'], 'article')}{copies}")
    lines += [*notes, "", *(_citation(citation) for citation in answer["citations"])]
    if answer["degraded"]:
        lines.append(f"  (degraded: {', '.join(answer['degraded'])})")
    return "\n".join(lines)


def time_notes(window: Mapping[str, Any]) -> list[str]:
    """What the question's words about time were taken to mean, where it has any."""
    notes = []
    if window["events"]:
        words = ", ".join(f"“{one}”" for one in window["named"])
        notes.append(f"  time asked for: {_days(window['events'])} ({words}); what fits it comes first, nothing is left out for it")
    if window["unresolved"]:
        words = ", ".join(f"“{one}”" for one in window["unresolved"])
        notes.append(f"  {words} counts from a day that was not given: add --as-of DAY, or --as-of today")
    return notes


def _days(bounds: Mapping[str, str | None]) -> str:
    after, before = bounds["after"], bounds["before"]
    if after and before:
        return after if after == before else f"{after} to {before}"
    return f"from {after} on" if after else f"up to {before}"


def shown_passage(passage: Mapping[str, Any]) -> str:
    """A passage for the terminal: where it stands, and its text."""
    head = f"{passage['rank']}. {_origin(passage)} · score {passage['score']:.2f} · {passage['article_id']} {passage['start']}–{passage['end']}"
    copies = ", ".join(copy["source"] or copy["article_id"] for copy in passage["copies"])
    return f"{head}\n{_wrapped(passage['text'], '   ')}" + (f"\n{_wrapped(f'the same story: {copies}', '   ')}" if copies else "")


def _held_back(one: Mapping[str, Any]) -> str:
    """What does not stand among the passages, and why."""
    return f"  held back at rank {one['rank']}, as its {one['full']} has its share: {_origin(one)} · {one['article_id']} {one['start']}–{one['end']}"


def _citation(citation: Mapping[str, Any]) -> str:
    superseded = " (superseded by a newer version)" if citation["superseded"] else ""
    place = f"{citation['article_id']} v{citation['version']}{superseded}, characters {citation['start']}–{citation['end']}"
    return f"  [{citation['n']}] {_origin(citation)}\n{_wrapped('“' + citation['quote'] + '”', '      ')}\n      {place}\n"


def _origin(record: Mapping[str, Any]) -> str:
    parts = (
        record["source"],
        (record["published_at"] or "undated")[:10],
        record["title"] and textwrap.shorten(record["title"], 70, placeholder=" …"),
    )
    return " · ".join(part for part in parts if part)


def _anchored(step: Mapping[str, Any]) -> str:
    return f" = {step['rule']} ({step['anchor']})" if step["anchor"] else f" ({step['rule']})"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _wrapped(text: str, indent: str) -> str:
    return textwrap.fill(" ".join(text.split()), _WIDTH, initial_indent=indent, subsequent_indent=indent)
