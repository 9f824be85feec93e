"""The OpenAPI document, and the page that a developer reads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from drf_spectacular.generators import SchemaGenerator

from leads.models import ApiKey
from leads.requests import Request


def document() -> dict[str, Any]:
    """OpenAPI 3 of everything under /api/v1/."""
    generator = SchemaGenerator()  # type: ignore[no-untyped-call]
    found: dict[str, Any] = generator.get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return found


@require_GET
def openapi(request: Request) -> HttpResponse:
    """The document itself, for generators of clients."""
    return JsonResponse(document())


@require_GET
def page(request: Request) -> HttpResponse:
    """The same to read, with an example for each."""
    context = {
        "operations": list(operations(document())),
        "scopes": ApiKey.SCOPES,
        "site": settings.SITE_URL,
    }
    return render(request, "events/api.html", context)


def operations(of: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One entry for each thing that can be asked."""
    for path, methods in of["paths"].items():
        for method, told in methods.items():
            yield {
                "method": method.upper(),
                "path": path,
                "summary": told.get("summary") or told["operationId"],
                "description": told.get("description", ""),
                "fields": list(_fields(of, told)),
                "parameters": told.get("parameters", []),
                "answers": list(told["responses"]),
            }


def _fields(of: dict[str, Any], told: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for body in told.get("requestBody", {}).get("content", {}).values():
        name = body["schema"].get("$ref", "").rpartition("/")[2]
        schema = of["components"]["schemas"].get(name, {})
        for field, about in schema.get("properties", {}).items():
            yield {
                "name": field,
                "is_required": field in schema.get("required", []),
                "type": about.get("type", "object"),
                "description": about.get("description", ""),
            }
        return
