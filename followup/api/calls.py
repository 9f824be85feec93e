"""Calls over the API: bring a transcript in, ask how far it is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import api_view, parser_classes, permission_classes
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from followup.api.access import person, scoped
from followup.api.events import ERRORS, ONCE
from followup.api.once import once
from leads import ingest, upload
from leads.models import Call, Lead, User
from leads.sides import SIDES, guess_sides
from leads.transcripts import TranscriptError
from reviews.models import Draft


class Sides(serializers.JSONField):
    def to_internal_value(self, data: Any) -> Any:
        try:
            return super().to_internal_value(data)
        except RecursionError:  # a thousand brackets
            self.fail("invalid")


class NewCall(serializers.Serializer[Call]):
    """What a POST carries: the file, and a lead by id or by name, address and company."""

    file = serializers.FileField(allow_empty_file=True)
    lead = serializers.IntegerField(required=False)
    name = serializers.CharField(required=False, max_length=200)
    email = serializers.EmailField(required=False, max_length=254)
    company = serializers.CharField(required=False, allow_blank=True, default="", max_length=200)
    kind = serializers.ChoiceField(choices=Call.Kind.choices, default=Call.Kind.OTHER)
    held_at = serializers.DateTimeField()
    title = serializers.CharField(required=False, allow_blank=True, default="", max_length=200)
    sides = Sides(required=False, default=dict)

    def validate_held_at(self, held_at: datetime) -> datetime:
        if strange := upload.strange_moment(held_at, now=timezone.now()):
            raise serializers.ValidationError(strange)
        return held_at

    def validate_sides(self, sides: Any) -> dict[str, str]:
        if not isinstance(sides, dict) or not set(map(str, sides.values())) <= set(SIDES):
            raise serializers.ValidationError(
                'Write speakers and their sides, such as {"Maya": "ours", "Sarah": "theirs"}.'
            )
        return {str(name): str(side) for name, side in sides.items()}

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        if "lead" not in given and not (given.get("name") and given.get("email")):
            raise serializers.ValidationError(
                {"lead": "Give a lead's id, or a name and an e-mail."}
            )
        return given


class DraftOfCall(serializers.Serializer[Draft]):
    """The draft of a call, once there is one."""

    id = serializers.IntegerField()
    state = serializers.CharField()
    kind = serializers.CharField()


class ShownCall(serializers.Serializer[Call]):
    """How far a call is."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    state = serializers.ChoiceField(choices=Call.State.choices)
    failure = serializers.CharField(allow_blank=True)
    warnings = serializers.ListField(child=serializers.CharField())
    draft = DraftOfCall(allow_null=True)


@extend_schema(
    operation_id="add_call",
    request={"multipart/form-data": NewCall},
    parameters=[ONCE],
    responses={201: ShownCall, 200: ShownCall, **ERRORS},
    summary="Bring a call in",
)
@api_view(["POST"])
@parser_classes([MultiPartParser, FormParser])
@permission_classes(scoped(POST="calls:write"))
@once
def create(request: Request) -> Response:
    """201 with the call's id and state; 200 when this lead has exactly this call already."""
    form = NewCall(data=request.data)
    form.is_valid(raise_exception=True)
    try:
        with transaction.atomic():
            call = _record(person(request), form.validated_data)
    except TranscriptError as error:
        raise serializers.ValidationError({"file": [str(error)]}) from error
    except ingest.Empty as error:
        raise serializers.ValidationError({"file": [str(error)]}) from error
    except ingest.NotYours as error:
        raise serializers.ValidationError({"email": [str(error)]}) from error
    except ingest.Duplicate as duplicate:
        return Response(_shown(duplicate.call))
    return Response(_shown(call), status=status.HTTP_201_CREATED)


@extend_schema(
    operation_id="read_call",
    responses={200: ShownCall, **ERRORS},
    summary="Ask how far a call is",
)
@api_view(["GET"])
@permission_classes(scoped(GET="calls:read"))
def detail(request: Request, pk: int) -> Response:
    """How far a call is, and its draft once there is one."""
    return Response(_shown(get_object_or_404(Call.objects.visible_to(person(request)), pk=pk)))


def _record(by: User, given: dict[str, Any]) -> Call:
    transcript = upload.parse(given["file"].read(), name=given["file"].name)
    if "lead" in given:
        lead = get_object_or_404(Lead.objects.visible_to(by), pk=given["lead"])
    else:
        lead = ingest.find_or_create_lead(
            by=by, name=given["name"], email=given["email"], company=given["company"]
        )
    # Nobody can be asked here, so nothing is guessed: who is not known stays unknown.
    sides = guess_sides(transcript, by=by, lead=lead) | given["sides"]
    return ingest.record_call(
        by=by,
        lead=lead,
        kind=given["kind"],
        held_at=given["held_at"],
        transcript=transcript,
        title=given["title"] or upload.title_for(given["kind"], lead.account.name),
        sides=sides,
    )


def _shown(call: Call) -> dict[str, Any]:
    draft = Draft.objects.filter(call=call).order_by("pk").first()
    return {
        "id": call.pk,
        "title": call.title,
        "state": call.state,
        "failure": call.failure,
        "warnings": call.warnings,
        "draft": {"id": draft.pk, "state": draft.state, "kind": draft.kind} if draft else None,
    }
