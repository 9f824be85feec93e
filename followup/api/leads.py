"""Leads over the API: find, read, add, correct."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import transaction
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import api_view, parser_classes, permission_classes
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response

from followup.api.access import person, scoped
from followup.api.events import ERRORS, ONCE
from followup.api.once import once
from leads import details, identity, ingest
from leads.models import Detail, Lead

LARGEST_ID = 2**63 - 1


class Shown(serializers.ModelSerializer[Lead]):
    """A lead as the person sees it for whom the key works."""

    company = serializers.CharField(source="account.name")
    owner = serializers.EmailField(source="owner.email")

    class Meta:
        model = Lead
        fields: ClassVar[list[str]] = [
            "id", "name", "email", "title", "phone", "time_zone", "country", "company", "owner",
            "stage", "tier", "source", "created_at",
        ]  # fmt: skip


class NewLead(serializers.Serializer[Lead]):
    """Somebody to talk to. An address that is known already is that lead."""

    name = serializers.CharField(max_length=200)
    email = serializers.EmailField(max_length=254)
    company = serializers.CharField(required=False, allow_blank=True, default="", max_length=200)


class Changes(serializers.ModelSerializer[Lead]):
    """What may be corrected from outside. Address, owner and stage are changed by people."""

    class Meta:
        model = Lead
        fields: ClassVar[list[str]] = ["name", "title", "phone", "country"]


class Asked(serializers.Serializer[Any]):
    """Which leads, and how many at once."""

    email = serializers.CharField(required=False, max_length=254)
    after = serializers.IntegerField(default=0, min_value=0, max_value=LARGEST_ID)
    limit = serializers.IntegerField(default=50, min_value=1, max_value=200)


class Page(serializers.Serializer[Any]):
    """Leads by id. `next` is the `after` of the next page, null on the last one."""

    results = Shown(many=True)
    next = serializers.IntegerField(allow_null=True)


def _rows(request: Request) -> QuerySet[Lead]:
    return Lead.objects.visible_to(person(request)).select_related("account", "owner")


@extend_schema(
    methods=["GET"],
    operation_id="list_leads",
    parameters=[Asked],
    responses={200: Page, **ERRORS},
    summary="Find leads",
)
@extend_schema(
    methods=["POST"],
    operation_id="add_lead",
    request=NewLead,
    parameters=[ONCE],
    responses={201: Shown, 200: Shown, **ERRORS},
    summary="Add a lead",
)
@api_view(["GET", "POST"])
@parser_classes([JSONParser])
@permission_classes(scoped(GET="leads:read", POST="leads:write"))
@once
def index(request: Request) -> Response:
    """GET: one page, by id. POST: 201, or 200 when this address is a lead already. A lead that is
    added gets no sequence by itself: they have asked for nothing."""
    if request.method == "POST":
        return _add(request)
    asked = Asked(data=request.query_params)
    asked.is_valid(raise_exception=True)
    wanted = asked.validated_data
    rows = _rows(request).filter(pk__gt=wanted["after"]).order_by("pk")
    if "email" in wanted:
        rows = rows.filter(email=identity.email(wanted["email"]))
    found = list(rows[: wanted["limit"] + 1])
    page = found[: wanted["limit"]]
    more = page[-1].pk if len(found) > len(page) else None
    return Response({"results": Shown(page, many=True).data, "next": more})


def _add(request: Request) -> Response:
    form = NewLead(data=request.data)
    form.is_valid(raise_exception=True)
    email = identity.email(form.validated_data["email"])
    if not email:
        raise serializers.ValidationError({"email": ["No mail can reach this address."]})
    was_there = Lead.objects.filter(email=email).exists()
    try:
        lead = ingest.find_or_create_lead(
            by=person(request),
            name=form.validated_data["name"],
            email=email,
            company=form.validated_data["company"],
        )
    except ingest.NotYours as error:
        raise serializers.ValidationError({"email": [str(error)]}) from error
    shown = Shown(_rows(request).get(pk=lead.pk)).data
    return Response(shown, status=status.HTTP_200_OK if was_there else status.HTTP_201_CREATED)


ID = OpenApiParameter("id", {"type": "integer", "minimum": 1}, OpenApiParameter.PATH)


@extend_schema(
    methods=["GET"],
    operation_id="read_lead",
    responses={200: Shown, **ERRORS},
    summary="Read a lead",
)
@extend_schema(
    methods=["PATCH"],
    operation_id="change_lead",
    request=Changes,
    responses={200: Shown, **ERRORS},
    parameters=[ONCE],
    summary="Correct a lead",
)
@api_view(["GET", "PATCH"])
@parser_classes([JSONParser])
@permission_classes(scoped(GET="leads:read", PATCH="leads:write"))
@once
def detail(request: Request, pk: int) -> Response:
    """404 for a lead that is not there or that the key's person does not see."""
    lead = get_object_or_404(_rows(request), pk=pk)
    if request.method == "PATCH":
        with transaction.atomic():
            Lead.objects.select_for_update(no_key=True).get(pk=pk)
            form = Changes(lead, data=request.data, partial=True)
            form.is_valid(raise_exception=True)
            for field, value in form.validated_data.items():
                setattr(lead, field, value)
            lead.save(update_fields=list(form.validated_data))
            word = details.Word(Detail.Kind.FILE, "API", timezone.now())
            details.told(lead, form.validated_data, word)
    return Response(Shown(lead).data)
