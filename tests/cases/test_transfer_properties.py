"""Whatever anybody does in whatever order: at every instant exactly one station holds the child."""

import itertools
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases import actions
from cases.models import FINISHED, Case, Holding, Letter, OutsideUnit, Transfer
from common import clock
from common.errors import DomainError
from tests.cases.factories import open_case
from tests.cases.transfers import AWAY, BOTH, CONTROL, again, contacted, outside
from tests.cast import NOW

pytestmark = pytest.mark.django_db

STEPS = [
    "draft out",
    "draft dual",
    "draft in",
    "notice",
    "deliver",
    "receipt",
    "accept",
    "refuse",
    "withdraw",
]
STEPS += ["uphold", "insist", "back", "gone", "sweep", "old page"]


class Play:
    """A child, two stations of the county, an office outside, and whoever may act there."""

    def __init__(self, clerk, outsider, county_user, station):
        self.people = {station.pk: clerk, outsider.acting.unit.pk: outsider}
        self.county = county_user
        self.outside = OutsideUnit.objects.first() or outside(clerk)
        self.case = open_case(clerk, station, with_facts=AWAY)
        self.began, self.now = NOW, NOW

    @property
    def row(self):
        found = (
            Transfer.objects.for_system("test").filter(case=self.case).order_by("-drafted_at", "-id").first()
        )
        return again(found) if found else None

    def act(self, step, version_lag=0):
        for user in (*self.people.values(), self.county):
            user.act_as(user.acting.appointment, at=self.now)
        try:
            with transaction.atomic(), clock.at(self.now):
                self._step(step, version_lag)
        except (DomainError, PermissionDenied):
            pass

    def _step(self, step, version_lag):
        case = Case.objects.for_system("test").select_related("minor", "unit").get(pk=self.case.pk)
        ours = self.people[case.unit_id]
        other = next(user for key, user in self.people.items() if key != case.unit_id)
        now, row = self.now, self.row
        if step.startswith("draft"):
            to = {"to_unit": other.acting.unit} if step == "draft in" else {"to_outside": self.outside}
            contacted(ours, case, now=now)
            purpose = "dual" if step == "draft dual" else "hand_over"
            control = BOTH if purpose == "dual" else CONTROL
            given = {"purpose": purpose, "control": control, "grounds": "居住在该处", **to}
            actions.draft_transfer(by=ours, case=case, now=now, **given)
        elif step == "sweep":
            actions.sweep_transfers(now)
        elif row is not None:
            given = {"transfer": row, "version": row.version - version_lag, "now": now}
            sender = self.people[row.sender_id]
            asked = self.people.get(row.to_unit_id, sender)
            calls = {
                "notice": lambda: actions.send_notice(by=sender, demand="", **given),
                "deliver": lambda: actions.deliver_notice(by=sender, how="mail", at=now, **given),
                "receipt": lambda: actions.file_receipt(
                    by=sender, number="示函1号", received_by="专干", on=clock.local_day(now), **given
                ),
                "accept": lambda: actions.accept_transfer(by=asked, **given),
                "refuse": lambda: actions.refuse_transfer(by=asked, reason="查无此人在我处", at=now, **given),
                "withdraw": lambda: actions.withdraw_transfer(by=sender, reason="写错了接收单位", **given),
                "uphold": lambda: self._decide("upheld", given),
                "insist": lambda: self._decide("insisted", given),
                "back": lambda: actions.end_dual(by=sender, how="back", reason="孩子回来居住了", **given),
                "gone": lambda: actions.end_dual(by=sender, how="gone", reason="孩子长住那边了", **given),
                "old page": lambda: actions.accept_transfer(by=asked, **{**given, "version": 1}),
            }
            calls[step]()

    def _decide(self, decision, given):
        actions.decide_refusal(by=self.county, decision=decision, reason="经与对方县核对属实", **given)


def check(play):
    rows = list(
        Holding.objects.for_system("test").filter(minor=play.case.minor_id).order_by("from_at", "until_at")
    )
    case = Case.objects.for_system("test").get(pk=play.case.pk)
    assert [row.until_at is None for row in rows] == [False] * (len(rows) - 1) + [True]
    ordered = sorted(rows, key=lambda row: (row.from_at, row.until_at or play.now + timedelta(days=1)))
    assert ordered[0].from_at == play.began
    for before, after in itertools.pairwise(ordered):
        assert before.until_at == after.from_at  # no gap and no overlap
    last = ordered[-1]
    if last.unit_id is not None:
        assert last.unit_id == case.unit_id == case.minor.unit_id
        assert case.status not in FINISHED
    else:
        assert last.transfer.receipt_number  # nobody outside holds without a receipt number on file
    serials = Letter.objects.for_system("test").values_list("book", "serial")
    books = {}
    for book, serial in serials:
        books.setdefault(book, []).append(serial)
    assert all(sorted(found) == list(range(1, len(found) + 1)) for found in books.values())


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(STEPS), st.integers(0, 1), st.integers(0, 20 * 24)), min_size=4, max_size=14
    )
)
def test_at_every_instant_exactly_one_station_holds_the_child(
    clerk, outsider, county_user, station, other_station, steps
):
    with transaction.atomic():
        play = Play(clerk, outsider, county_user, station)
        for step, lag, hours in steps:
            play.now += timedelta(hours=hours, minutes=1)
            play.act(step, lag if step not in ("notice", "draft out") else 0)
            check(play)
        transaction.set_rollback(True)
