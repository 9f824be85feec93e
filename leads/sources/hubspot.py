"""HubSpot: an array of up to a hundred notices; what changed has to be fetched.

`eventId` is not unique and the order is not promised, so a notice is known by what it is about.
"""

from __future__ import annotations

from pydantic import RootModel, ValidationError

from leads.sources.schema import (
    CHANGED,
    CONTACT,
    OTHER,
    CamelShape,
    Incoming,
    Number,
    Text,
    Unreadable,
    known,
    milliseconds,
)

MOST = 100
MOVES = {"lifecyclestage": "stage", "hubspot_owner_id": "owner"}  # what stops a sequence


class Notice(CamelShape):
    portal_id: Number
    subscription_id: Number
    object_id: Number
    occurred_at: int
    subscription_type: str
    object_type_id: Text = ""
    property_name: Text = ""
    property_value: Text = ""
    change_flag: Text = ""


class Notices(RootModel[list[Notice]]):
    """The body of one delivery."""


def parse(raw: bytes) -> list[Incoming]:
    """Every notice of a delivery. Raises `Unreadable`."""
    try:
        notices = Notices.model_validate_json(raw).root
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the body"
        raise Unreadable(f"{where}: {first['msg']}") from None
    if len(notices) > MOST:
        raise Unreadable(f"{len(notices)} notices; HubSpot sends at most {MOST} at once")
    told = [_incoming(notice) for notice in notices]
    return sorted(told, key=lambda one: (one.occurred_at, one.kind != CONTACT))


def _incoming(notice: Notice) -> Incoming:
    parts = (
        notice.portal_id,
        notice.subscription_id,
        notice.subscription_type,
        notice.object_id,
        str(notice.occurred_at),
        notice.property_name,
    )
    is_contact = notice.subscription_type.startswith("contact.") or notice.object_type_id == "0-1"
    email = notice.property_value if notice.property_name == "email" else ""
    return Incoming(
        external_id=":".join(parts),
        kind=_kind(notice.subscription_type) if is_contact else OTHER,
        occurred_at=milliseconds(notice.occurred_at),
        identifiers=known(
            email=email,
            hubspot_contact=f"{notice.portal_id}:{notice.object_id}" if is_contact else "",
        ),
        metadata={
            "type": notice.subscription_type,
            "object": notice.object_id,
            "property": notice.property_name,
            "value": notice.property_value,
            "moved": MOVES.get(notice.property_name, "") if is_contact else "",
        },
    )


def _kind(subscription: str) -> str:
    if subscription.endswith(".creation"):
        return CONTACT
    return CHANGED if subscription.endswith(".propertyChange") else OTHER
