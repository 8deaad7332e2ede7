"""A child is taken in, is identified later, or turns out not to be one of ours."""

from dataclasses import replace
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.views.decorators.debug import sensitive_variables

from accounts.choices import UnitKind
from accounts.models import Unit, User
from accounts.permissions import require
from common import clock, codes
from common.errors import DomainError
from minors import rules
from minors.actions import guard, vaults
from minors.choices import MinorState
from minors.models import Minor
from minors.permissions import MinorPerm
from minors.rules import ChildIn

CODE_TRIES = 5


@transaction.atomic
@sensitive_variables("child", "texts")
def take_in(
    *, by: User, child: ChildIn, unit: Unit, intake_unit: Unit, now: datetime, on: date | None = None
) -> Minor:
    """Make a file for `child`: a random code, its own data key, vault rows; 待登记.

    `unit` is the responsible station, `intake_unit` who took the child in, `on` the day on which age is
    judged (the capture; default today). Raises DomainError with the field's sentence.
    """
    require(by, MinorPerm.TAKE_IN)
    _check_units(by, unit, intake_unit)
    guard.typed(child)
    day = on or clock.local_day(now)
    refuse(child, on=day)
    year = rules.birth_year_of(child, on=day)
    assert year is not None  # `refuse` has asked for it
    minor = _insert(
        birth_year=year,
        adult_from=rules.adult_from(rules.born_on(child, on=day), year),
        clean_since=day,
        sex=child.sex,
        is_pupil=child.is_pupil,
        identity_unknown=not child.name.strip(),
        area=unit.area,
        unit=unit,
        intake_unit=intake_unit,
        taken_in_at=now,
    )
    vaults.write(minor, vaults.make_key(minor), vaults.texts_of(child, on=day), id_kind=child.kind_of_id)
    return minor


@transaction.atomic
@sensitive_variables("child")
def identify(*, by: User, minor: Minor, child: ChildIn, now: datetime, on: date | None = None) -> Minor:
    """Add what has been found out about a child not yet registered. What is left blank stays.

    Raises DomainError on a registered, merged or withdrawn file.
    """
    require(by, MinorPerm.TAKE_IN, minor)
    guard.typed(child)
    minor = lock(minor)
    if minor.state != MinorState.PENDING:
        raise DomainError("该档案已不是待登记状态，不能再由接收单位修改。")
    day = on or clock.local_day(now)
    child = replace(child, sex=child.sex or minor.sex, birth_year=child.birth_year or minor.birth_year)
    refuse(child, on=day, must_name=False)
    vaults.write(minor, vaults.key_of(minor), vaults.texts_of(child, on=day), id_kind=child.kind_of_id)
    take_coded(minor, child, on=day)
    minor.save()
    return minor


@transaction.atomic
def withdraw(*, by: User, minor: Minor, reason: str, now: datetime) -> Minor:
    """Take back a file that should not have been made: wrong person, an adult, entered twice by hand.

    Raises IllegalTransition unless 待登记, DomainError without a reason.
    """
    require(by, MinorPerm.WITHDRAW, minor)
    if not rules.is_reason(reason):
        raise DomainError("请写明撤销原因。", field="reason")
    minor = lock(minor)
    rules.MINOR_FLOW.check(MinorState(minor.state), MinorState.WITHDRAWN)
    minor.state, minor.withdrawn_at, minor.withdrawn_reason = MinorState.WITHDRAWN, now, reason.strip()
    minor.save()
    return minor


def lock(minor: Minor) -> Minor:
    """The file, for this transaction alone. What was sealed while one waited for it looks absent."""
    row = Minor.objects.for_system("lock").select_for_update(of=("self",)).get(pk=minor.pk)
    if row.sealed_at is not None and minor.sealed_at is None:
        raise PermissionDenied("sealed meanwhile")
    return row


@sensitive_variables("child")
def refuse(child: ChildIn, *, on: date, must_name: bool = True) -> None:
    """Raise DomainError with the first thing wrong with `child`."""
    for problem in rules.problems(child, on=on, must_name=must_name):
        raise DomainError(problem.message, field=problem.field)


def take_coded(minor: Minor, child: ChildIn, *, on: date) -> None:
    """Copy what the coded record may hold."""
    minor.birth_year = rules.birth_year_of(child, on=on) or minor.birth_year
    if (born := rules.born_on(child, on=on)) is not None:
        minor.adult_from = rules.adult_from(born, born.year)
    minor.sex = child.sex or minor.sex
    minor.is_pupil = child.is_pupil
    if child.name.strip():
        minor.identity_unknown = False


def _check_units(by: User, unit: Unit, intake_unit: Unit) -> None:
    if by.acting is None:
        raise PermissionDenied("nobody acts")
    home = by.acting.unit
    reach = {home.county: "county"} if home.kind == UnitKind.COUNTY else {home.township: "township"}
    code, level = next(iter(reach.items()))
    if unit.kind != UnitKind.STATION or getattr(unit, level) != code:
        raise DomainError("责任工作站不在本辖区。", field="unit")
    if getattr(intake_unit, level) != code and intake_unit != home:
        raise DomainError("接收单位不在本辖区。", field="intake_unit")


def _insert(**values: object) -> Minor:
    for _ in range(CODE_TRIES):
        minor = Minor(code=codes.random_code(), **values)
        try:
            with transaction.atomic():
                minor.save(force_insert=True)
        except IntegrityError:
            if not Minor.objects.for_system("is the code taken").filter(code=minor.code).exists():
                raise
        else:
            return minor
    raise DomainError("暂时无法生成编号，请再试一次。")
