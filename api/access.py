"""A request → whether it may be served: its key, the origin of its page, and how often either was here lately.

Decided from the headers alone, before a body is read or a model is loaded.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from flask import g, request

from api.cors import Origins
from api.errors import RefusedError
from api.keys import SCOPES, Key, KeyRing
from api.operation import OPEN, Operation
from api.rate import Limiter

_REALM = 'Bearer realm="dateline"'
_LONGEST_HEADER = 200  # a key is far shorter


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Who may call: `keys` None means that no request ever needs one. `widget_per_minute` is for each widget origin."""

    keys: KeyRing | None = None
    origins: Origins = Origins()
    widget_per_minute: int = 60
    limiter: Limiter = field(default_factory=Limiter)


def check(access: Access, operation: Operation | None) -> None:
    """Let the present request pass, or raise RefusedError: 401 without a good key, 403 without the scope, 429 too often.

    An address or method that nothing serves is left to the 404 or 405 it will get; OPTIONS tells nothing that is not public.
    """
    needed = access.keys is not None and access.keys.required
    g.key = _key(access.keys) if access.keys is not None and needed else None
    g.trusted = not needed or g.key is not None
    if operation is None or operation.scope == OPEN or request.method == "OPTIONS":
        return
    origin = request.headers.get("Origin")
    if g.key is not None:
        _check_scope(g.key, operation)
        if g.key.per_minute is not None:
            _check_rate(access.limiter, f"key {g.key.id}", g.key.per_minute)
    elif "Authorization" not in request.headers and access.origins.public(origin, operation):
        _check_rate(access.limiter, f"origin {origin}", access.widget_per_minute)
    elif needed:
        raise _unauthorized()


def trusted() -> bool:
    """Whether the present request has a good key or needs none: what is told beyond the public is for such requests."""
    return bool(g.trusted)


def _key(keys: KeyRing) -> Key | None:
    """The key in the Authorization header; no other place is looked at, so that none can disagree."""
    header = request.headers.get("Authorization", "")
    scheme, _, token = header.partition(" ")
    if len(header) > _LONGEST_HEADER or scheme.lower() != "bearer":
        return None
    return keys.find(token.strip(" "))


def _check_scope(key: Key, operation: Operation) -> None:
    if not key.allows(operation.scope):
        may = f"This key may {', '.join(SCOPES[one] for one in key.scopes)}; this address needs the scope {operation.scope}."
        challenge = f'{_REALM}, error="insufficient_scope", scope="{operation.scope}"'
        raise RefusedError(403, may, headers={"WWW-Authenticate": challenge})


def _check_rate(limiter: Limiter, name: str, per_minute: int) -> None:
    wait = limiter.wait(name, per_minute)
    if wait:
        seconds = math.ceil(wait)
        says = f"More than {per_minute} requests a minute came from here: try again in {seconds} s."
        raise RefusedError(429, says, headers={"Retry-After": str(seconds)})


def _unauthorized() -> RefusedError:
    if "Authorization" not in request.headers:
        says = "This address needs a key: send Authorization: Bearer KEY. `dateline keys add NAME` on the service's machine makes one."
        return RefusedError(401, says, headers={"WWW-Authenticate": _REALM})
    says = "The Authorization header holds no key of this service: send Authorization: Bearer KEY with one that is in force."
    return RefusedError(401, says, headers={"WWW-Authenticate": f'{_REALM}, error="invalid_token"'})
