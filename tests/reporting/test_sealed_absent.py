"""Every page, export and print as every post: after the seal as if the child had never existed."""

import io
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from python_calamine import CalamineWorkbook

from cases import actions as cases
from cases.choices import Channel, Outcome, WithWhom
from cases.models import Case
from common import clock
from config.surfaces import SURFACES
from duties.models import Duty, Escalation, Excuse, Miss, Notice
from minors import actions as minors
from minors.choices import SealCause
from minors.models import Minor
from reporting import actions
from reporting.ledgers import LEDGERS
from reporting.models import IntakeLine, Report, Seizure
from tests.cases.factories import in_care
from tests.reporting import given
from tests.reporting.given import AT, NOW

PARTS = ("status", "body", "headers", "queries")
GROUPS = {
    "police": ("liaison", "police_head", "officer"),
    "station": ("clerk", "head", "worker"),
    "above": ("leader", "county_user", "auditor"),
    "others": ("secretary", "school_liaison", "administrator", "outsider", "other_leader"),
}
POSTS = [post for posts in GROUPS.values() for post in posts]
LOOK = NOW + timedelta(hours=2)
"""The instant of every look, before and after."""


OF_THE_LOG = ("accounts:read", "accounts:digest", "accounts:anchor", "accounts:audit")
"""Pages about who read what: they change with every look, and hold codes by design (the log outlives)."""

TELLS_BY_NUMBER = {"minors:seal_list"}
"""The register of seals: the one place where the two offices and the auditor see a number."""


@pytest.fixture
def everybody(request, offices):
    return {post: request.getfixturevalue(post) for post in POSTS}


def addresses() -> list[str]:
    """Every page without a key, every ledger, print and export."""
    found = [
        url
        for name, line in SURFACES.items()
        if "GET" in line.methods
        and not line.row
        and not (line.is_shut or line.is_open)
        and not name.startswith(("account_", "reporting:ledger", *OF_THE_LOG))
        and name not in TELLS_BY_NUMBER
        and (url := _without_a_key(name))
    ]
    for ledger in LEDGERS.values():
        for page in ("ledger_detail", "ledger_print", "ledger_export"):
            found.append(reverse(f"reporting:{page}", args=[ledger]))
    return [*found, "/cases/?q=AAAA-AAAA"]


def _without_a_key(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def plain(response) -> str:
    """What was answered, without nonces, tokens, log numbers and keys that are new each time."""
    if response.headers.get("Content-Type", "").startswith("application/vnd"):
        book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(response.streaming_content)))
        text = str([book.get_sheet_by_name(name).to_python() for name in book.sheet_names])
    else:
        text = response.content.decode()
    text = re.sub(r'(nonce|csrf[a-z-]*|name="csrfmiddlewaretoken" value)="?[^" >]+', "", text)
    text = re.sub(r'name="client_id" value="[^"]+"', "", text)
    text = re.sub(r'"X-CSRFToken": ?"[^"]+"', "", text)
    text = re.sub(r"日志校验码 [-0-9A-Z]+", "日志校验码", text)  # of the log so far, whoever reads
    return re.sub(r"第\d+号", "第号", text)


def headers(response) -> dict[str, str]:
    moving = ("Content-Security-Policy", "Content-Disposition", "Content-Length", "Set-Cookie", "Expires")
    return {name: value for name, value in response.headers.items() if name not in moving}


def look(client, url):
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
    found = response.status_code, plain(response), headers(response), len(queries)
    connection.queries_log.clear()  # it holds 9000, and this walk asks more
    return found


def walk(client_as, everybody, urls):
    found = {}
    with clock.at(LOOK):
        for post, user in everybody.items():
            client = client_as(user)
            client.get("/")  # the session is warm
            for url in urls:
                found[post, url] = look(client, url)
    return found


def live(everybody, station):
    """A whole life in the house: seized, reported, registered, in care, late, explained, escalated."""
    liaison, clerk, head = everybody["liaison"], everybody["clerk"], everybody["head"]
    seizure = given.log(liaison)
    actions.sign_report(by=everybody["leader"], report=given.reports(seizure)[0], now=NOW)
    line = given.lines(seizure)[0]
    case = actions.register_line(
        by=clerk, line=line, identity=given.child(), facts=given.facts(), existing=None, now=NOW
    )
    case = in_care(clerk, head, everybody["officer"], everybody["worker"], case=case)
    cases.record_contact(
        by=everybody["worker"],
        case=case,
        at=NOW,
        with_whom=WithWhom.CHILD,
        channel=Channel.VISIT,
        outcome=Outcome.MET,
        now=NOW,
    )
    late(case, everybody, station)
    return Seizure.objects.for_system("test").get(pk=seizure.pk), line, case


def late(case, everybody, station):
    """A duty that was missed, told to everybody, explained, signed, escalated and closed."""
    due_at = NOW - timedelta(days=2)
    duty = Duty.objects.create(
        kind="case.residence",
        subject=case.pk,
        file=case.minor_id,
        unit=station,
        post="station_clerk",
        label=case.minor.code,
        started_at=due_at - timedelta(days=3),
        due_at=due_at,
        ladder=[],
    )
    Miss.objects.create(duty=duty, at=due_at)
    for no, post in enumerate(("station_clerk", "station_head")):
        Notice.objects.create(duty=duty, step_no=no, at=due_at, tell="holder", unit=station, post=post)
    Excuse.objects.create(
        duty=duty,
        reason="道路中断",
        by=everybody["clerk"],
        at=NOW,
        signed_by=everybody["head"],
        signed_at=NOW,
    )
    Escalation.objects.create(
        duty=duty,
        raised_at=due_at,
        decision="note",
        decided_at=NOW,
        decided_by=everybody["county_user"],
        closed_at=NOW,
    )


