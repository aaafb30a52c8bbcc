"""Which internet addresses may be connected to: the public ones, and none that leads back inside."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.fetch.address import refusal
from tests.index.builders import law

INNER = """
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 100.127.255.255 127.0.0.1 127.1.2.3 168.63.129.16 169.254.0.1
169.254.169.254 169.254.170.2 172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.8 192.0.0.170 192.0.0.192 192.0.2.1 192.88.99.1 192.168.0.1
192.168.255.255 198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255
:: ::1 ::127.0.0.1 ::8.8.8.8 ::ffff:127.0.0.1 ::ffff:169.254.169.254 ::ffff:8.8.8.8 ::ffff:0:127.0.0.1 64:ff9b::a9fe:a9fe 64:ff9b::7f00:1
64:ff9b::808:808 64:ff9b:1::1 100::1 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:10::1 2001:20::1 2001:db8::1 2002:7f00:1:: 2002:a9fe:a9fe::
2002:808:808:: 3fff::1 4000::1 5f00::1 fc00::1 fd00::1 fd00:ec2::254 fe80::1 fe80::1%eth0 fec0::1 ff02::1 ff0e::1
""".split()
PUBLIC = "1.1.1.1 8.8.8.8 93.184.216.34 99.255.255.255 100.128.0.1 172.15.0.1 172.32.0.1 223.255.255.255 2606:4700::1111 2a00:1450:4001:80b::200e".split()


@pytest.mark.parametrize("text", INNER)
def test_an_inner_address_is_refused_with_what_it_is(text: str) -> None:
    """Every range that is not the public internet, and every form that wraps another address."""
    assert refusal(ipaddress.ip_address(text))


@pytest.mark.parametrize("text", PUBLIC)
def test_a_public_address_is_not(text: str) -> None:
    """The neighbours of the refused ranges are fine."""
    assert refusal(ipaddress.ip_address(text)) is None


@law
@given(st.ip_addresses(v=4))
def test_nothing_is_let_through_that_python_calls_inner(address: ipaddress.IPv4Address) -> None:
    """The standard library's own judgement is a lower bound."""
    if not address.is_global or address.is_multicast or address.is_reserved:
        assert refusal(address)


@law
@given(st.ip_addresses(v=6))
def test_ipv6_is_let_through_only_as_global_unicast(address: ipaddress.IPv6Address) -> None:
    """Nothing outside 2000::/3, and nothing that is not global there."""
    if refusal(address) is None:
        assert address in ipaddress.ip_network("2000::/3")
        assert address.is_global
        assert address.sixtofour is None
        assert address.teredo is None
        assert address.ipv4_mapped is None


@law
@given(st.ip_addresses(v=4))
def test_no_wrapping_of_any_address_is_let_through(inner: ipaddress.IPv4Address) -> None:
    """Mapped, compatible, NAT64, 6to4 and Teredo forms are refused whatever they hold."""
    bits = int(inner)
    wraps = [bits, 0xFFFF << 32 | bits, 0x0064FF9B << 96 | bits, 0x2002 << 112 | bits << 80, 0x20010000 << 96 | bits ^ 0xFFFFFFFF]
    for wrapped in wraps:
        assert refusal(ipaddress.IPv6Address(wrapped))
