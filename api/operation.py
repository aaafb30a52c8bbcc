"""The table row of one route: how it is called, what it reads, what it gives. URL map, OpenAPI document and /docs come from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from flask import Response
from pydantic import BaseModel

from api.wire.fields import Nothing, Request

Scope = Literal["open", "query", "ingest", "admin"]
OPEN: Literal["open"] = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gives:
    """A successful reply: what it means, and its model or media type (no body when both are None)."""

    says: str
    model: type[BaseModel] | None = None
    media: str | None = "application/json"
    also: Mapping[str, type[BaseModel] | None] = field(default_factory=dict)
    """Further media types that it comes in when asked to, each with its model (None: text)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method on one path.

    `path` is an OpenAPI template; every `{name}` in it takes any characters, slashes included. `problems` lists the statuses that
    only this operation answers with; those that every operation shares follow from `query` and `body`.
    """

    name: str
    method: str
    path: str
    view: Callable[..., Response]
    tag: str
    summary: str
    about: str = ""
    query: type[Request] = Nothing
    body: type[BaseModel] | None = None
    gives: dict[int, Gives]
    problems: tuple[int, ...] = ()
    strict: bool = True
    """Whether unknown parameters and an Accept that rules out the reply are refused; probes and pages take anything."""
    scope: Scope = "admin"
    """What a key must allow for this route, "open" when it needs none. Who does not say so keeps the route to administrators."""
    widget: bool = False
    """Whether pages of DATELINE_WIDGET_ORIGINS may call it without a key."""
    errors: Literal["problem", "openai"] = "problem"
    """How errors are told: as problem documents, or in OpenAI's error object, which has 400 for what is not valid."""
    example: Any = None
    arguments: dict[str, str] = field(default_factory=dict)
    """Path parameters: name → what it is."""

    @property
    def media(self) -> frozenset[str]:
        """Media types of the successful replies."""
        replies = self.gives.values()
        return frozenset(reply.media for reply in replies if reply.media) | {media for reply in replies for media in reply.also}

    @property
    def all_problems(self) -> tuple[int, ...]:
        """Every status of 400 and above that this operation can answer with, ascending."""
        shared = {400, 417, 431, 500} | ({406, 422} if self.strict else set())
        keyed = set() if self.scope == OPEN else {401, 403, 429}
        return tuple(sorted(shared | keyed | ({413, 415} if self.body else set()) | set(self.problems)))