def sealed(minor, everybody):
    """Grown up: the one cause for which promises that still run do not hold the seal."""
    minor.adult_from = clock.local_day(NOW)
    minor.save()
    row = minors.propose_seal(
        by=everybody["head"], minor=minor, cause=SealCause.ADULT, note="已满十八周岁，表现稳定", now=NOW
    )
    minors.sign_seal(by=everybody["head"], proposal=row, now=NOW)
    minors.sign_seal(by=everybody["county_user"], proposal=row, now=NOW)
    return row


def differences(before, after):
    told = []
    for key in before:
        for what, one, two in zip(
            ("status", "body", "headers", "queries"), before[key], after[key], strict=True
        ):
            if one != two:
                told.append((*key, what, _first_difference(one, two)))
    return told


def _first_difference(one, two):
    if not isinstance(one, str):
        return one, two
    pairs = zip(one.splitlines(), two.splitlines(), strict=False)
    return next(((a[:300], b[:300]) for a, b in pairs if a != b), (len(one), len(two)))


@pytest.mark.parametrize("group", GROUPS)
def test_after_the_seal_every_page_is_as_if_the_child_had_never_been(
    client_as, everybody, station, liaison, group
):
    watchers = {post: everybody[post] for post in GROUPS[group]}
    in_care(everybody["clerk"], everybody["head"], everybody["officer"], everybody["worker"])
    actions.declare_zero(by=liaison, day=clock.local_day(AT), now=AT - timedelta(hours=1))
    urls = addresses()
    walk(client_as, {"clerk": everybody["clerk"]}, urls[:2])  # what is cached once is cached
    never = walk(client_as, {**watchers, "leader": everybody["leader"]}, urls)
    _, _, case = live(everybody, station)
    visible = walk(client_as, {"leader": everybody["leader"]}, urls)
    assert differences({key: never[key] for key in visible}, visible), "the walk must be able to see a child"
    sealed(case.minor, everybody)
    after = walk(client_as, watchers, urls)
    told = differences({key: never[key] for key in after}, after)
    assert not told, "\n".join(map(str, told))
    assert len(after) > 80


def test_the_pages_of_a_sealed_file_answer_as_a_key_that_never_was(client_as, everybody, station, liaison):
    seizure, line, case = live(everybody, station)
    proposal = sealed(case.minor, everybody)
    keys = {
        "minors.Minor": case.minor_id,
        "cases.Case": case.pk,
        "reporting.IntakeLine": line.pk,
        "reporting.Seizure": seizure.pk,
        "reporting.Report": Report.objects.for_system("test").filter(seizure=seizure).first().pk,
        "duties.Duty": Duty.objects.filter(file=case.minor_id).first().pk,
        "duties.Escalation": Escalation.objects.get().pk,
        "duties.Excuse": Excuse.objects.get().pk,
        "duties.Notice": Notice.objects.first().pk,
        "minors.SealProposal": proposal.pk,
    }
    told = []
    for name, row in SURFACES.items():
        if row.row not in keys:
            continue
        for post in ("clerk", "head", "leader", "county_user", "liaison", "worker"):
            client = client_as(everybody[post])
            with clock.at(LOOK):
                here = look(client, reverse(name, args=[keys[row.row]]))
                never = look(client, reverse(name, args=[uuid4()]))
            if here != never or here[0] == 200:
                told.append((name, post, here[0], never[0], here[3], never[3]))
    assert told == []


def test_a_sealed_companion_leaves_the_others_as_they_are(client_as, everybody, station, liaison):
    """Two children of one seizure: one is sealed, the page speaks of one child."""
    other = given.line_in(given.child(name="示例·丙寅卯", birth_date=given.child().birth_date, sex="F"))
    seizure = given.log(liaison, children=[given.line_in(), other])
    first, second = given.lines(seizure)
    for line in (first, second):
        actions.register_line(
            by=everybody["clerk"],
            line=line,
            identity=given.child() if line == first else other.child,
            facts=given.facts(),
            existing=None,
            now=NOW,
        )
    minor = Minor.objects.for_system("test").get(pk=first.minor_id)
    sealed(minor, everybody)
    with clock.at(LOOK):
        for post in ("clerk", "leader", "county_user", "liaison"):
            client = client_as(everybody[post])
            report = given.reports(seizure)[0]
            for url in (
                reverse("reporting:seizure_detail", args=[seizure.pk]),
                reverse("reporting:report_detail", args=[report.pk]),
            ):
                text = client.get(url).content.decode()
                assert second.code in text, (post, url)
                assert first.code not in text, (post, url)
    assert not IntakeLine.objects.visible_to(everybody["clerk"]).filter(pk=first.pk).exists()
    assert not Case.objects.visible_to(everybody["head"]).filter(minor=minor).exists()
