"""对外提供登记 and 来询登记: rows, refusals, pages."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from cases import actions as cases
from common import clock
from common.errors import DomainError
from minors import actions
from minors.models import STANDARD_ANSWER, Disclosure, Inquiry
from tests.cases.factories import open_case
from tests.cast import NOW
from tests.minors.factories import registered, seal

LATER = NOW + timedelta(hours=2)


@pytest.fixture
def minor(clerk, station):
    return registered(clerk, station)


@pytest.fixture
def later():
    with clock.at(LATER) as instant:
        yield instant


def disclosed(by, minor, **changes):
    given = {
        "kind": "phone",
        "fields": "姓名、现住址",
        "recipient": "示例县第二工作站",
        "basis": "narcotics_33",
        "at": NOW,
        "now": LATER,
    }
    return actions.disclose(by=by, minor=minor, **{**given, **changes})


def rows(model, user):
    return list(model.objects.visible_to(user))


# --- 对外提供登记


def test_a_word_outward_is_a_row_with_code_and_no_value(clerk, minor):
    row = disclosed(clerk, minor)
    assert (row.file, row.code, row.unit, row.fields) == (
        minor.pk,
        minor.code,
        clerk.acting.unit,
        "姓名、现住址",
    )


def test_a_form_sent_twice_is_one_row(clerk, minor):
    key = uuid4()
    assert disclosed(clerk, minor, client_id=key) == disclosed(clerk, minor, client_id=key)
    assert len(rows(Disclosure, clerk)) == 1


@pytest.mark.parametrize(("changes", "field"), [
    ({"basis": "other"}, "basis_text"),
    ({"at": LATER + timedelta(minutes=1)}, "at"),
    ({"fields": "电话 19900001234"}, "fields"),
    ({"recipient": "李主任 19900001234"}, "recipient"),
])  # fmt: skip
def test_what_a_disclosure_may_not_say(clerk, minor, changes, field):
    with pytest.raises(DomainError) as error:
        disclosed(clerk, minor, **changes)
    assert error.value.field == field
    assert rows(Disclosure, clerk) == []


@pytest.mark.parametrize("recipient", ["示例县第一中学", "示例乡中心小学", "示例幼儿园", "示例职业学校"])
def test_a_school_is_told_nothing(clerk, minor, recipient):
    for about, fields in ((minor, "情况说明"), (None, "姓名")):
        with pytest.raises(DomainError, match="学校一律不得") as error:
            disclosed(clerk, about, recipient=recipient, fields=fields)
        assert error.value.field == "recipient"
    assert disclosed(clerk, None, recipient=recipient, fields="禁毒宣传手册").pk


def test_a_road_named_after_a_school_is_no_school(clerk, minor):
    assert disclosed(clerk, minor, recipient="示例县中学路派出所").pk


@pytest.mark.parametrize("who", ["secretary", "school_liaison", "leader", "auditor", "administrator"])
def test_posts_that_hold_no_file_disclose_nothing(request, minor, who):
    with pytest.raises(PermissionDenied):
        disclosed(request.getfixturevalue(who), minor)


@pytest.mark.parametrize("model", [Disclosure, Inquiry])
def test_the_database_keeps_the_registers_as_written(clerk, minor, model):
    if model is Disclosure:
        disclosed(clerk, minor)
    else:
        asked(clerk)
    every = model.objects.for_system("test")
    for change in (lambda: every.update(unit=minor.unit, at=LATER), every.delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    assert every.count() == 1


def test_who_sees_a_disclosure(request, clerk, minor, officer, worker):
    disclosed(clerk, minor)
    seen = [who for who in CAST if rows(Disclosure, request.getfixturevalue(who))]
    assert seen == ["clerk", "head", "auditor"]


CAST = ["clerk", "head", "auditor", "officer", "worker", "liaison", "leader", "county_user", "outsider",
        "other_head", "secretary", "school_liaison", "administrator"]  # fmt: skip


def test_a_sealed_file_leaves_the_register_of_all_but_the_auditor(clerk, head, auditor, minor):
    disclosed(clerk, minor)
    seal(minor)
    assert [len(rows(Disclosure, user)) for user in (clerk, head, auditor)] == [0, 0, 1]


def test_a_word_with_another_station_stands_in_the_register(clerk, station, later):
    case = open_case(clerk, station)
    cases.contact_station(
        by=clerk, case=case, station_name="示例县第二工作站", spoke_with="值班专干", channel="phone",
        answer="同意接收", told="identity", at=NOW, now=LATER,
    )  # fmt: skip
    (row,) = rows(Disclosure, clerk)
    assert (row.kind, row.code, row.recipient, row.basis) == (
        "phone", case.minor.code, "示例县第二工作站", "other",
    )  # fmt: skip
    assert "姓名" in row.fields
    assert "四(三)3" in row.basis_text


def test_the_page_adds_a_letter_by_hand(client_as, clerk, minor, later):
    data = {
        "client_id": uuid4(), "kind": "letter", "recipient": "示例县民政局", "fields_told": "姓名、现住址",
        "basis": "protection_11", "at": "2026-03-02T09:30",
    }  # fmt: skip
    page = client_as(clerk).post(reverse("minors:disclosure_add", args=[minor.pk]), data, follow=True)
    assert "已登记，编号" in page.text
    assert rows(Disclosure, clerk)[0].recipient == "示例县民政局"


def test_what_was_typed_is_kept_when_a_basis_is_missing(client_as, clerk, minor, later):
    data = {"client_id": uuid4(), "kind": "letter", "recipient": "示例县民政局", "fields_told": "姓名",
            "basis": "other", "at": "2026-03-02T09:30"}  # fmt: skip
    page = client_as(clerk).post(reverse("minors:disclosure_add", args=[minor.pk]), data)
    assert "请写明依据" in page.text
    assert "示例县民政局" in page.text


@pytest.mark.parametrize(("who", "status"), [("outsider", 404), ("secretary", 404), ("clerk", 200)])
def test_the_page_of_a_file_one_does_not_see_is_not_there(request, client_as, minor, later, who, status):
    url = reverse("minors:disclosure_add", args=[minor.pk])
    assert client_as(request.getfixturevalue(who)).get(url).status_code == status


# --- 来询登记


def asked(by, **changes):
    given = {"asked_by": "employer", "how": "phone", "organ": "示例公司", "at": NOW, "now": LATER}
    return actions.file_inquiry(by=by, **{**given, **changes})


def test_whoever_asks_gets_the_same_answer_and_no_child_is_named(secretary):
    row = asked(secretary)
    assert row.answer == STANDARD_ANSWER == "依法不予提供，亦不说明有无。"
    about = {"minor", "file", "code", "name", "note", "text"}
    assert about.isdisjoint(field.name for field in Inquiry._meta.get_fields())


@pytest.mark.parametrize(
    "who",
    [
        "secretary",
        "school_liaison",
        "liaison",
        "officer",
        "worker",
        "leader",
        "county_user",
        "clerk",
        "auditor",
        "administrator",
    ],
)
def test_any_internal_post_files_an_inquiry_in_two_taps(request, client_as, later, who):
    user = request.getfixturevalue(who)
    client = client_as(user)
    page = client.get(reverse("minors:inquiry_add"))
    form = page.context["form"]
    data = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    sent = {**data, "at": "2026-03-02T09:30", "organ": "", "asked_by": "unknown"}  # one tap, and 保存
    answer = client.post(reverse("minors:inquiry_add"), sent, follow=True)
    assert STANDARD_ANSWER in answer.text
    assert Inquiry.objects.for_system("test").get().unit == user.acting.unit


def test_who_sees_the_register_of_inquiries(request, secretary):
    asked(secretary)
    seen = [who for who in CAST if rows(Inquiry, request.getfixturevalue(who))]
    assert seen == ["clerk", "head", "auditor", "secretary"]  # the secretary the own row alone


@pytest.mark.parametrize("slug", ["disclosures", "inquiries"])
@pytest.mark.parametrize(("who", "status"), [
    ("clerk", 200), ("head", 200), ("auditor", 200), ("worker", 403), ("leader", 403), ("administrator", 403),
    ("county_user", 403), ("school_liaison", 403),
])  # fmt: skip
def test_who_opens_prints_and_exports_the_registers(
    request, client_as, clerk, minor, later, slug, who, status
):
    disclosed(clerk, minor)
    asked(clerk)
    client = client_as(request.getfixturevalue(who))
    for page in ("ledger_detail", "ledger_print", "ledger_export"):
        assert client.get(reverse(f"reporting:{page}", args=[slug])).status_code == status


def test_the_register_holds_the_code_and_never_a_name(client_as, clerk, minor, later):
    disclosed(clerk, minor)
    page = client_as(clerk).get(reverse("reporting:ledger_detail", args=["disclosures"]))
    assert minor.code in page.text
    assert "示例·甲" not in page.text


@pytest.mark.parametrize(("who", "there"), [
    ("clerk", {"来询登记", "来询登记簿", "对外提供登记簿", "走访单", "走访单登记簿", "权利申请登记簿"}),
    ("auditor", {"来询登记", "来询登记簿", "对外提供登记簿", "权利申请登记簿", "影响评估"}),
    ("worker", {"来询登记", "走访单"}),
])  # fmt: skip
def test_the_register_page_lists_what_the_post_may_open(request, client_as, later, who, there):
    page = client_as(request.getfixturevalue(who)).get(reverse("minors:register_list"))
    titles = {register.title for register in page.context["registers"]}
    assert there <= titles
    assert ("影响评估" in titles) == (who == "auditor")
    assert ("对外提供登记簿" in titles) == (who != "worker")
