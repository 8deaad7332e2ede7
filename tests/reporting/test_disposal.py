"""What reporting keeps of a child whose file is destroyed: that it was reported, nothing of who it was."""

import pytest
from django.db import IntegrityError, transaction

from common import clock
from minors import actions as minors
from minors.models import Disposal
from reporting import actions
from reporting.models import CountyReport, EducationTalk, IntakeLine, Report, ReportLine, Seizure
from tests.minors.factories import seal
from tests.minors.test_disposal import THEN, command, everything
from tests.reporting import given
from tests.reporting.given import NOW

WORDS = ("示例谈话要点甲", "示例管理建议乙", "示例来源线索丙", "示例县级内容丁")


@pytest.fixture
def told(liaison, offices):
    """Two children of one seizure, both reported; the first talked with and told to the county."""
    children = [
        given.line_in(given.child(name=f"示例·同案{n}", birth_date=None, birth_year=2011)) for n in "甲乙"
    ]
    seizure = given.log(liaison, children=children)
    Seizure.objects.for_system("test").filter(pk=seizure.pk).update(source_clue=WORDS[2])
    line = given.lines(seizure)[0]
    EducationTalk.objects.for_system("test").create(
        line=line, at=NOW, adult="guardian", note=WORDS[0], by=liaison
    )
    CountyReport.objects.for_system("test").create(
        line=line, at=NOW, channel="system", content={"substance": WORDS[3]}, suggestion=WORDS[1],
        unit=line.unit, by=liaison,
    )  # fmt: skip
    return seizure


def disposed(line: IntakeLine, head, county_user) -> None:
    seal(line.minor, NOW)
    minors.sweep_disposals(THEN)
    row = Disposal.objects.for_system("test").get(file=line.minor_id)
    for who in (head, county_user):
        minors.sign_disposal(by=who, disposal=row, now=THEN)
    assert command("--commit")["destroyed"] == 1


def said(line: IntakeLine) -> set[tuple]:
    columns = ("age_band", "sex", "is_pupil", "household", "residence", "measures")
    rows = [
        *ReportLine.objects.for_system("test").filter(line=line),
        IntakeLine.objects.for_system("test").get(pk=line.pk),
    ]
    return {tuple(str(getattr(row, name)) for name in columns) for row in rows}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_what_was_sent_of_a_destroyed_file_says_nothing_and_the_act_of_sending_stays(
    told, head, county_user, liaison
):
    first, second = given.lines(told)
    before, versions = said(second), Report.objects.for_system("test").count()
    assert all(word.encode() in everything() or ascii_of(word) in everything() for word in WORDS)
    disposed(first, head, county_user)
    assert said(first) == {("", "", "False", "unknown", "unknown", "[]")}
    assert said(second) == before, "a companion's line is whole"
    assert Report.objects.for_system("test").count() == versions
    assert ReportLine.objects.for_system("test").get(line=first).erased_at == THEN
    found = everything()
    assert [word for word in WORDS if word.encode() in found or ascii_of(word) in found] == [WORDS[2]]
    disposed(second, head, county_user)
    assert WORDS[2].encode() not in everything(), "the words of a seizure go with the last of its children"


def ascii_of(word: str) -> bytes:
    return word.encode("unicode_escape")


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"sex": "F"}, {"measures": []}, {"code": "X"}, {"age_band": ""}])
def test_a_line_as_sent_does_not_change_before(told, change):
    rows = ReportLine.objects.for_system("test").filter(line=given.lines(told)[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(**change)


@pytest.mark.django_db
def test_erasing_says_nothing_instead_of_something_else(told):
    rows = ReportLine.objects.for_system("test").filter(line=given.lines(told)[0])
    with pytest.raises(IntegrityError, match="erased_says_nothing"), transaction.atomic():
        rows.update(erased_at=NOW, sex="F")


@pytest.mark.django_db
def test_the_report_of_a_withdrawn_and_destroyed_child_says_so(
    client_as, told, leader, head, county_user, clerk
):
    line = given.lines(told)[0]
    actions.on_dispose(files=[line.minor_id], now=NOW)
    with clock.at(NOW):
        page = client_as(leader).get(f"/reporting/reports/{given.reports(told)[0].pk}/")
    assert "已依规销毁" in page.text
