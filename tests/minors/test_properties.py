"""Whatever the office does, one live file per ID number."""

from collections import Counter
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.choices import Post, UnitKind
from common.errors import DomainError
from minors import actions
from minors.actions import vaults
from minors.choices import MinorState
from minors.models import Identity, Minor
from minors.rules import ChildIn
from tests.accounts.factories import UnitFactory
from tests.cast import NOW, OTHER_TOWNSHIP, TOWNSHIP, staff
from tests.minors.factories import child_in

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["take_in", "register", "match", "withdraw", "seal"]),
        st.integers(0, 1),  # which of two townships
        st.integers(0, 2),  # which of three children
        st.booleans(),  # with or without the number
        st.integers(0, 20),
        st.integers(0, 20),
    ),
    min_size=4,
    max_size=14,
)


class OneFilePerChild(TestCase):
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(steps=STEPS)
    def test_any_sequence_keeps_one_live_file_per_number(self, steps):
        stations = [UnitFactory(kind=UnitKind.STATION, area=area) for area in (TOWNSHIP, OTHER_TOWNSHIP)]
        clerks = [staff(f"clerk-{n}", unit, Post.STATION_CLERK) for n, unit in enumerate(stations)]
        children = [child_in() for _ in range(3)]
        for what, where, which, numbered, a, b in steps:
            child = children[which] if numbered else replace(children[which], id_number="")
            self.play(what, clerks[where], stations[where], child, a, b)
            self.check()

    def play(self, what, clerk, station, child, a, b):
        files = list(Minor.objects.visible_to(clerk))
        if what == "take_in" or not files:
            actions.take_in(by=clerk, child=child, unit=station, intake_unit=station, now=NOW)
            return
        one, two = files[a % len(files)], files[b % len(files)]
        calls = {
            "register": lambda: actions.register(
                by=clerk, minor=one, identity=ChildIn(is_pupil=True), now=NOW
            ),
            "match": lambda: actions.match(by=clerk, intake=one, existing=two, now=NOW),
            "withdraw": lambda: actions.withdraw(by=clerk, minor=one, reason="误报", now=NOW),
            "seal": lambda: self.seal(one),
        }
        try:
            calls[what]()
        except (DomainError, PermissionDenied):
            return

    def seal(self, minor):
        if minor.state == MinorState.REGISTERED:
            minor.sealed_at = NOW
            minor.save()

    def check(self):
        live = Minor.objects.for_system("test").filter(state=MinorState.REGISTERED, sealed_at=None)
        numbers = [vaults.read(minor, {"id_number"}).get("id_number") for minor in live]
        assert max(Counter(filter(None, numbers)).values(), default=0) <= 1
        merged = Minor.objects.for_system("test").filter(state=MinorState.MERGED)
        assert not Identity.objects.for_system("test").filter(minor__in=merged).exists()
        waiting = (
            Identity.objects.for_system("test")
            .filter(registered=True)
            .exclude(minor__state=MinorState.REGISTERED)
        )
        assert not waiting.exists()


pytestmark = pytest.mark.django_db
