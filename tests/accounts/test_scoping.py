"""Every way of reading rows about persons is refused until somebody says on whose behalf."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, models
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, Subquery
from django.test.utils import isolate_apps

from accounts.permissions import may, require
from accounts.scoping import ScopedManager, ScopedRecord, UnscopedQuery
from tests.accounts.factories import UserFactory
from tests.cast import NOW

with isolate_apps("accounts"):

    class Person(ScopedRecord):
        area = models.CharField(max_length=12)
        code = models.CharField(max_length=9, unique=True)

        class Meta:
            app_label = "accounts"

        def __str__(self):
            return self.code

        @staticmethod
        def scope_for(user, via=""):
            return Q(**{f"{via}area__startswith": user.area})

    class Visit(ScopedRecord):
        person = models.ForeignKey(Person, models.CASCADE, related_name="visits")
        friends = models.ManyToManyField(Person, related_name="+")

        class Meta:
            app_label = "accounts"

        def __str__(self):
            return "visit"

        @staticmethod
        def scope_for(user, via=""):
            return Person.scope_for(user, f"{via}person__")


ALL = Person.objects
WAYS = {
    "all": lambda: list(ALL.all()),
    "bool": lambda: bool(ALL.all()),
    "len": lambda: len(ALL.all()),
    "index": lambda: ALL.all()[0],
    "slice": lambda: list(ALL.all()[:1]),
    "in": lambda: Person(code="x") in ALL.all(),
    "filter": lambda: list(ALL.filter(code="x")),
    "exclude": lambda: list(ALL.exclude(code="x")),
    "get": lambda: ALL.get(code="x"),
    "first": lambda: ALL.first(),
    "last": lambda: ALL.last(),
    "earliest": lambda: ALL.earliest("recorded_at"),
    "latest": lambda: ALL.latest("recorded_at"),
    "exists": lambda: ALL.filter(code="x").exists(),
    "contains": lambda: ALL.contains(Person()),
    "count": lambda: ALL.count(),
    "aggregate": lambda: ALL.aggregate(n=Count("pk")),
    "annotate": lambda: list(ALL.annotate(n=Count("visits"))),
    "iterator": lambda: list(ALL.iterator()),
    "values": lambda: list(ALL.values("code")),
    "values_list": lambda: list(ALL.values_list("code", flat=True)),
    "dates": lambda: list(ALL.datetimes("recorded_at", "day")),
    "distinct": lambda: list(ALL.distinct()),
    "only": lambda: list(ALL.only("code")),
    "defer": lambda: list(ALL.defer("code")),
    "in_bulk": lambda: ALL.in_bulk(),
    "explain": lambda: ALL.all().explain(),
    "select_for_update": lambda: list(ALL.select_for_update()),
    "union": lambda: list(ALL.all().union(ALL.all())),
    "union of one scoped": lambda: list(ALL.for_system("test").union(ALL.all())),
    "intersection": lambda: list(ALL.all().intersection(ALL.for_system("test"))),
    "difference": lambda: list(ALL.for_system("test").difference(ALL.all())),
    "or": lambda: ALL.for_system("test") | ALL.all(),
    "or reversed": lambda: ALL.all() | ALL.for_system("test"),
    "and": lambda: ALL.all() & ALL.for_system("test"),
    "xor": lambda: ALL.all() ^ ALL.for_system("test"),
    "subquery": lambda: list(Visit.objects.for_system("test").annotate(x=Subquery(ALL.values("code")[:1]))),
    "exists subquery": lambda: list(
        Visit.objects.for_system("test").filter(Exists(ALL.filter(pk=OuterRef("person"))))
    ),
    "in subquery": lambda: list(Visit.objects.for_system("test").filter(person__in=ALL.all())),
    "reverse foreign key": lambda: list(Person().visits.all()),
    "reverse count": lambda: Person().visits.count(),
    "many to many": lambda: list(Visit().friends.all()),
    "prefetch": lambda: list(
        ALL.for_system("test").prefetch_related(Prefetch("visits", queryset=Visit.objects.all()))
    ),
    "update": lambda: ALL.update(code="x"),
    "update filtered": lambda: ALL.filter(code="x").update(code=F("area")),
    "delete": lambda: ALL.all().delete(),
    "raw": lambda: list(ALL.raw("SELECT * FROM accounts_person")),
    "extra": lambda: list(ALL.extra(where=["1=1"])),
    "get_or_create": lambda: ALL.get_or_create(code="x"),
    "update_or_create": lambda: ALL.update_or_create(code="x"),
    "bulk_update": lambda: ALL.bulk_update([Person(code="x")], ["code"]),
    "async count": lambda: ALL.all().query.get_count("default"),
}


@pytest.fixture(scope="module")
def tables(django_db_setup, django_db_blocker):
    """The two tables stand, so that whatever is not refused would truly read."""
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        editor.create_model(Person)
        editor.create_model(Visit)
    yield
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        editor.delete_model(Visit)
        editor.delete_model(Person)


@pytest.fixture
def people(tables, db):
    here = Person.objects.create(area="450225208", code="HERE")
    there = Person.objects.create(area="450225209", code="THERE")
    Visit.objects.create(person=here)
    Visit.objects.create(person=there)
    return here, there


@pytest.mark.parametrize("way", WAYS)
def test_an_unscoped_row_is_not_read(people, way):
    with pytest.raises(UnscopedQuery):
        WAYS[way]()


@pytest.mark.parametrize("who", ["clerk", "leader", "bystander"])
def test_a_scoped_row_is(request, people, who):
    user = request.getfixturevalue(who)
    expected = ["HERE"] if "450225208".startswith(user.area) else []
    assert list(Person.objects.visible_to(user).values_list("code", flat=True)) == expected


def test_a_table_that_hangs_off_another_follows_its_rule(people, clerk, outsider, county_user):
    def seen(user):
        return sorted(visit.person.code for visit in Visit.objects.visible_to(user).select_related("person"))

    assert (seen(clerk), seen(outsider), seen(county_user)) == (["HERE"], ["THERE"], ["HERE", "THERE"])


def test_the_scope_survives_what_is_composed_onto_it(people, clerk):
    mine = Person.objects.visible_to(clerk)
    assert mine.order_by("code").exclude(code="X").count() == 1
    assert mine.filter(code="THERE").exists() is False
    assert [*mine.union(mine)] == [*mine]
    assert list(Visit.objects.visible_to(clerk).filter(person__in=mine)) != []


def test_a_scope_is_not_washed_off_by_a_second_one(people, clerk, outsider):
    assert list(Person.objects.visible_to(clerk).visible_to(outsider)) == []


def test_nobody_sees_nothing(people):
    idle = UserFactory()
    assert list(Person.objects.visible_to(idle)) == []
    assert list(Person.objects.visible_to(AnonymousUser())) == []
    assert list(Person.objects.none()) == []


def test_validation_may_look_at_every_row_and_tells_only_that_it_is_taken(people):
    with pytest.raises(ValidationError):
        Person(area="450225209", code="HERE").full_clean()
    with pytest.raises(UnscopedQuery):
        Person.objects.count()


def test_saving_and_refreshing_one_row_needs_no_scope(people):
    here, _ = people
    here.code = "CHANGED"
    here.save()
    here.refresh_from_db()
    assert Person.objects.for_system("test").filter(code="CHANGED").count() == 1


def test_a_table_that_forgot_its_scope_fails_loudly(clerk):
    with pytest.raises(NotImplementedError):
        ScopedRecord.scope_for(clerk)


def test_rows_with_history_change_one_at_a_time(people):
    Person.history = None
    try:
        for change in (
            lambda rows: rows.update(code="x"),
            lambda rows: rows.bulk_update([], ["code"]),
            lambda rows: rows.bulk_create([]),
        ):
            with pytest.raises(UnscopedQuery, match="history"):
                change(Person.objects.for_system("test"))
    finally:
        del Person.history


# --- may and require


def test_permission_is_post_and_row(people, clerk, outsider, bystander):
    here, _ = people
    assert may(clerk, "minors.register", here)
    assert not may(outsider, "minors.register", here)
    assert not may(bystander, "minors.register", here)
    assert may(clerk, "minors.register")


def test_no_superuser_branch(people):
    root = UserFactory(is_superuser=True, is_staff=True)
    assert not may(root, "minors.register")
    with pytest.raises(PermissionDenied):
        require(root, "minors.register", people[0])


def test_who_was_switched_off_may_nothing(people, clerk):
    clerk.is_active = False
    assert not may(clerk, "minors.register")


def test_acting_is_one_post(clerk, acting):
    assert acting(clerk, NOW).acting.label.endswith("工作站专干")
    assert isinstance(Person.objects, ScopedManager)
