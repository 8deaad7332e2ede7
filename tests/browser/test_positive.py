"""A positive test, its laboratory, refusals and what follows, on a phone: all is said, nothing runs off."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from accounts.models import Appointment
from cases import actions
from cases.models import DrugTest
from cases.testwords import Avoidance
from common import clock
from tests.browser.conftest import PHONE
from tests.cases.factories import in_care, open_case
from tests.cases.measured import kit, measure, take

MORNING = clock.shanghai(2026, 3, 10, 9, 0)
BEGAN = MORNING - timedelta(days=6)
SHOTS = os.environ.get("QINGHU_SHOTS", "")


@pytest.fixture
def viewport() -> dict:
    return PHONE


def at(username, instant):
    appointment = Appointment.objects.select_related("user", "unit").get(user__username=username)
    return appointment.user.act_as(appointment, at=instant)


def looked_at(page, name, axe_clean):
    """No word runs off a phone, and nothing is told by colour alone."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)
    assert wide <= 0, name
    axe_clean(page)


@pytest.fixture
def case(county_loaded, travel):
    travel(BEGAN)
    clerk, head, officer, worker = (
        at(f"gd-{post}", BEGAN) for post in ("clerk", "head", "officer", "worker")
    )
    case = in_care(
        clerk, head, officer, worker, case=open_case(clerk, clerk.acting.unit, now=BEGAN), now=BEGAN
    )
    measure(case, clerk, served=clock.local_day(BEGAN), reported_in=clock.local_day(BEGAN), at=BEGAN)
    actions.settle_tests(case, now=BEGAN)
    strip, blind = kit(clerk, now=BEGAN), kit(clerk, "甲基苯丙胺", lot="L2", now=BEGAN)
    for n in range(1, 4):
        now = BEGAN + timedelta(days=n)
        actions.record_refusal(
            by=at("gd-worker", now), case=case, at=now, how=Avoidance.REFUSED, witness=officer,
            note="电话通知后当面说不愿意", now=now,
        )  # fmt: skip
    by = at("gd-worker", MORNING)
    take(by, case, officer, blind, at=MORNING - timedelta(days=1), now=MORNING)
    take(by, case, officer, strip, at=MORNING - timedelta(hours=1), now=MORNING, result="positive")
    travel(MORNING)
    return case


def test_positive_laboratory_and_breach_on_a_phone(case, person, axe_clean):
    worker, clerk = person("gd-worker"), person("gd-clerk")
    row = DrugTest.objects.for_system("test").filter(kit__lot="L1").get()
    pages = {
        f"/cases/{case.pk}/tests/": ("未覆盖", "走访和检测安排"),
        f"/cases/{case.pk}/tests/add/": ("未覆盖依托咪酯",),
        f"/cases/{case.pk}/tests/lack/": ("库里登记有",),
        f"/cases/tests/{row.pk}/": ("阳性", "登记异议"),
        f"/cases/tests/{row.pk}/object/": ("3日内",),
    }
    for n, (path, words) in enumerate(pages.items()):
        worker.open(path)
        for word in words:
            worker.sees(word)
        looked_at(worker.page, f"worker-{n}", axe_clean)
    worker.press_exactly("保存")
    worker.sees("请送实验室检测")
    clerk.do_today("送实验室检测")
    clerk.sees("同一份样本送实验室")
    looked_at(clerk.page, "recheck", axe_clean)

    for n, (path, word) in enumerate(
        {
            "/cases/kits/": "在库",
            f"/cases/tests/{row.pk}/police/": "对外提供登记",
            f"/cases/{case.pk}/breach/": "系统不作决定",
            f"/cases/{case.pk}/leaves/": "按现有记录可以出具",
            f"/cases/{case.pk}/papers/add/": "告诫书",
        }.items()
    ):
        clerk.open(path)
        clerk.sees(word)
        looked_at(clerk.page, f"clerk-{n}", axe_clean)
    clerk.page.get_by_text("告诫书", exact=True).click()
    clerk.press_exactly("保存")
    clerk.sees("已编号")
    looked_at(clerk.page, "paper", axe_clean)
