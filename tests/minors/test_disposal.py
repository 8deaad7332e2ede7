"""Disposal: two signatures, dry by default, and nothing left to be found in the bytes of the database."""

import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection

from accounts.models import ReadEntry
from common import clock
from common.errors import DomainError
from config.access.canary import dumps
from duties.models import Duty
from minors import actions
from minors.choices import DisposalCause, SealCause
from minors.models import (
    DataKey,
    Disposal,
    Guardian,
    Identity,
    LawfulQuery,
    Minor,
    NameKey,
    RegistrationLock,
    Schooling,
)
from tests.cast import NOW
from tests.minors.factories import child_in, pending, registered
from tests.minors.test_queries import ask

THEN = clock.shanghai(2036, 3, 3, 9)
"""A day more than ten years after the seal."""
BYSTANDER = "示例·旁观者"


@pytest.fixture
def child():
    return child_in(name="示例·销毁者", household_address="示例乡销毁村")


@pytest.fixture
def minor(clerk, head, county_user, station, child):
    """Read, changed and sealed: vault, history, log and duties all hold something."""
    found = registered(clerk, station, child=child)
    row = actions.propose_seal(
        by=head, minor=found, cause=SealCause.OTHER, note="帮教期满，表现稳定", now=NOW
    )
    actions.sign_seal(by=head, proposal=row, now=NOW)
    actions.sign_seal(by=county_user, proposal=row, now=NOW)
    found.refresh_from_db()
    return found


def listed():
    actions.sweep_disposals(THEN)
    return Disposal.objects.for_system("test").get()


def signed(head, county_user):
    row = listed()
    actions.sign_disposal(by=head, disposal=row, now=THEN)
    return actions.sign_disposal(by=county_user, disposal=row, now=THEN)


def command(*options):
    out = io.StringIO()
    with clock.at(THEN):
        call_command("dispose", "--json", *options, stdout=out)
    return json.loads(out.getvalue())


def test_a_sealed_file_is_due_after_ten_years_and_listed_once(minor):
    assert actions.due_for_disposal(clock.shanghai(2036, 3, 1, 9)) == []
    assert [one.minor for one in actions.due_for_disposal(THEN)] == [minor]
    assert [actions.sweep_disposals(THEN), actions.sweep_disposals(THEN)] == [1, 0]
    assert listed().cause == DisposalCause.SEALED


def test_a_withdrawn_file_is_due_after_thirty_days(clerk, station, county):
    minor = pending(clerk, station)
    actions.withdraw(by=clerk, minor=minor, reason="查明是成年人", now=NOW)
    assert actions.due_for_disposal(NOW + timedelta(days=29)) == []
    assert [one.cause for one in actions.due_for_disposal(NOW + timedelta(days=30))] == ["withdrawn"]


def test_it_is_dry_by_default(minor, head, county_user):
    signed(head, county_user)
    assert command() == {"due": 1, "signed": 1, "destroyed": 0, "wiped": 0}
    assert Identity.objects.for_system("test").filter(minor=minor).exists()


def test_nothing_is_destroyed_on_one_signature(minor, head):
    actions.sign_disposal(by=head, disposal=listed(), now=THEN)
    assert actions.dispose_signed(THEN) == []
    assert Identity.objects.for_system("test").filter(minor=minor).exists()


def test_the_second_signature_is_of_another_unit(minor, county_user, county_user2):
    row = listed()
    actions.sign_disposal(by=county_user, disposal=row, now=THEN)
    assert actions.sign_disposal(by=county_user, disposal=row, now=THEN).second_by is None
    with pytest.raises(DomainError, match="其他单位"):
        actions.sign_disposal(by=county_user2, disposal=row, now=THEN)


@pytest.mark.parametrize("who", ["clerk", "auditor", "administrator"])
def test_nobody_else_signs(request, minor, who):
    with pytest.raises(PermissionDenied):
        actions.sign_disposal(by=request.getfixturevalue(who), disposal=listed(), now=THEN)


def test_key_rows_history_and_coded_facts_go_log_and_duties_stay(minor, head, county_user):
    code, read, owed = minor.code, ReadEntry.objects.count(), Duty.objects.count()
    signed(head, county_user)
    assert len(actions.dispose_signed(THEN)) == 1
    key = DataKey.objects.for_system("test").get(minor=minor)
    assert (key.wrapped, key.kek, key.destroyed_at) == (None, "", THEN)
    for model in (Identity, Schooling, Guardian, NameKey):
        assert not model.objects.for_system("test").filter(minor=minor).exists()
        if hasattr(model, "history"):
            assert not model.history.for_system("test").filter(minor=minor.pk).exists()
    assert not RegistrationLock.objects.exists()
    assert not Minor.history.for_system("test").filter(id=minor.pk).exists()
    minor.refresh_from_db()
    assert minor.code != code
    assert (minor.birth_year, minor.sex, minor.adult_from) == (1990, "", None)
    assert (ReadEntry.objects.count(), Duty.objects.count()) == (read, owed)
    row = Disposal.objects.for_system("test").get()
    assert (row.file, row.done_at) == (None, THEN)
    assert actions.due_for_disposal(THEN + timedelta(days=1)) == []


