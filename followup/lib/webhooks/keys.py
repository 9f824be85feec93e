"""Public-key checks: what senders sign that give us no secret."""

from __future__ import annotations

import base64

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, HashAlgorithm
from cryptography.hazmat.primitives.serialization import load_der_public_key, load_pem_public_key


def public_key(text: str) -> PublicKeyTypes:
    """A key from a PEM key, a PEM certificate, or base64 of DER as SendGrid and Gong show theirs.

    ValueError when it is none of them.
    """
    try:
        if "BEGIN CERTIFICATE" in text:
            return x509.load_pem_x509_certificate(text.encode()).public_key()
        if "BEGIN" in text:
            return load_pem_public_key(text.encode())
        return load_der_public_key(base64.b64decode(text, validate=True))
    except UnsupportedAlgorithm as error:
        raise ValueError("not a usable key") from error


def rsa_sha256(secret: str, content: bytes, presented: str) -> bool:
    """RSA PKCS#1 v1.5 with SHA-256, the signature in base64."""
    return _rsa(secret, content, presented, SHA256())


def rsa_sha1(secret: str, content: bytes, presented: str) -> bool:
    """RSA PKCS#1 v1.5 with SHA-1: only for SNS version 1, which knows nothing else."""
    return _rsa(secret, content, presented, SHA1())  # noqa: S303


def ecdsa_sha256(secret: str, content: bytes, presented: str) -> bool:
    """ECDSA with SHA-256, the signature in base64 of DER."""
    key = public_key(secret)
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise ValueError("not an elliptic-curve key")
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
    key = public_key(secret)
    if not isinstance(key, rsa.RSAPublicKey) or key.key_size < 2048:
        raise ValueError("not an RSA key of at least 2048 bits")
    if (signature := exact_base64(presented)) is None:
        return False
    try:
        key.verify(signature, content, padding.PKCS1v15(), algorithm)
    except InvalidSignature:
        return False
    return True
