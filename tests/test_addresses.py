"""Addresses: which are public, with all that gateways and tunnels make of them."""

from ipaddress import ip_address

import pytest

from corpus.addresses import is_public, resolve
from corpus.errors import UserError


@pytest.mark.parametrize(
    "address",
    [
        *("0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.9.9.9", "169.254.169.254"),
        *("172.16.0.1", "192.0.0.8", "192.0.2.1", "192.168.1.1", "198.18.0.1", "224.0.0.1"),
        *("239.255.255.250", "240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:0:10.0.0.1", "64:ff9b::7f00:1"),
        *("64:ff9b::a00:1", "64:ff9b:1::1", "100::1", "2002:7f00:1::", "2002:a00:1::1"),
        "2001:0:7f00:1:0:0:f7f7:f7f7",  # Teredo by a server on loopback
        "2001:0:808:808:0:0:80ff:fffe",  # Teredo to a client at 127.0.0.1
        "2606:4700::5efe:a00:1",  # ISATAP to 10.0.0.1
        *("2001:db8::1", "3fff::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0"),
        *("fec0::1", "ff02::1", "ff0e::1", "2001:2::1", "2001:10::1", "4000::1"),
    ],
)
def test_an_address_that_is_not_public(address):
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    ["1.1.1.1", "93.184.215.14", "2606:4700:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8"],
)
def test_an_address_that_is_public(address):
    assert is_public(ip_address(address))


@pytest.mark.parametrize("host", ["a..b", f"{'a' * 70}.test"])
def test_a_name_that_cannot_be_one_is_not_found(host):
    with pytest.raises(UserError) as caught:
        resolve(host, 80)
    assert caught.value.what == f"There is no host {host} that can be found."
