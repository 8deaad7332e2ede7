"""The synthetic county, and the first people of a real one."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.acting import acting_choices
from accounts.choices import Post, UnitKind
from accounts.models import Appointment, Unit, User
from common import clock
from config.county.staff import TOUR
from config.county.units import divisions

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings):
    settings.DEMO = True
    settings.DEMO_PASSWORD = "Nur-ein-Beispiel-1"
    return settings


def run(name, *args, **kwargs):
    out = StringIO()
    call_command(name, *args, stdout=out, **kwargs)
    return out.getvalue()


def count(kind):
    return Unit.objects.of_kind(kind).count()


def test_the_county_is_the_one_of_the_national_list(demo):
    run("load_county")
    assert [count(kind) for kind in (UnitKind.COUNTY, UnitKind.TOWNSHIP, UnitKind.VILLAGE)] == [1, 20, 12]
    assert count(UnitKind.STATION) == count(UnitKind.POLICE_POST) == 20
    villages = Unit.objects.of_kind(UnitKind.VILLAGE).values_list("area", flat=True)
    assert sorted(villages) == [f"450225208{n}" for n in range(201, 213)]
    assert not {"450225204", "450225210"} & set(divisions())


def test_what_is_made_up_says_so(demo):
    run("load_county")
    for school in Unit.objects.of_kind(UnitKind.SCHOOL):
        assert school.is_synthetic
        assert "（虚构）" in school.name
    assert not Unit.objects.exclude(kind=UnitKind.SCHOOL).filter(is_synthetic=True).exists()
    names = list(User.objects.values_list("name", flat=True))
    assert all(name.startswith("示例·") for name in names)
    assert len(set(names)) == len(names)


def test_one_login_per_post_is_printed_and_works(demo):
    printed = run("load_county")
    posts = set()
    for username in TOUR:
        assert username in printed
        user = User.objects.get(username=username)
        assert user.check_password(demo.DEMO_PASSWORD)
        posts |= {acting.post for acting in acting_choices(user, clock.now())}
    assert posts == set(Post)
    assert len(acting_choices(User.objects.get(username="gd-both"), clock.now())) == 2


def test_a_second_run_changes_nothing(demo):
    run("load_county")
    Unit.objects.filter(kind=UnitKind.COUNTY).update(name="改过的名称")
    User.objects.filter(username="gd-clerk").update(is_active=False)
    before = [model.objects.count() for model in (Unit, User, Appointment)]
    run("load_county")
    assert [model.objects.count() for model in (Unit, User, Appointment)] == before
    assert Unit.objects.get(kind=UnitKind.COUNTY).name == "改过的名称"
    assert not User.objects.get(username="gd-clerk").is_active


def test_made_up_people_are_refused_outside_the_demo(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="演示"):
        run("load_county")
    assert not User.objects.exists()


def test_the_offices_alone_are_loaded_anywhere(settings):
    settings.DEMO = False
    run("load_county", "--units-only")
    assert count(UnitKind.TOWNSHIP) == 20
    assert count(UnitKind.SCHOOL) == 0
    assert not User.objects.exists()


FIRST = ["--administrator", "admin-1", "示例·管", "--reviewer", "county-1", "示例·甲"]


def test_the_first_people_of_a_real_office():
    run("load_county", "--units-only")
    printed = run("first_accounts", *FIRST, "--reviewer", "county-2", "示例·乙")
    for username in ("admin-1", "county-1", "county-2"):
        user = User.objects.get(username=username)
        password = re.search(rf"{username} .* 初始密码 (\S+?)（", printed).group(1)
        assert user.check_password(password)
        assert user.must_change_password
        assert len(acting_choices(user, clock.now())) == 1
    with pytest.raises(CommandError, match="已经有任职"):
        run("first_accounts", *FIRST, "--reviewer", "county-2", "示例·乙")


@pytest.mark.parametrize(("more", "said"), [
    ([], "至少两人"),
    (["--reviewer", "county-1", "示例·乙"], "不能重复"),
    (["--reviewer", "admin-1", "示例·乙"], "不能重复"),
])  # fmt: skip
def test_too_few_people_are_refused(more, said):
    run("load_county", "--units-only")
    with pytest.raises(CommandError, match=said):
        run("first_accounts", *FIRST, *more)
    assert not User.objects.exists()


def test_people_need_offices_first():
    with pytest.raises(CommandError, match="还没有单位"):
        run("first_accounts", *FIRST, "--reviewer", "county-2", "示例·乙")
