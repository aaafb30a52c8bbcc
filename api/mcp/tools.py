"""The tools: arguments as JSON → their result as JSON, or ToolFailed with words that help the caller to mend the call."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from flask import request
from pydantic import BaseModel

from api.errors import RefusedError, kind_of
from api.mcp.shapes import (
    AnswerArguments,
    Document,
    FetchArguments,
    FoundOut,
    NearestOut,
    SearchArguments,
    SearchResults,
    TimelineArguments,
    ToolAnswer,
    ToolTimeline,
    ToolVerdicts,
    VerifyArguments,
)
from api.parts import parts
from api.wire.asking import AskBody
from api.wire.fields import Request, read
from api.wire.render import answer_out
from api.wire.timeline import TimelineQuery, timeline_out
from api.wire.verify import VerifyBody, verified
from index.errors import BadInput, DatelineError, TooBusy
from index.model import Article, Version
from index.strict_json import check_storable
from qa.asked.question import read_question
from qa.search import searched
from qa.timeline.timeline import Timelines

_LOG = logging.getLogger("dateline.error")
_PASSAGES, _ARTICLES, _NEAREST = 20, 10, 3


class ToolFailed(Exception):
    """A call that gave nothing; the text is for the model that made it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """One tool; none of them changes anything."""

    name: str
    title: str
    description: str
    takes: type[Request]
    gives: type[BaseModel]
    call: Callable[[Any], BaseModel]
    """From an instance of `takes` to one of `gives`."""

    def listed(self) -> dict[str, Any]:
        """The tool as `tools/list` tells it."""
        return {
            "name": self.name,
            "title": self.title,
            "description": self.description,
            "inputSchema": _without_null(_plain(self.takes.model_json_schema())),
            "outputSchema": _plain(self.gives.model_json_schema(mode="serialization")),
            "annotations": {
                "title": self.title,
                "readOnlyHint": True,
                "destructiveHint": False,
                "idempotentHint": True,
                "openWorldHint": False,
            },
        }

    def run(self, arguments: Mapping[str, object]) -> dict[str, Any]:
        """The result as a JSON object. Raises ToolFailed."""
        try:
            check_storable(dict(arguments))
            return self.call(read(self.takes, dict(arguments))).model_dump(mode="json", by_alias=True)
        except RefusedError as error:
            faults = "; ".join(f"{one.field}: {one.message}" for one in error.errors)
            raise ToolFailed(f"{self.name} was called wrongly. {faults or error}") from None
        except BadInput as error:
            raise ToolFailed(f"{self.name} was called wrongly. {error}") from None
        except TooBusy as error:
            raise ToolFailed(f"The service is busy: call {self.name} again in {max(1, error.retry_after_s)} s.") from None
        except DatelineError as error:
            _LOG.error("tool %s: %s: %s", self.name, type(error).__name__, error)  # an expected failure: no traceback
            raise ToolFailed(f"{kind_of(error).title}: {kind_of(error).detail}") from None


def _search(arguments: SearchArguments) -> SearchResults:
    shown = searched(parts().index, read_question(arguments.query, _PASSAGES)).shown
    best = {one.hit.passage.article_id: one.hit for one in reversed(shown)}  # the first passage of each article stays
    found = sorted(best.values(), key=lambda hit: hit.rank)[:_ARTICLES]
    return SearchResults(
        results=[
            FoundOut(
                id=hit.article.id,
                title=_title(hit.article),
                url=_address(hit.article),
                text=hit.passage.text,
                source=hit.article.source,
                published_at=hit.article.published_at,
            )
            for hit in found
        ]
    )


def _fetch(arguments: FetchArguments) -> Document:
    version = parts().index.version(arguments.id)
    if version is None:
        raise ToolFailed(f"There is no article with the id {arguments.id[:200]!r}. Ids come from search and from citations.")
    article = version.article
    return Document(id=article.id, title=_title(article), text=article.text, url=_address(article), metadata=_metadata(version))


