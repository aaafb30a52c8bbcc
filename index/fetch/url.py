"""The text of a URL → its parts, read once and strictly; what is fetched is put together from these parts and from nothing else.

Two parsers that read one URL differently are how requests get past a check (CVE-2026-45400), so whatever could be read in two ways
is refused: backslashes, control characters and spaces, user names, numbers that only some programs take for an address.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from index.errors import BadInput
from index.fetch.address import Address

PORTS = {"http": 80, "https": 443}
_MAX_URL = 2000
_AMBIGUOUS = re.compile(r"[\x00-\x20\x7f-\xa0\\\u2000-\u200f\u2028\u2029\u3000\ufeff]")
_AUTHORITY = re.compile(r"(?:\[[0-9a-fA-F:.]+\]|[^\[\]@:/?#]+)(?::(?P<port>[0-9]{0,5}))?", re.ASCII)
_HOST = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*", re.ASCII)
_NUMBER = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)", re.ASCII)
_KEPT = "/%:@!$&'()*+,;=~-._"  # signs of a path or query that are sent as they stand


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes: `host` is a name in ASCII or the text of an IP address, `path` has the query with it."""

    scheme: str
    host: str
    port: int
    path: str
    address: Address | None
    """The address, when the URL names one instead of a host."""

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.path}"

    @property
    def authority(self) -> str:
        """Host and, when it is not the scheme's own, port: the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def read_url(text: str, any_port: bool = False) -> Target:
    """The target of an absolute http or https URL. Raises BadInput naming what is wrong with it."""
    shown = repr(text[:100])
    if len(text) > _MAX_URL:
        raise BadInput(f"the address has {len(text):,} characters; at most {_MAX_URL:,} are taken", field="url")
    if _AMBIGUOUS.search(text):
        raise BadInput(f"the address {shown} holds a space, a control character or a backslash", field="url")
    scheme, colon, rest = text.partition(":")
    scheme = scheme.lower()
    if not colon or scheme not in PORTS:
        raise BadInput(f"the address {shown} is not http or https", field="url")
    if not rest.startswith("//"):
        raise BadInput(f"the address {shown} names no host", field="url")
    authority = re.split(r"[/?#]", rest[2:], maxsplit=1)[0]
    if "@" in authority:
        raise BadInput(f"the address {shown} holds a user name; credentials are never sent", field="url")
    match = _AUTHORITY.fullmatch(authority)
    if match is None:
        raise BadInput(f"the address {shown} names no host that can be read", field="url")
    port = int(match["port"]) if match["port"] else PORTS[scheme]
    if port != PORTS[scheme] and not any_port:
        raise BadInput(f"the address {shown} wants port {port}; only {PORTS[scheme]} is used for {scheme}", field="url")
    name = authority[: match.start("port") - 1] if match["port"] is not None else authority
    host, address = _host(name, shown)
    return Target(scheme, host, port, _path(rest[2 + len(authority) :]), address)


def redirected(target: Target, location: str, any_port: bool = False) -> Target:
    """Where a `Location` leads from `target`. Raises BadInput for one that may not be followed."""
    if _AMBIGUOUS.search(location):
        raise BadInput(f"it redirects to {location[:100]!r}, which holds a space, a control character or a backslash", field="url")
    try:
        to = read_url(urljoin(str(target), location), any_port)
    except ValueError as error:
        raise BadInput(f"it redirects to {location[:100]!r}, which is no address", field="url") from error
    if target.scheme == "https" and to.scheme == "http":
        raise BadInput(f"it redirects from https to http ({to})", field="url")
    return to


def _host(name: str, shown: str) -> tuple[str, Address | None]:
    if name.startswith("["):
        try:
            six = ipaddress.IPv6Address(name[1:-1])
        except ValueError as error:
            raise BadInput(f"the address {shown} names no IPv6 address that can be read", field="url") from error
        return str(six), six
    host = _ascii(name, shown).rstrip(".")
    if not _HOST.fullmatch(host) or len(host) > 253:
        raise BadInput(f"the address {shown} names no host that can be read", field="url")
    if not _NUMBER.fullmatch(host.rpartition(".")[2]):
        return host, None
    try:
        return host, ipaddress.IPv4Address(host)
    except ValueError as error:
        raise BadInput(f"the address {shown} writes an IP address in a form that programs read differently", field="url") from error


def _ascii(name: str, shown: str) -> str:
    """The name as DNS has it; full-width digits and dots become plain ones here, before anything is judged."""
    if name.isascii():
        return name.lower()
    import idna

    try:
        return idna.encode(name, uts46=True).decode("ascii").lower()
    except (idna.IDNAError, UnicodeError) as error:
        raise BadInput(f"the address {shown} names no host that can be read", field="url") from error


def _path(rest: str) -> str:
    parts = urlsplit("//x" + rest)
    path = quote(parts.path or "/", safe=_KEPT)
    return path + (f"?{quote(parts.query, safe=_KEPT + '?')}" if parts.query else "")
