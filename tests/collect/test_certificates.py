"""Who answers has to prove it: a server on this machine with a certificate that nobody vouches for."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from pipeline.collect import collect
from pipeline.collect.sources import Source
from pipeline.records import Failure, Page
from tests.collect.conftest import Server, Site, serving


def _certificate(folder: Path, address: str, until: datetime) -> tuple[Path, Path]:
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "anu")])
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))])
    begun = until - timedelta(days=30)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), begun, until)
    made = made.add_extension(names, False).add_extension(x509.BasicConstraints(True, None), True)
    certificate, secret = folder / f"{address}.pem", folder / f"{address}.key"
    certificate.write_bytes(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    kind = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    secret.write_bytes(key.private_bytes(*kind))
    return certificate, secret


@pytest.fixture(
    params=[("127.0.0.1", 10), ("127.0.0.1", -1), ("127.0.0.9", 10)], ids=["sound", "expired", "of another"]
)
def secret_site(request, tmp_path: Path) -> Iterator[tuple[Site, Path, bool]]:
    """A site, its certificate, and whether who trusts that may read it."""
    address, days = request.param
    certificate, key = _certificate(tmp_path, address, datetime.now(UTC) + timedelta(days=days))
    server = Server("https")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    with serving(server):
        yield server.site, certificate, request.param == ("127.0.0.1", 10)


def _read(site: Site, **more: object) -> Page | Failure:
    feed = site.put_feed("/feed", [site.put("/b/1/berita-yang-baik", Site.page())])
    (outcome,) = collect([Source(id="a", outlet="A", kind="feed", address=feed, own_network=True, **more)])
    return outcome


def test_a_certificate_that_does_not_hold_is_a_failure_unless_it_is_not_to_be_checked(secret_site, monkeypatch) -> None:
    site, certificate, holds = secret_site
    assert _read(site).code == "certificate" and not site.asked
    assert isinstance(_read(site, check_certificate=False), Page)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))  # somebody vouches for it after all
    assert isinstance(_read(site), Page) is holds
