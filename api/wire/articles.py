"""Articles in JSON: what may be put in, what became of it, and how a stored version reads."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, RootModel

from api.wire.fields import Name, Reply, Request
from index.model import Group, GroupedBy, Version


class ArticleIn(Request):
    """An article to put in; only `text` is required."""

    id: str | None = Field(None, description="Without one, the id derives from the canonical URL, else from the content.")
    title: str | None = Field(None, description="The headline.")
    text: str = Field(min_length=1, description="Plain text, stored as it stands; every offset counts in it. At most 2 MiB in UTF-8.")
    url: str | None = None
    source: str | None = Field(None, description="The outlet's name.")
    author: str | None = None
    published_at: str | None = Field(None, description="ISO 8601, a date or a date-time.")
    published_from: str | None = Field(None, description="Where the publication date is known from; `metadata` when left out.")
    updated_at: str | None = Field(None, description="ISO 8601, a date or a date-time.")
    language: str | None = Field(None, description="A language tag such as en or en-GB.")
    pubstatus: str | None = Field(None, description="`usable` (when left out), `canceled` or `withheld`: the last two are in no answer.")
    embargoed_until: str | None = Field(None, description="ISO 8601, a date or a date-time; in no answer before.")


class ArticlesIn(Request):
    """Several articles in one request."""

    articles: list[ArticleIn] = Field(min_length=1, max_length=1000)


class PutBody(RootModel[ArticleIn | ArticlesIn | Annotated[list[ArticleIn], Field(min_length=1, max_length=1000)]]):
    """One article, a list of articles, or an object that holds the list."""


class FaultOut(Reply):
    """What is wrong with one part of an article."""

    field: str
    message: str


class OutcomeOut(Reply):
    """What became of one article; `position` counts from 0 in the request."""

    position: int = Field(ge=0)
    id: str | None
    version: int | None
    outcome: Literal["added", "updated", "unchanged", "rejected"]
    errors: list[FaultOut] = Field(description="Why it was rejected; empty otherwise.")


class CountsOut(Reply):
    """How many articles had each outcome."""

    added: int
    updated: int
    unchanged: int
    rejected: int


class PutOut(Reply):
    """One outcome per article, in the order of the request."""

    articles: list[OutcomeOut]
    counts: CountsOut


class ArticleSummary(Reply):
    """A stored article version without its text; `characters` is the length of the text in code points."""

    id: str
    version: int
    current: bool
    title: str | None
    url: str | None
    source: str | None
    author: str | None
    published_at: str | None
    published_from: str | None
    updated_at: str | None
    language: str | None
    pubstatus: str | None
    embargoed_until: str | None
    characters: int
    text_sha256: str


class ArticleOut(ArticleSummary):
    """A stored article version with its text."""

    superseded_by: int | None = Field(description="The version that has taken its place; null for the current one.")
    text: str


class PageOut(Reply):
    """Articles by id, ascending; `next_cursor` leads to the page that follows, null on the last."""

    articles: list[ArticleSummary]
    next_cursor: str | None


class GroupOut(Reply):
    """The articles of one source (author, language): how many, and their first and last day of publication."""

    name: str | None = Field(description="As it stands in the articles, and as a filter takes it; null: they do not say.")
    articles: int
    first: str | None = Field(description="First day of publication; null when none of them has one.")
    last: str | None
    undated: int = Field(description="Articles without a day of publication.")


class GroupsOut(Reply):
    """Articles counted by what they share, the largest group first, equal ones by name."""

    group: GroupedBy
    groups: list[GroupOut]
    next_cursor: str | None


class ListOut(RootModel[PageOut | GroupsOut]):
    """A page of articles; with `group`, of groups of them."""


class ListQuery(Request):
    """Which articles to list."""

    group: GroupedBy | None = Field(None, description="List the sources (authors, languages) with their numbers of articles instead.")
    cursor: str | None = Field(None, min_length=1, description="`next_cursor` of the page before.")
    limit: int = Field(50, ge=1, le=200)
    source: Name | None = Field(None, description="Only articles of this source.")


class VersionQuery(Request):
    """Which version to read."""

    version: int | None = Field(None, ge=1, le=2**31 - 1, description="The current one when left out.")


def group_out(group: Group) -> GroupOut:
    """A group as it is listed."""
    return GroupOut(
        name=group.name,
        articles=group.articles,
        first=group.first.isoformat() if group.first else None,
        last=group.last.isoformat() if group.last else None,
        undated=group.undated,
    )


def summary(version: Version) -> ArticleSummary:
    """A stored version as it is listed."""
    return ArticleSummary.model_validate(_members(version))


def article_out(version: Version, superseded_by: int | None = None) -> ArticleOut:
    """A stored version as it is read, text included."""
    return ArticleOut.model_validate(_members(version) | {"superseded_by": superseded_by, "text": version.article.text})


def _members(version: Version) -> dict[str, object]:
    article = version.article
    return {
        "id": article.id,
        "version": version.number,
        "current": version.current,
        "title": article.title,
        "url": article.url,
        "source": article.source,
        "author": article.author,
        "published_at": article.published_at,
        "published_from": article.published_from,
        "updated_at": article.updated_at,
        "language": article.language,
        "pubstatus": article.pubstatus,
        "embargoed_until": article.embargoed_until,
        "characters": len(article.text),
        "text_sha256": version.text_sha256,
    }
