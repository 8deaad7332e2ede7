"""Two people act on one hand-over at the same instant: one is done, the other is told."""

import pytest

from cases import actions
from cases.models import Holding, Letter, Refusal
from common.errors import DomainError
from tests.cases.factories import open_case
from tests.cases.transfers import AWAY, LATER, again, contacted, drafted, noticed
from tests.cast import NOW
from tests.minors.test_races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROUNDS = 2


def kinds(answers):
    return sorted(type(answer).__name__ for answer in answers)


def test_two_clerks_at_once_get_two_numbers(clerk, head, station):
    for n in range(ROUNDS):
        rows = []
        for _ in range(2):
            case = open_case(clerk, station, with_facts=AWAY)
            contacted(clerk, case)
            rows.append(drafted(clerk, case))

        def sending(user, row):
            return lambda: actions.send_notice(
                by=user, transfer=row, demand="请回执", version=row.version, now=NOW
            )

        answers = at_once(sending(clerk, rows[0]), sending(head, rows[1]))
        assert kinds(answers) == ["Letter", "Letter"]
        serials = Letter.objects.for_system("test").order_by("serial").values_list("serial", flat=True)
        assert list(serials) == list(range(1, 2 * (n + 1) + 1))


def test_two_stations_that_begin_at_once_take_two_words(clerk, outsider, station, other_station):
    for unit in (station, other_station):
        unit.name = f"安{'太' if unit == station else '陲'}乡社区戒毒工作站"
        unit.save()
    rows = []
    for user, unit in ((clerk, station), (outsider, other_station)):
        case = open_case(user, unit, with_facts=AWAY)
        contacted(user, case)
        rows.append(drafted(user, case))
    answers = at_once(
        *(
            (
                lambda user=user, row=row: actions.send_notice(
                    by=user, transfer=row, demand="请回执", version=row.version, now=NOW
                )
            )
            for user, row in zip((clerk, outsider), rows, strict=True)
        )
    )
    assert kinds(answers) == ["Letter", "Letter"]
    assert len({answer.book.word for answer in answers}) == 2


def holders(row):
    rows = Holding.objects.for_system("test").filter(minor=row.case.minor_id)
    return [one.unit_id or one.outside_id for one in rows], rows.filter(until_at=None).count()


def test_accept_against_withdraw(clerk, station, other_station, outsider):
    for _ in range(ROUNDS):
        row = noticed(clerk, to_unit=other_station)
        answers = at_once(
            lambda row=row: actions.accept_transfer(
                by=outsider, transfer=row, version=row.version, now=LATER
            ),
            lambda row=row: actions.withdraw_transfer(
                by=clerk, transfer=row, reason="家长改了主意", version=row.version, now=LATER
            ),
        )
        assert kinds(answers) == ["DomainError", "Transfer"]
        refused = next(answer for answer in answers if isinstance(answer, DomainError))
        assert "已经变动" in str(refused)
        keys, still_open = holders(row)
        done = again(row)
        wanted = [station.pk] if done.closed_as == "withdrawn" else [station.pk, other_station.pk]
        assert (keys, still_open) == (wanted, 1)


def test_receipt_against_refusal(clerk, head, station, county):
    for _ in range(ROUNDS):
        row = noticed(clerk)
        answers = at_once(
            lambda row=row: actions.file_receipt(
                by=clerk,
                transfer=row,
                number="示函〔2026〕1号",
                received_by="专干",
                on=LATER.date(),
                version=row.version,
                now=LATER,
            ),
            lambda row=row: actions.refuse_transfer(
                by=head,
                transfer=row,
                reason="查无此人，不在我镇",
                at=LATER,
                version=row.version,
                now=LATER,
            ),
        )
        assert sorted(kind == "DomainError" for kind in kinds(answers)) == [False, True]
        has_receipt = again(row).receipt_at is not None
        has_refusal = Refusal.objects.for_system("test").filter(transfer=row).exists()
        assert has_receipt != has_refusal
