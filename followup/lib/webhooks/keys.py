"""Public-key checks: what senders sign that give us no secret. Keys and certificates as PEM."""

from __future__ import annotations

import base64

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, HashAlgorithm
from cryptography.hazmat.primitives.serialization import load_der_public_key, load_pem_public_key


def rsa_key(pem: str) -> rsa.RSAPublicKey:
    """The key of a PEM public key or certificate. ValueError when it is neither, or not RSA."""
    try:
        if "BEGIN CERTIFICATE" in pem:
            key = x509.load_pem_x509_certificate(pem.encode()).public_key()
        else:
            key = load_pem_public_key(pem.encode())  # type: ignore[assignment]
    except UnsupportedAlgorithm as error:
        raise ValueError("not a usable key") from error
    if not isinstance(key, rsa.RSAPublicKey) or key.key_size < 2048:
        raise ValueError("not an RSA key of at least 2048 bits")
    return key


def ec_key(text: str) -> ec.EllipticCurvePublicKey:
    """An elliptic-curve key as PEM or as SendGrid shows it, base64 of DER. ValueError otherwise."""
    try:
        key = (
            load_pem_public_key(text.encode())
            if "BEGIN" in text
            else load_der_public_key(base64.b64decode(text, validate=True))
        )
    except UnsupportedAlgorithm as error:
        raise ValueError("not a usable key") from error
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise ValueError("not an elliptic-curve key")
    return key


def rsa_sha256(secret: str, content: bytes, presented: str) -> bool:
    """RSA PKCS#1 v1.5 with SHA-256, the signature in base64."""
    return _rsa(secret, content, presented, SHA256())


def rsa_sha1(secret: str, content: bytes, presented: str) -> bool:
    """RSA PKCS#1 v1.5 with SHA-1: only for SNS version 1, which knows nothing else."""
    return _rsa(secret, content, presented, SHA1())  # noqa: S303


def ecdsa_sha256(secret: str, content: bytes, presented: str) -> bool:
    """ECDSA with SHA-256, the signature in base64 of DER."""
    key = ec_key(secret)
    if (signature := exact_base64(presented)) is None:
        return False
    try:
        key.verify(signature, content, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def exact_base64(text: str) -> bytes | None:
    """The bytes, unless the text is not how base64 itself would spell them."""
    try:
        found = base64.b64decode(text.encode("ascii"), validate=True)
    except ValueError:
        return None
    return found if base64.b64encode(found).decode() == text else None


def _rsa(secret: str, content: bytes, presented: str, algorithm: HashAlgorithm) -> bool:
    key = rsa_key(secret)
    if (signature := exact_base64(presented)) is None:
        return False
    try:
        key.verify(signature, content, padding.PKCS1v15(), algorithm)
    except InvalidSignature:
        return False
    return True