def _answer(arguments: AnswerArguments) -> ToolAnswer:
    found = parts().answerer.answer(AskBody(**arguments.model_dump()).asked())
    out = answer_out(found, "codepoint", parts().index.version)
    near = [] if out.answer else out.passages[:_NEAREST]
    shared = {name: getattr(out, name) for name in ToolAnswer.model_fields if name in type(out).model_fields}
    nearest = [NearestOut(**{name: getattr(one, name) for name in NearestOut.model_fields}) for one in near]
    return ToolAnswer(**shared, nearest=nearest, unresolved=out.window.unresolved)


def _timeline(arguments: TimelineArguments) -> ToolTimeline:
    given = arguments.model_dump()
    query = TimelineQuery(q=given.pop("subject"), source=given.pop("sources") or [], **given)
    out = timeline_out(Timelines(parts().index).of(query.subject()), "codepoint", parts().index.version)
    return ToolTimeline(**{name: getattr(out, name) for name in ToolTimeline.model_fields})


def _verify(arguments: VerifyArguments) -> ToolVerdicts:
    index = parts().index
    out = verified(
        index, index.version, VerifyBody.model_validate({"quotes": arguments.quotes, "text": arguments.text}), dt.datetime.now(dt.UTC)
    )
    return ToolVerdicts(quotes=out.quotes, short=out.short)


def _title(article: Article) -> str:
    return article.title or article.text.strip().partition("\n")[0][:200] or article.id


def _address(article: Article) -> str:
    """The article's own address; else that of its page here, since what has no address is not cited by some clients."""
    return article.url or f"{request.host_url}#/article/{quote(article.id, safe='')}"


def _metadata(version: Version) -> dict[str, str]:
    article = version.article
    known = {
        "source": article.source,
        "author": article.author,
        "published_at": article.published_at,
        "published_from": article.published_from,
        "updated_at": article.updated_at,
        "language": article.language,
        "version": str(version.number),
    }
    return {name: text for name, text in known.items() if text}


def _plain(schema: Any) -> Any:
    """A schema without the titles and null defaults that pydantic adds."""
    if isinstance(schema, list):
        return [_plain(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    noise = {name for name, item in schema.items() if (name == "title" and isinstance(item, str)) or (name == "default" and item is None)}
    return {name: _plain(item) for name, item in schema.items() if name not in noise}


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Optional arguments are left out rather than null: `anyOf` with null is more than some clients understand."""
    for part in (schema, *schema.get("$defs", {}).values()):
        for name, field in part.get("properties", {}).items():
            choices = [choice for choice in field.pop("anyOf", []) if choice != {"type": "null"}]
            part["properties"][name] = (choices[0] if choices else {}) | field
    return schema


TOOLS: Mapping[str, Tool] = {
    tool.name: tool
    for tool in (
        Tool(
            name="search",
            title="Search news articles",
            description="Find news articles by meaning and words. Gives the best articles with their id, title, address and the passage that "
            "matches. Read one whole with fetch. For a question, answer is better.",
            takes=SearchArguments,
            gives=SearchResults,
            call=_search,
        ),
        Tool(
            name="fetch",
            title="Read a news article",
            description="Read a whole article by its id, with its address, source and publication date.",
            takes=FetchArguments,
            gives=Document,
            call=_fetch,
        ),
        Tool(
            name="answer",
            title="Answer a question from the articles",
            description="Answer a question from the articles with exact quotations, worked-out dates and how many independent sources agree; "
            "or abstain with a reason when they do not tell. Quote its citations; do not go beyond them.",
            takes=AnswerArguments,
            gives=ToolAnswer,
            call=_answer,
        ),
        Tool(
            name="timeline",
            title="What happened when",
            description="Tell a subject's story day by day: dated statements from the articles, oldest first, each with its quotation, how its "
            "day was worked out, and whether another article disputes it.",
            takes=TimelineArguments,
            gives=ToolTimeline,
            call=_timeline,
        ),
        Tool(
            name="verify",
            title="Check quotations",
            description="Tell whether quotations really stand in the articles, word for word: found, found elsewhere, altered (with what "
            "differs) or not found, with the places. Use it on a text before it is given out.",
            takes=VerifyArguments,
            gives=ToolVerdicts,
            call=_verify,
        ),
    )
}
"""The tools in the order in which they are listed."""
