"""`dateline verify`: quotations in a file → whether they stand in the articles, for people or as JSON; exit 1 when one does not."""

from __future__ import annotations

import datetime as dt
import json
import sys
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from api.cli.options import as_json, pass_state
from api.cli.state import State, print_json
from api.cli.terminal import harmless
from index.errors import BadInput

_WIDTH = 100
_SIGNS = {"found": "ok ", "found_elsewhere": "!! ", "altered": "!! ", "not_found": "!! "}


@click.command(epilog="Example: dateline ask --json 'when was it built?' | dateline verify -")
@click.argument("file", metavar="FILE|-")
@as_json
@pass_state
def verify(state: State, file: str, as_json: bool) -> int:
    """Tell of each quotation whether it is found, found elsewhere, altered or not found.

    FILE holds an answer of `dateline ask --json`, a JSON list of quotations, {"quotes": [{"quote", "article_id"?, "url"?}]}, or text: what stands in
    quotation marks or Markdown block quotes there, or, when nothing does, each line. Exit 1 when a quotation is not found as it stands.
    """
    found = _asked(state, request_of(_text(file), file))
    if as_json:
        print_json(found)
    else:
        _show(harmless(found))
    return 0 if all(one["status"] == "found" and one["as_stated"] is not False for one in found["quotes"]) else 1


def request_of(text: str, name: str) -> dict[str, Any]:
    """The body of POST /v1/verify that a file asks for. Raises BadInput."""
    from qa.verify.said import lines_of, read_text

    if text.lstrip()[:1] in ("{", "["):
        value = _json(text)
        if value is not None:
            return _of_json(value, name)
    said = read_text(text)
    if said.quotations or said.short:
        return {"text": text}
    lines = [one.text for one in lines_of(text)]
    if not lines:
        raise BadInput(f"{name} holds no quotation: put quotations in quotation marks, or one on each line")
    return {"quotes": lines}


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None  # text that begins with a bracket, such as "[1] Harbour News …"


def _of_json(value: Any, name: str) -> dict[str, Any]:
    if isinstance(value, list) and value:
        return {"quotes": value}
    if isinstance(value, dict) and any(key in value for key in ("quotes", "text")):
        return {key: value[key] for key in value if key != "offset_unit"}
    if isinstance(value, dict) and "answer" in value and "citations" not in value:
        return {"answer": value["answer"]}
    if isinstance(value, dict) and "citations" in value:
        return {"answer": value}
    raise BadInput(
        f'{name} is JSON without quotations: give a list of them, {{"quotes": […]}}, {{"text": "…"}} or an answer of `dateline ask --json`'
    )


def _asked(state: State, request: dict[str, Any]) -> dict[str, Any]:
    """The JSON verdicts, from the service that holds the folder or made here."""
    service = state.service()
    if service is not None:
        return service.verify(request)
    # imported here: a service answers without any of it
    from api.errors import RefusedError
    from api.wire.fields import read
    from api.wire.verify import VerifyBody, verified

    try:
        body = read(VerifyBody, request)
        with state.reading() as index:
            return verified(index, index.version, body, dt.datetime.now(dt.UTC)).model_dump(mode="json", by_alias=True)
    except RefusedError as error:
        raise BadInput("; ".join(f"{one.field}: {one.message}" for one in error.errors) or str(error)) from error


def _text(file: str) -> str:
    try:
        return (sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()).decode("utf-8-sig")
    except OSError as error:
        raise BadInput(f"{file} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{file} is not valid UTF-8 at byte {error.start}") from error


def _show(found: Mapping[str, Any]) -> None:
    for one in found["quotes"]:
        holds = one["as_stated"] is not False
        click.echo(f"{_SIGNS[one['status']] if holds else '!! '}{one['status'].replace('_', ' ')}: “{_short(one['quote'])}”")
        click.echo(_indented(one["says"] + ("" if holds else "; not at the place that the citation states")))
        if one["status"] == "altered" and one["places"]:
            click.echo(_indented(f"stored: “{_short(one['places'][0]['text'])}”"))
    for marker in found["unknown_markers"]:
        click.echo(f"!! [{marker['n']}] stands for nothing that is named")
    counts = ", ".join(f"{number} {status.replace('_', ' ')}" for status, number in found["counts"].items() if number)
    short = f"; {found['short']} of one or two words not checked" if found["short"] else ""
    click.echo(
        f"{len(found['quotes'])} {'quotation' if len(found['quotes']) == 1 else 'quotations'}: {counts or 'nothing to check'}{short}"
    )


def _indented(text: str) -> str:
    return textwrap.fill(" ".join(text.split()), _WIDTH, initial_indent="   ", subsequent_indent="   ")


def _short(text: str) -> str:
    return textwrap.shorten(" ".join(text.split()), 200, placeholder=" …")
