"""/v1/articles: put one or many articles in, list, read and delete them."""

from __future__ import annotations

import base64
import binascii
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from flask import Response
from pydantic import ValidationError

from api.errors import FieldError, RefusedError
from api.intake import read_body, read_query
from api.operation import Gives, Operation
from api.parts import parts
from api.reply import json_reply, no_content
from api.wire.articles import (
    ArticleIn,
    ArticleOut,
    CountsOut,
    FaultOut,
    GroupsOut,
    ListOut,
    ListQuery,
    OutcomeOut,
    PageOut,
    PutBody,
    PutOut,
    VersionQuery,
    article_out,
    group_out,
    summary,
)
from api.wire.fields import Nothing, faults, json_type
from index.errors import BadInput
from index.model import Article, Group, GroupedBy
from index.records import read_article
from index.strict_json import check_storable

_CURSOR = "1:"  # version of the cursor's layout


@dataclass(frozen=True, slots=True)
class _Rejected:
    """An article that cannot go in; `id` as it was given, where it was."""

    id: str | None
    errors: tuple[FieldError, ...]
    too_large: bool = False


def put() -> Response:
    """POST /v1/articles."""
    read_query(Nothing)
    records, single = _records(read_body(parts().limits.batch_bytes, storable=False))
    read = [_read(record) for record in records]
    rejected = [item for item in read if isinstance(item, _Rejected)]
    if len(rejected) == len(read):
        raise _all_rejected(rejected, single)
    outcomes = _store(read)
    counts: Counter[str] = Counter(outcome.outcome for outcome in outcomes)
    reply = PutOut(
        articles=outcomes,
        counts=CountsOut(added=counts["added"], updated=counts["updated"], unchanged=counts["unchanged"], rejected=counts["rejected"]),
    )
    return _with_location(json_reply(reply, _status(counts)), outcomes)


def list_page() -> Response:
    """GET /v1/articles."""
    query = read_query(ListQuery)
    if query.group:
        return _list_groups(query.group, query)
    after = _read_cursor(query.cursor) if query.cursor is not None else None
    found = parts().index.articles(after=after, limit=query.limit + 1, source=query.source)
    page = found[: query.limit]
    following = _cursor(page[-1].article.id) if len(found) > query.limit else None
    return json_reply(PageOut(articles=[summary(version) for version in page], next_cursor=following))


def _list_groups(by: GroupedBy, query: ListQuery) -> Response:
    found = list(parts().index.groups(by, query.source))
    names = [_group_cursor(by, group) for group in found]
    start = 0
    if query.cursor is not None:
        last = _read_cursor(query.cursor)
        if last not in names:
            raise RefusedError(422, "", [FieldError("cursor", "is not a next_cursor of this list as it is now: begin again without it")])
        start = names.index(last) + 1
    page = found[start : start + query.limit]
    following = _cursor(names[start + len(page) - 1]) if start + len(page) < len(found) else None
    return json_reply(GroupsOut(group=by, groups=[group_out(group) for group in page], next_cursor=following))


def _group_cursor(by: GroupedBy, group: Group) -> str:
    return f"{by}:{'' if group.name is None else '='}{group.name or ''}"


def read_one(article_id: str) -> Response:
    """GET /v1/articles/{id}."""
    query = read_query(VersionQuery)
    version = parts().index.version(article_id, query.version)
    if version is None:
        raise RefusedError(404, "There is no such article." if query.version is None else "There is no such version of this article.")
    return json_reply(article_out(version, None if version.current else _current(article_id)))


def _current(article_id: str) -> int | None:
    version = parts().index.version(article_id)
    return version.number if version else None


def delete(article_id: str) -> Response:
    """DELETE /v1/articles/{id}."""
    read_query(Nothing)
    if not parts().index.delete(article_id):
        raise RefusedError(404, "There is no such article.")
    return no_content()


def _records(body: object) -> tuple[list[object], bool]:
    """The articles in a request body, and whether it was a single one."""
    if isinstance(body, dict) and "articles" not in body:
        return [body], True
    listed = body
    if isinstance(body, dict):
        listed = body["articles"]
        unknown = [FieldError(name, "is not known here") for name in body if name != "articles"]
        if unknown:
            raise RefusedError(422, "", unknown)
        if not isinstance(listed, list):
            raise RefusedError(422, "", [FieldError("articles", f"must be a list, not {json_type(listed)}")])
    if not isinstance(listed, list):
        raise RefusedError(400, f"The body must be an article, a list of articles or an object with articles, not {json_type(body)}.")
    most = parts().limits.batch_articles
    if not 1 <= len(listed) <= most:
        raise RefusedError(422, "", [FieldError("articles", f"must hold 1 to {most} articles, got {len(listed)}")])
    return listed, False


