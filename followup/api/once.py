"""Idempotency keys: a request that is repeated under the same key is answered, not done again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from operator import itemgetter
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from leads.models import ApiKey, Attempt

HEADER = "Idempotency-Key"
View = Callable[..., Response]


def once(view: View) -> View:
    """For views that change something. The work and the note of its answer are one transaction;
    two at once under the same key wait for each other. Without the header nothing changes."""

    @wraps(view)
    def asked(request: Request, *args: Any, **kwargs: Any) -> Response:
        number = request.headers.get(HEADER, "")
        if not number or not isinstance(request.auth, ApiKey):
            return view(request, *args, **kwargs)
        if len(number) > 200 or not number.isprintable():
            raise ValidationError({HEADER: ["At most 200 printable characters."]})
        digest = _digest(request)
        with transaction.atomic():
            _wait_for_others(request.auth, number)
            before = Attempt.objects.filter(key=request.auth, number=number).first()
            if before is not None:
                return _again(before, digest)
            answer = view(request, *args, **kwargs)
            Attempt.objects.create(
                key=request.auth,
                number=number,
                digest=digest,
                status=answer.status_code,
                answer=answer.data,
            )
        return answer

    return asked


def _again(before: Attempt, digest: str) -> Response:
    if before.digest != digest:
        raise ValidationError(
            {HEADER: ["This key was used for another request. Use a new one for each."]}
        )
    return Response(before.answer, status=before.status, headers={"Idempotent-Replayed": "true"})


def _digest(request: Request) -> str:
    """Of what was asked: the method, the address, and the body. A form is read from its stream
    and cannot be read again as bytes: its fields and the contents of its files stand for it."""
    parts = [(request.method or "").encode(), request.get_full_path().encode()]
    if (request.content_type or "").startswith("multipart/"):
        form: Any = request.data  # of a form it is a dictionary of lists
        for name, values in sorted(form.lists(), key=itemgetter(0)):
            parts += _told(name, values)
    else:
        parts.append(request._request.body)
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _told(name: str, values: Iterable[Any]) -> Iterator[bytes]:
    yield name.encode()
    for value in values:
        if isinstance(value, UploadedFile):
            yield hashlib.sha256(value.read()).digest()
            value.seek(0)
        else:
            yield str(value).encode()


def _wait_for_others(key: ApiKey, number: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"api:{key.pk}:{number}"]
        )
