"""Units, users, appointments and absences. Sequences and literals only, so that a failure repeats itself."""

from datetime import date

import factory

from accounts.choices import Post, UnitKind
from accounts.models import Absence, Appointment, Unit, User
from common import clock

SHORT = {
    UnitKind.COUNTY: "县禁毒办",
    UnitKind.TOWNSHIP: "禁毒领导小组",
    UnitKind.STATION: "工作站",
    UnitKind.POLICE_POST: "派出所",
    UnitKind.SCHOOL: "学校（虚构）",
    UnitKind.VILLAGE: "村委会",
}


def _parent(unit: "factory.builder.Resolver") -> Unit | None:
    if unit.kind == UnitKind.COUNTY:
        return None
    if unit.kind == UnitKind.TOWNSHIP:
        return UnitFactory(kind=UnitKind.COUNTY, area=unit.area[:6])
    return UnitFactory(kind=UnitKind.TOWNSHIP, area=unit.area[:9])


class UnitFactory(factory.django.DjangoModelFactory):
    """A unit with the units above it; asked twice for the same one it gives the same one."""

    class Meta:
        model = Unit
        django_get_or_create = ("kind", "area", "name")

    kind = UnitKind.STATION
    area = "450225208"
    name = factory.LazyAttribute(lambda unit: f"{unit.area}{SHORT[UnitKind(unit.kind)]}")
    parent = factory.LazyAttribute(_parent)
    opened_on = date(2025, 1, 1)
    is_synthetic = factory.LazyAttribute(lambda unit: unit.kind == UnitKind.SCHOOL)


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        django_get_or_create = ("username",)

    username = factory.Sequence(lambda n: f"user-{n}")
    name = factory.Sequence(lambda n: f"示例职员{n}")
    password = "!"  # cannot log in with it; client_as does not ask
    password_changed_at = factory.LazyFunction(clock.now)  # else every page would ask for a new one


class AppointmentFactory(factory.django.DjangoModelFactory):
    """Live since 1 January 2026. `pending=True`: typed by somebody, not yet confirmed."""

    class Meta:
        model = Appointment

    class Params:
        pending = factory.Trait(confirmed_at=None, confirmed_by=None)

    user = factory.SubFactory(UserFactory)
    unit = factory.SubFactory(UnitFactory)
    post = Post.STATION_CLERK
    from_on = date(2026, 1, 1)
    confirmed_at = clock.shanghai(2026, 1, 1)


class AbsenceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Absence

    appointment = factory.SubFactory(AppointmentFactory)
    deputy = factory.SubFactory(UserFactory)
    from_at = clock.shanghai(2026, 3, 2)
    until_at = clock.shanghai(2026, 3, 9)
    entered_by = factory.SelfAttribute("appointment.user")
