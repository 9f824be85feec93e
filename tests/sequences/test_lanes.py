"""Several messages on their way at once: real threads, a peer that speaks SMTP."""

from __future__ import annotations

from collections import Counter

import pytest
from django.db import connection

from sequences import dispatch
from sequences.lanes import LANES, Lanes
from sequences.models import Message
from tests.sequences.test_dispatch import approved, peer
from tests.sequences.test_races import together
from tests.smtp import Peer

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["peer"]


def test_two_senders_with_several_lanes_each_send_each_message_once(peer: Peer) -> None:
    plain = [approved() for _ in range(12)]
    lost, refused = approved("acceptdrop"), approved("rcpt550")

    def sender() -> int:
        lanes, went = Lanes(), 0
        while claimed := dispatch.claim(worker="sender", limit=4):
            went += lanes.send(claimed, is_over=lambda: False)
        lanes.close()
        return went

    went = together(sender, sender)
    assert sum(int(str(one)) for one in went) == len(plain)
    arrived = Counter(recipients[0] for recipients, _ in peer.accepted)
    assert arrived == Counter([*(one.to for one in plain), lost.to])
    states = dict(Message.objects.values_list("pk", "state"))
    assert states == {one.pk: "sent" for one in plain} | {lost.pk: "unknown", refused.pk: "failed"}


def test_lane_that_is_told_to_stop_begins_nothing_new(peer: Peer) -> None:
    messages = [approved() for _ in range(LANES + 1)]
    lanes = Lanes()
    claimed = dispatch.claim(worker="sender")
    assert lanes.send(claimed, is_over=lambda: bool(peer.accepted)) <= LANES
    lanes.close()
    states = Counter(Message.objects.values_list("state", flat=True))
    assert states["claimed"] >= 1  # back in line when the lease ends
    assert states["sent"] == len(peer.accepted) >= 1
    assert len(messages) == states["claimed"] + states["sent"]


def test_fault_in_one_lane_reaches_the_sender_once_all_have_ended(peer: Peer) -> None:
    messages = [approved() for _ in range(3)]
    lanes = Lanes()
    claimed = dispatch.claim(worker="sender")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE sequences_attempt RENAME TO gone")
    try:
        with pytest.raises(Exception, match="sequences_attempt"):
            lanes.send(claimed, is_over=lambda: False)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE gone RENAME TO sequences_attempt")
    assert lanes.send(claimed, is_over=lambda: False) == len(messages)
    lanes.close()
