"""Environment variables → Settings: one table, read in one place; every problem is named at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from index.errors import BadInput
from index.settings import IndexSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that can be set. Command line options win over the environment, which wins over the defaults."""

    index: IndexSettings
    host: str = "127.0.0.1"
    port: int = 8000
    threads: int = 8
    fetch: bool = False
    reader: str = "packaged"
    llm_url: str | None = None
    llm_model: str = "default"
    llm_key: str | None = field(default=None, repr=False)
    key: str | None = field(default=None, repr=False)
    hosts: frozenset[str] = frozenset()
    cors_origins: frozenset[str] = frozenset()
    widget_origins: frozenset[str] = frozenset()
    widget_per_minute: int = 60


@dataclass(frozen=True, slots=True)
class Variable:
    """One environment variable: how it is read, and what it does."""

    name: str
    parse: Callable[[str], object]
    help: str


def _whole(text: str) -> int:
    return int(text.strip())


def _switch(text: str) -> bool:
    known = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    if text.strip().casefold() not in known:
        raise ValueError("on or off is wanted")
    return known[text.strip().casefold()]


def _http(text: str) -> str:
    if not text.strip().startswith(("http://", "https://")):
        raise ValueError("an http or https address is wanted")
    return text.strip()


def _at_least_one(text: str) -> int:
    number = _whole(text)
    if number < 1:
        raise ValueError("1 or more is wanted")
    return number


_HOST = r"(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])"
_ORIGIN = re.compile(rf"https?://{_HOST}(?::[0-9]{{1,5}})?")


def _listed(text: str, pattern: re.Pattern[str]) -> frozenset[str]:
    found = frozenset(text.lower().replace(",", " ").split())
    if not all(pattern.fullmatch(one) for one in found):
        raise ValueError("one of them is not of that kind")
    return found


def _origins(text: str) -> frozenset[str]:
    return _listed(text, _ORIGIN)


def _hosts(text: str) -> frozenset[str]:
    return _listed(text, re.compile(_HOST))


_EXACT = "exact, such as https://news.example, separated by commas, without paths or * (none)"

VARIABLES: tuple[Variable, ...] = (
    Variable("DATELINE_DATA", Path, "folder of the index (./dateline-data)"),
    Variable("DATELINE_MODEL", str, "folder of another sentence-transformers model than the packaged all-MiniLM-L6-v2"),
    Variable("DATELINE_PASSAGE_WORDS", _whole, "words in a passage, 20..400 (200); a new index is needed when it changes"),
    Variable("DATELINE_HEADER", _switch, "embed and search title, source and date with each passage (on)"),
    Variable("DATELINE_CANDIDATES", _whole, "passages each leg of the search hands to fusion, 10..1000 (100)"),
    Variable("DATELINE_GENERATION", _switch, "keep and search a Chroma generation (on); off: exact search only"),
    Variable("DATELINE_FETCH", _switch, "fetch pages and feeds from addresses that are handed in (off)"),
    Variable(
        "DATELINE_READER",
        str,
        "packaged (default), off, or the folder of a sentence-transformers CrossEncoder that orders passages instead",
    ),
    Variable("DATELINE_LLM_URL", _http, "OpenAI-compatible server that may word answers, such as http://127.0.0.1:11434/v1 (none)"),
    Variable("DATELINE_LLM_MODEL", str, "the model it is asked for (default)"),
    Variable("DATELINE_LLM_KEY", str, "the key it wants; never logged (none)"),
    Variable("DATELINE_HOST", str, "address to serve on (127.0.0.1)"),
    Variable("DATELINE_PORT", _whole, "port to serve on (8000)"),
    Variable("DATELINE_THREADS", _whole, "requests served at the same time (8)"),
    Variable("DATELINE_KEY", str, "the key with which commands call a service that wants one; never logged (none)"),
    Variable("DATELINE_HOSTS", _hosts, "names other than this machine's that the Host header may carry, separated by commas (none)"),
    Variable("DATELINE_CORS_ORIGINS", _origins, f"origins whose pages may call the service with a key: {_EXACT}"),
    Variable("DATELINE_WIDGET_ORIGINS", _origins, f"origins whose pages may ask questions without a key: {_EXACT}"),
    Variable("DATELINE_WIDGET_PER_MINUTE", _at_least_one, "questions a minute from each of the widget origins (60)"),
)
_INDEX_NAMES = {"data_dir": "DATELINE_DATA", **{one.name: f"DATELINE_{one.name.upper()}" for one in fields(IndexSettings)[1:]}}


def load(environment: Mapping[str, str], data: Path | None = None) -> Settings:
    """Settings from `environment`; `data` wins over DATELINE_DATA. Raises BadInput naming the variable and its value."""
    known = {variable.name: variable for variable in VARIABLES}
    unknown = sorted(name for name in environment if name.startswith("DATELINE_") and name not in known)
    if unknown:
        raise BadInput(f"{unknown[0]} is not a setting; there are {', '.join(known)}", field=unknown[0])
    values = {name: _parsed(variable, environment[name]) for name, variable in known.items() if environment.get(name)}
    if data is not None:
        values["DATELINE_DATA"] = data
    try:
        chosen = {one: values[name] for one, name in _INDEX_NAMES.items() if name in values}
        index = IndexSettings(**{"data_dir": Path("dateline-data"), **chosen})  # type: ignore[arg-type]  # parsed by the table
    except ValueError as error:
        name, _, problem = str(error).partition(" ")  # IndexSettings names its field first
        raise BadInput(f"{_INDEX_NAMES[name]} {problem}", field=_INDEX_NAMES[name]) from error
    names = {one.name: f"DATELINE_{one.name.upper()}" for one in fields(Settings)[1:]}
    own = {name: values[variable] for name, variable in names.items() if variable in values}
    return Settings(index=index, **own)  # type: ignore[arg-type]  # parsed by the table


def _parsed(variable: Variable, text: str) -> object:
    try:
        return variable.parse(text)
    except ValueError as error:
        raise BadInput(f"{variable.name} is {text!r}: {variable.help}", field=variable.name) from error
