"""Microsoft Graph change notifications, which carry the transcripts of Teams."""

from __future__ import annotations

import base64
import hmac
import json
from typing import Any

from cryptography.hazmat.primitives import hashes, padding
from cryptography.hazmat.primitives.asymmetric import padding as rsa_padding
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from followup.lib.webhooks.claims import Claim, same
from followup.lib.webhooks.delivery import Delivery, Refused

MOST_NOTIFICATIONS = 1000


def claim(delivery: Delivery) -> Claim:
    """Every notification of the batch must carry the same, known `clientState`.

    Nothing binds the body: fetch what changed from Graph instead of believing the notification.
    """
    try:
        batch = json.loads(delivery.body)["value"]
        states = {entry["clientState"] for entry in batch[: MOST_NOTIFICATIONS + 1]}
    except (KeyError, TypeError) as error:
        raise Refused("malformed", "the body is no batch of notifications") from error
    state = next(iter(states), None)
    if len(states) != 1 or not isinstance(state, str) or len(batch) > MOST_NOTIFICATIONS:
        raise Refused("forged", "the notifications do not share one client state")
    return Claim(
        presented=(state,),
        contents=(b"",),
        holds=lambda secret, _content, presented: same(secret.encode(), presented),
        covers="token",
        identity=delivery.body,
    )


def opened(content: dict[str, Any], *, private_key: str) -> bytes:
    """The resource inside `encryptedContent`, once its own signature holds.

    In: the object with `data`, `dataKey`, `dataSignature` and our PEM key. Refused otherwise.
    """
    key = load_pem_private_key(private_key.encode(), password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise Refused("unconfigured", "the key for notifications is not RSA")
    # Graph wraps the key with SHA-1 in the padding; that use of it is not broken.
    wrapping = rsa_padding.OAEP(rsa_padding.MGF1(hashes.SHA1()), hashes.SHA1(), None)  # noqa: S303
    try:
        inner = key.decrypt(base64.b64decode(content["dataKey"], validate=True), wrapping)
        data = base64.b64decode(content["data"], validate=True)
        signature = str(content["dataSignature"])
    except (ValueError, KeyError, TypeError) as error:
        raise Refused("forged", "the content is not encrypted to our key") from error
    # Before decrypting: unpadding unauthenticated bytes would answer questions about them.
    if not same(base64.b64encode(hmac.digest(inner, data, "sha256")), signature):
        raise Refused("forged", "the encrypted content was changed")
    try:
        decryptor = Cipher(algorithms.AES(inner), modes.CBC(inner[:16])).decryptor()
        padded = decryptor.update(data) + decryptor.finalize()
        unpadder = padding.PKCS7(128).unpadder()
        return unpadder.update(padded) + unpadder.finalize()
    except ValueError as error:
        raise Refused("malformed", "the encrypted content cannot be opened") from error