def _read(record: object) -> Article | _Rejected:
    if not isinstance(record, dict):
        return _Rejected(None, (FieldError("$", f"must be an object, not {json_type(record)}"),))
    given: str | None = None
    try:
        check_storable(record)
        given = record["id"] if isinstance(record.get("id"), str) else None
        article = ArticleIn.model_validate(record)
        if len(article.text.encode()) > parts().limits.article_bytes:
            too_long = f"is longer than {parts().limits.article_bytes} bytes in UTF-8: split the article"
            return _Rejected(given, (FieldError("text", too_long),), too_large=True)
        return read_article(article.model_dump(exclude_none=True), today=parts().today())
    except ValidationError as error:
        return _Rejected(given, tuple(faults(error)))
    except BadInput as error:
        return _Rejected(given, (FieldError(error.field or "text", str(error)),))


def _all_rejected(rejected: Sequence[_Rejected], single: bool) -> RefusedError:
    errors: list[FieldError] = []
    for position, item in enumerate(rejected):
        prefix = "" if single else f"articles[{position}]"
        errors.extend(FieldError(f"{prefix}.{error.field}".removeprefix(".").removesuffix(".$"), error.message) for error in item.errors)
    too_large = all(item.too_large for item in rejected)
    return RefusedError(413 if too_large else 422, "None of the articles can be put in; errors says why.", errors)


def _store(read: Sequence[Article | _Rejected]) -> list[OutcomeOut]:
    """Put in what can be put in; one outcome for each article of the request."""
    stored = iter(parts().index.put([item for item in read if isinstance(item, Article)]))
    outcomes: list[OutcomeOut] = []
    for position, item in enumerate(read):
        if isinstance(item, _Rejected):
            errors = [FaultOut(field=error.field, message=error.message) for error in item.errors]
            outcomes.append(OutcomeOut(position=position, id=item.id, version=None, outcome="rejected", errors=errors))
        else:
            done = next(stored)
            members = {"position": position, "id": done.id, "version": done.version, "outcome": str(done.outcome), "errors": []}
            outcomes.append(OutcomeOut.model_validate(members))
    return outcomes


def _status(counts: Counter[str]) -> int:
    """207 when some were rejected, 201 when all are new, else 200."""
    if counts["rejected"]:
        return 207
    return 201 if counts["added"] == counts.total() else 200


def _with_location(response: Response, outcomes: Sequence[OutcomeOut]) -> Response:
    if response.status_code == 201 and len(outcomes) == 1:
        response.headers["Location"] = "/v1/articles/" + quote(outcomes[0].id or "", safe="")
    return response


def _cursor(last_id: str) -> str:
    return base64.urlsafe_b64encode((_CURSOR + last_id).encode()).decode().rstrip("=")


def _read_cursor(cursor: str) -> str:
    """The id that the page before ended with. Raises RefusedError for anything but a cursor of ours."""
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        text = ""
    if not text.startswith(_CURSOR) or "\0" in text:
        raise RefusedError(422, "", [FieldError("cursor", "is not a next_cursor of this service")])
    return text[len(_CURSOR) :]


_ID = {"article_id": "The article's id, percent-encoded; it may hold any characters, slashes included."}

OPERATIONS = (
    Operation(
        name="put_articles",
        scope="ingest",
        method="POST",
        path="/v1/articles",
        view=put,
        tag="articles",
        summary="Put one or many articles in",
        about="Durable when it returns. Same id and content: unchanged. Same id, new content: a new version takes the place of the old.",
        body=PutBody,
        gives={
            201: Gives(says="All are new.", model=PutOut),
            200: Gives(says="All are in; some were there before.", model=PutOut),
            207: Gives(says="Some were rejected, each with its reason; the others are in.", model=PutOut),
        },
        problems=(503, 507),
        example={"title": "Ministers meet", "text": "Ministers met on Tuesday.", "source": "The Courier", "published_at": "2023-05-04"},
    ),
    Operation(
        name="list_articles",
        scope="query",
        method="GET",
        path="/v1/articles",
        view=list_page,
        tag="articles",
        summary="List articles by id, or count them by source",
        about="With `group` the sources (authors, languages) are listed, each with its number of articles and their first and last day.",
        query=ListQuery,
        gives={200: Gives(says="A page of articles, or of groups.", model=ListOut)},
        problems=(503,),
    ),
    Operation(
        name="get_article",
        scope="query",
        method="GET",
        path="/v1/articles/{article_id}",
        view=read_one,
        tag="articles",
        summary="Read an article as it is stored",
        query=VersionQuery,
        gives={200: Gives(says="The article version.", model=ArticleOut)},
        problems=(404, 503),
        arguments=_ID,
    ),
    Operation(
        name="delete_article",
        scope="admin",
        method="DELETE",
        path="/v1/articles/{article_id}",
        view=delete,
        tag="articles",
        summary="Delete an article",
        about="It is not found or cited from then on.",
        gives={204: Gives(says="It is deleted.", media=None)},
        problems=(404, 503, 507),
        arguments=_ID,
    ),
)
