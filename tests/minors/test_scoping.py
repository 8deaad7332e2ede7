import pytest
from guardian.models import UserObjectPermission
from guardian.shortcuts import assign_perm

from accounts.scoping import UnscopedQuery
from duties import actions as duties
from duties.models import Duty
from minors import actions
from minors.choices import GrantKind
from minors.models import (
    DataKey,
    Grant,
    Guardian,
    Identity,
    Minor,
    MinorUserObjectPermission,
    NameKey,
    Schooling,
    visible_file_keys,
)
from tests.cast import NOW
from tests.minors.factories import pending, registered, seal

VAULTS = [DataKey, Identity, NameKey, Schooling, Guardian]
HISTORIES = [Identity.history.model, Schooling.history.model, Guardian.history.model]


def sees(user, minor) -> bool:
    return Minor.objects.visible_to(user).filter(pk=minor.pk).exists()


def sees_code(user, minor) -> bool:
    return visible_file_keys(user).filter(pk=minor.pk).exists()


def give(head, minor, user, **changes):
    given = {
        "kind": GrantKind.ASSIGNMENT,
        "fields": ["identity"],
        "from_at": NOW,
        "until_at": None,
        **changes,
    }
    return actions.grant(by=head, minor=minor, user=user, reason="帮教分工", approver=head, **given)


def test_territory_and_nobody_else(
    clerk, head, county_user, outsider, bystander, auditor, administrator, station
):
    minor = pending(clerk, station)
    assert all(sees(user, minor) for user in (clerk, head, county_user))
    assert not any(sees(user, minor) for user in (outsider, bystander, auditor, administrator))


def test_the_police_post_sees_what_it_took_in(liaison, clerk, police_head, station):
    theirs, ours = pending(liaison, station), pending(clerk, station)
    assert sees(liaison, theirs)
    assert not sees(liaison, ours)
    assert not sees(police_head, theirs)
    assert sees_code(police_head, theirs)
    assert not sees_code(police_head, ours)


def test_the_leader_sees_codes_and_no_file(leader, clerk, station):
    minor = pending(clerk, station)
    assert not sees(leader, minor)
    assert sees_code(leader, minor)


def test_own_cases_only_by_a_live_grant(clerk, head, worker, station, acting):
    minor = registered(clerk, station)
    assert not sees(worker, minor)
    grant = give(head, minor, worker)
    assert sees(acting(worker, NOW), minor)
    assert sees_code(worker, minor)
    actions.end_grant(by=head, grant=grant, reason="调整", now=NOW)
    assert not sees(acting(worker, NOW), minor)


def test_a_grant_expires_by_itself(clerk, head, worker, station, acting):
    minor = registered(clerk, station)
    until = NOW.replace(hour=12)
    give(head, minor, worker, kind=GrantKind.APPROVAL, until_at=until)
    assert sees(acting(worker, until.replace(hour=11, minute=59)), minor)
    assert not sees(acting(worker, until), minor)


def test_a_sealed_file_is_absent_even_where_it_was_granted_by_name(
    clerk, head, county_user, worker, station, acting
):
    minor = registered(clerk, station)
    give(head, minor, worker)
    seal(minor)
    everybody = (clerk, head, county_user, acting(worker, NOW))
    assert not any(sees(user, minor) or sees_code(user, minor) for user in everybody)


def test_grants_are_read_once_per_request(clerk, station, acting, django_assert_num_queries):
    registered(clerk, station)
    acting(clerk, NOW)
    with django_assert_num_queries(5):  # the grants once, then one each
        assert len(Minor.objects.visible_to(clerk)) == 1
        list(Grant.objects.visible_to(clerk))
        list(visible_file_keys(clerk))
        list(Duty.objects.visible_to(clerk))


def test_nobody_without_a_post(clerk, station):
    minor = pending(clerk, station)
    clerk.acting = None
    assert not sees(clerk, minor)
    assert not sees_code(clerk, minor)


def test_a_duty_of_a_file_shows_only_with_its_code(leader, clerk, outsider, station):
    minor = registered(clerk, station)
    duties.open("case.team", subject=minor.pk, unit=station, label=minor.code, file=minor.pk, at=NOW)
    assert Duty.objects.visible_to(clerk).count() == 1
    assert Duty.objects.visible_to(leader).count() == 1
    seal(minor)
    assert Duty.objects.visible_to(clerk).count() == 0
    assert Duty.objects.visible_to(outsider).count() == 0


@pytest.mark.parametrize("model", [Minor, Grant, *VAULTS, *HISTORIES])
def test_rows_are_refused_until_somebody_says_why(model, db):
    with pytest.raises(UnscopedQuery):
        model.objects.exists()


@pytest.mark.parametrize("model", [Minor, Identity, Schooling, Guardian])
def test_the_past_is_refused_too(model, db):
    with pytest.raises(UnscopedQuery):
        list(model.history.all())


@pytest.mark.parametrize("model", [*VAULTS, *HISTORIES])
def test_nobody_reads_a_vault_by_scope(model, clerk, head, county_user, station):
    registered(clerk, station)
    assert model.objects.for_system("test").count() >= 1
    assert not any(model.objects.visible_to(user).exists() for user in (clerk, head, county_user))


def test_the_five_ways_past_a_reverse_relation_are_closed(clerk, station):
    minor = registered(clerk, station)
    rows = Minor.objects.for_system("test")
    assert not any(hasattr(minor, name) for name in ("identity", "schooling", "guardian", "guardian_set"))
    for ask in (
        lambda: rows.select_related("identity").get(pk=minor.pk),
        lambda: list(rows.values("identity__name")),
        lambda: rows.filter(identity__registered=True).exists(),
        lambda: list(rows.prefetch_related("identity")),
    ):
        with pytest.raises((AttributeError, ValueError, TypeError, Exception)) as refused:
            ask()
        assert "identity" in str(refused.value)


def test_guardian_mirrors_the_live_grants(clerk, head, worker, officer, station, acting):
    minor = registered(clerk, station)
    first = give(head, minor, worker, fields=["identity", "guardian"])
    give(head, minor, officer, kind=GrantKind.APPROVAL, until_at=NOW.replace(hour=12))

    def mirrored(at):
        actions.sweep_grants(at)
        rows = MinorUserObjectPermission.objects.values_list("user__username", "permission__codename")
        return set(rows)

    before = {("worker", "view_minor"), ("worker", "read_identity"), ("worker", "read_guardian")}
    assert mirrored(NOW) == before | {("officer", "view_minor"), ("officer", "read_identity")}
    assert mirrored(NOW.replace(hour=12)) == before
    actions.end_grant(by=head, grant=first, reason="调整", now=NOW.replace(hour=13))
    assert mirrored(NOW.replace(hour=13)) == set()
    assert not UserObjectPermission.objects.exists()


def test_guardian_finds_the_direct_model(clerk, worker, station):
    minor = registered(clerk, station)
    assert type(assign_perm("minors.read_identity", worker, minor)) is MinorUserObjectPermission
    assert not UserObjectPermission.objects.exists()


def test_a_mirrored_permission_opens_nothing(clerk, worker, station):
    minor = registered(clerk, station)
    assign_perm("minors.read_identity", worker, minor)
    assert not sees(worker, minor)
