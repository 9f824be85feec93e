"""Addresses that people type in reach public machines only."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pytest_httpserver import HTTPServer

from followup.lib import outside_http

PRIVATE = (
    "127.0.0.1",
    "10.0.0.7",
    "172.16.3.4",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "[::1]",
    "[fe80::1]",
    "[fc00::1]",
    "[::ffff:10.0.0.7]",
    "[::ffff:169.254.169.254]",
    "[64:ff9b::a00:7]",
    "[2002:a00:7::]",
    "[fec0::1]",
    "[64:ff9b:1::a00:7]",
    "[::a00:7]",
)


@pytest.mark.parametrize("host", PRIVATE)
def test_private_address_is_refused_as_it_is_written_and_when_it_is_asked(host: str) -> None:
    assert outside_http.why_not(f"https://{host}/hook")
    with outside_http.client(most=100, seconds=1) as client, pytest.raises(outside_http.NotPublic):
        client.get(f"https://{host}/hook")


@pytest.mark.parametrize("host", ["localhost", "2130706433", "0x7f.1", "017700000001"])
def test_name_that_leads_home_is_refused(host: str, httpserver: HTTPServer) -> None:
    with outside_http.client(most=100, seconds=1) as client, pytest.raises(httpx2.RequestError):
        client.get(f"https://{host}:{httpserver.port}/hook")
    assert httpserver.log == []


@pytest.mark.parametrize(
    "url",
    [
        "http://crm.example.com/hook",
        "gopher://crm.example.com/",
        "crm.example.com",
        "https://",
        "https://maya:secret@crm.example.com/",
        "https://crm/hook",
        "https://printer.local/",
        "https://crm.example.com:99999/",
        "https://[::1",
        "https://crm.exa\u00admple.com/",
        "https://crm.example.com/\x07",
    ],
)
def test_address_that_is_none_of_a_public_machine_is_explained(url: str) -> None:
    assert outside_http.why_not(url)


def test_public_address_may_be_tried_and_one_of_ours_where_it_is_named() -> None:
    assert outside_http.why_not("https://crm.example.com/hook") == ""
    assert outside_http.why_not("https://1.1.1.1/hook") == ""
    assert outside_http.why_not("http://crm.lan:8000/", inside=["crm.lan"]) == ""


def test_plain_http_is_refused_before_anything_is_sent(httpserver: HTTPServer) -> None:
    with outside_http.client(most=100, seconds=1) as client, pytest.raises(outside_http.NotPublic):
        client.get(httpserver.url_for("/"))
    assert httpserver.log == []


def test_machine_of_our_own_that_is_named_is_asked_and_sends_nobody_elsewhere(
    httpserver: HTTPServer,
) -> None:
    httpserver.expect_request("/hook").respond_with_data(
        status=302, headers={"location": httpserver.url_for("/other")}
    )
    with outside_http.client(most=100, seconds=5, inside=["localhost"]) as client:
        assert client.get(httpserver.url_for("/hook")).status_code == 302
    assert len(httpserver.log) == 1


def test_connection_goes_to_the_address_that_was_looked_at_under_the_name_that_was_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, listening = certified(tmp_path), socket.create_server(("127.0.0.1", 0))
    seen: list[str] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(key)
    context.sni_callback = lambda _, name, __: seen.append(str(name))
    answering = threading.Thread(target=answer, args=(listening, context, seen))
    answering.start()
    port = listening.getsockname()[1]
    real, asked = socket.getaddrinfo, []

    def resolve(host: str, *more: object, **named: object) -> object:
        if host != "crm.example.com":
            return real(host, *more, **named)  # type: ignore[arg-type]
        asked.append(host)
        where = "127.0.0.1" if len(asked) == 1 else "10.0.0.7"  # a name that is bound anew
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (where, port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(outside_http, "_is_public", lambda address: True)  # one that we have
    monkeypatch.setenv("SSL_CERT_FILE", str(key))
    with outside_http.client(most=100, seconds=5) as client:
        assert client.get(f"https://crm.example.com:{port}/").text == "hello"
    answering.join()
    assert (asked, seen[0]) == (["crm.example.com"], "crm.example.com")
    assert f"host: crm.example.com:{port}" in seen[1].lower()


def answer(listening: socket.socket, context: ssl.SSLContext, seen: list[str]) -> None:
    with listening, context.wrap_socket(listening.accept()[0], server_side=True) as wire:
        seen.append(wire.recv(5000).decode())
        wire.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: close\r\n\r\nhello")


def certified(folder: Path) -> Path:
    """A certificate of crm.example.com with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "crm.example.com")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("crm.example.com")]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
        .sign(key, hashes.SHA256())
    )
    found = folder / "certificate.pem"
    plain = serialization.NoEncryption()
    pem = serialization.Encoding.PEM
    found.write_bytes(
        made.public_bytes(pem) + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    )
    return found


def test_addresses_of_the_public_network_are_public() -> None:
    for literal in ("1.1.1.1", "2606:4700:4700::1111"):
        assert outside_http._is_public(ipaddress.ip_address(literal))