def test_a_file_a_lawful_query_asks_for_waits_until_the_query_has_closed(
    minor, head, county_user, clerk, child
):
    row = signed(head, county_user)
    ask(clerk, id_number=child.id_number, now=THEN)
    assert actions.dispose_signed(THEN) == []
    assert Identity.objects.for_system("test").filter(minor=minor).exists()
    query = LawfulQuery.objects.for_system("test").get()
    actions.refuse_query(by=head, query=query, reason="公函没有盖章，依据不足", now=THEN)
    assert actions.dispose_signed(THEN) == [row.number]


def test_killed_before_the_wipe_it_goes_on(minor, head, county_user):
    signed(head, county_user)
    assert len(actions.dispose_signed(THEN)) == 1
    assert actions.dispose_signed(THEN) == []
    assert Disposal.objects.for_system("test").filter(wiped_at=None).count() == 1


def test_killed_in_the_middle_nothing_is_half(minor, head, county_user, settings):
    signed(head, county_user)
    settings.ON_DISPOSE = ["tests.minors.test_disposal.killed"]
    with pytest.raises(KeyboardInterrupt):
        actions.dispose_signed(THEN)
    assert Identity.objects.for_system("test").filter(minor=minor).exists()
    assert DataKey.objects.for_system("test").get(minor=minor).wrapped is not None


def killed(**given):
    raise KeyboardInterrupt


def test_the_list_and_its_button(client_as, minor, head, county_user, auditor, clerk):
    row = listed()
    with clock.at(NOW):
        page = client_as(auditor).get("/minors/disposals/").content.decode()
        assert row.number in page
        assert minor.code not in page
        assert "签字同意销毁" not in page
        assert client_as(clerk).get("/minors/disposals/").status_code == 403
        for who in (head, county_user):
            assert client_as(who).post(f"/minors/disposals/{row.pk}/sign/").status_code == 302
    row.refresh_from_db()
    assert row.second_by == county_user


# --- the bytes


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_bytes_of_the_database_hold_nothing_of_the_child(clerk, head, county_user, station, minor, child):
    other = registered(clerk, station, child=child_in(name=BYSTANDER))
    tokens = tokens_of(minor)
    kept = tokens_of(other)
    code = minor.code.encode()
    signed(head, county_user)
    assert all(token in everything() for token in tokens), "the scan must be able to see them"
    assert command("--commit") == {"due": 1, "signed": 1, "destroyed": 1, "wiped": 1}
    found = everything()
    assert [token for token in tokens if token in found] == []
    assert child.name.encode() not in found
    assert child.id_number.encode() not in found
    assert all(token in found for token in kept), "somebody else's file is whole"
    assert code in found  # in the log and on the duties, where it leads nowhere
    assert command("--commit")["wiped"] == 0


def tokens_of(minor) -> list[bytes]:
    """Every ciphertext, index and wrapped key of a file, history included, as the database holds them."""
    wrapped = bytes(DataKey.objects.for_system("test").get(minor=minor).wrapped)
    tokens = [wrapped if connection.vendor == "sqlite" else wrapped.hex().encode()]
    with connection.cursor() as cursor:
        for table in (
            "minors_identity",
            "minors_historicalidentity",
            "minors_guardian",
            "minors_schooling",
            "minors_historicalguardian",
            "minors_historicalschooling",
            "minors_namekey",
        ):
            cursor.execute(f"SELECT * FROM {table} WHERE minor_id = %s", [minor.pk.hex])
            for row in cursor.fetchall():
                tokens += [cell.encode() for cell in row if isinstance(cell, str) and len(cell) > 36]
    assert len(tokens) > 20
    return tokens


def everything() -> bytes:
    """The database file and its write-ahead log; of PostgreSQL the dump, which writes bytes as hex."""
    if connection.vendor == "postgresql":
        return dict(dumps())["database:dump"]
    name = Path(connection.settings_dict["NAME"])
    return b"".join(path.read_bytes() for path in (name, Path(f"{name}-wal")) if path.exists())
