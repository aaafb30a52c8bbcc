"""An internet address → None when it is one of the public internet, else what it is.

A table and not `ipaddress.is_global`: on Python 3.11 that is true for NAT64, 6to4, v4-compatible, multicast and site-local addresses, which
lead back into the own network. Of IPv6 only global unicast (2000::/3) may be reached at all, so every address that wraps another is out.
"""

from __future__ import annotations

import ipaddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NOT_PUBLIC = tuple(
    (ipaddress.ip_network(network), what)
    for network, what in (
        ("0.0.0.0/8", "unspecified (this network)"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "shared by a provider's customers (CGNAT)"),
        ("127.0.0.0/8", "this machine (loopback)"),
        ("168.63.129.16/32", "a cloud's own service"),
        ("169.254.0.0/16", "link-local, where clouds keep their metadata"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "reserved for protocols"),
        ("192.0.2.0/24", "for documentation"),
        ("192.31.196.0/24", "reserved (AS112)"),
        ("192.52.193.0/24", "reserved (AMT)"),
        ("192.88.99.0/24", "a 6to4 relay"),
        ("192.168.0.0/16", "private"),
        ("192.175.48.0/24", "reserved (AS112)"),
        ("198.18.0.0/15", "for benchmarks"),
        ("198.51.100.0/24", "for documentation"),
        ("203.0.113.0/24", "for documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved or broadcast"),
        ("2001::/32", "Teredo, which wraps another address"),
        ("2001::/23", "reserved for protocols"),
        ("2001:db8::/32", "for documentation"),
        ("2002::/16", "6to4, which wraps another address"),
        ("2620:4f:8000::/48", "reserved (AS112)"),
        ("3fff::/20", "for documentation"),
        ("::/128", "unspecified"),
        ("::1/128", "this machine (loopback)"),
        ("::ffff:0:0/96", "IPv4-mapped, which wraps another address"),
        ("::/96", "IPv4-compatible, which wraps another address"),
        ("64:ff9b::/96", "NAT64, which wraps another address"),
        ("64:ff9b:1::/48", "local NAT64, which wraps another address"),
        ("100::/64", "a black hole"),
        ("fc00::/7", "private (unique local)"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "site-local"),
        ("ff00::/8", "multicast"),
    )
)
_UNICAST = ipaddress.ip_network("2000::/3")


def refusal(address: Address) -> str | None:
    """What `address` is when it is not public; None when it may be connected to."""
    if address.version == 6 and address.scope_id is not None:
        return "bound to one interface"
    for network, what in _NOT_PUBLIC:
        if address.version == network.version and address in network:
            return what
    if address.version == 6 and address not in _UNICAST:
        return "not global unicast"
    return None
