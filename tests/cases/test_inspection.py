"""The county opens a case by an open matter or a drawn sample; otherwise 403 and a sentence that says how."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.permissions import NotNow
from cases import actions, rules
from common import calendar, clock
from common.errors import DomainError
from duties import actions as duties
from duties.models import Duty, Escalation
from minors import actions as minors
from minors.models import Sample, SampledFile
from tests.cases.factories import facts, open_case
from tests.cast import NOW

UNTIL = calendar.add_working_days(NOW, 10, {})


@pytest.fixture
def case(clerk, station):
    return open_case(clerk, station, with_facts=facts(is_pupil=False))


def page(case):
    return reverse("cases:case_detail", args=[case.pk])


def opens(county_user, case, now=NOW):
    return actions.may_open_case(county_user, case, now)


def test_without_either_a_sentence_says_how(county_user, case, client_as):
    with clock.at(NOW):
        for url in (page(case), reverse("minors:reveal", args=[case.minor_id])):
            answer = client_as(county_user).get(url)
            assert answer.status_code == 403
            text = answer.content.decode()
            assert "抽查" in text
            assert "审批查阅申请、复核紧急查阅不算" in text
        assert case.minor.code in client_as(county_user).get(reverse("cases:case_list")).content.decode()
    assert not opens(county_user, case)


def test_an_open_county_duty_on_the_file_opens_it_until_it_is_met(county_user, county, case):
    duties.open(
        "transfer.contact", subject=case.pk, unit=county, post="county_reviewer", label="-",
        file=case.minor_id, at=NOW,
    )  # fmt: skip
    assert opens(county_user, case)
    duties.meet("transfer.contact", subject=case.pk, at=NOW, now=NOW)
    assert opens(county_user, case) is False


def test_an_open_escalation_opens_it(county_user, case):
    duty = Duty.objects.open().filter(file=case.minor_id).first()
    row = Escalation.objects.create(duty=duty, raised_at=NOW)
    assert opens(county_user, case)
    Escalation.objects.filter(pk=row.pk).update(
        decided_at=NOW, decided_by=county_user, decision="remind", closed_at=NOW, closed_by=county_user
    )
    assert not opens(county_user, case)


def test_asking_to_read_opens_nothing_by_itself(clerk, county_user, case):
    minors.ask_access(by=clerk, minor=case.minor, parts=["identity"], purpose="安排走访需要", days=2, now=NOW)
    assert Duty.objects.open().filter(kind="access.decide", unit=county_user.acting.unit).exists()
    assert not opens(county_user, case)


def test_a_drawn_case_opens_for_ten_working_days(county_user, station, case, client_as, acting):
    sample = actions.draw_sample(by=county_user, station=station, size=3, now=NOW)
    assert (sample.size, sample.population, sample.until_at) == (1, 1, UNTIL)
    assert opens(county_user, case, UNTIL - timedelta(seconds=1))
    assert not opens(county_user, case, UNTIL)
    with clock.at(NOW):
        assert client_as(county_user).get(page(case)).status_code == 200
        text = client_as(county_user).get(reverse("cases:sample_detail", args=[sample.pk])).content.decode()
    assert sample.seed in text
    assert page(case) in text


def test_the_draw_can_be_repeated_from_its_seed(clerk, county_user, station):
    cases = [open_case(clerk, station, with_facts=facts(is_pupil=False)) for _ in range(6)]
    sample = actions.draw_sample(by=county_user, station=station, size=2, now=NOW)
    drawn = SampledFile.objects.for_system("test").filter(sample=sample).values_list("minor_id", flat=True)
    assert set(drawn) == set(rules.drawn([case.minor_id for case in cases], sample.seed, 2))


def test_one_sample_a_station_at_a_time(county_user, station, case):
    actions.draw_sample(by=county_user, station=station, size=1, now=NOW)
    with pytest.raises(DomainError):
        actions.draw_sample(by=county_user, station=station, size=1, now=NOW)
    actions.draw_sample(by=county_user, station=station, size=1, now=UNTIL)
    assert Sample.objects.for_system("test").count() == 2


def test_only_the_county_draws_and_not_from_nothing(
    head, clerk, county_user, station, police_post, other_station
):
    for user in (head, clerk):
        with pytest.raises(PermissionDenied):
            actions.draw_sample(by=user, station=station, size=1, now=NOW)
    for unit, size in ((other_station, 1), (police_post, 1), (other_station, 11), (other_station, 0)):
        with pytest.raises(DomainError):
            actions.draw_sample(by=county_user, station=unit, size=size, now=NOW)


def test_everybody_else_opens_what_lies_in_their_scope(clerk, head, county, case):
    assert actions.may_open_case(clerk, case, NOW)
    assert actions.may_open_case(head, case, NOW)


def test_the_county_speaks_to_a_station_only_about_a_matter_of_its_own(county_user, case):
    with pytest.raises(NotNow):
        actions.contact_station(
            by=county_user, case=case, station_name="示例站", spoke_with="值班人员", channel="phone",
            answer="已告知", at=NOW, now=NOW,
        )  # fmt: skip


def test_the_county_still_needs_an_approval_to_read(county_user, station, case, acting):
    actions.draw_sample(by=county_user, station=station, size=1, now=NOW)
    with pytest.raises(PermissionDenied):
        minors.reveal(by=county_user, minor=case.minor, fields=["name"], purpose="抽查核对", now=NOW)


def test_the_form_draws(county_user, station, case, client_as):
    with clock.at(NOW):
        browser = client_as(county_user)
        assert "随机" in browser.get(reverse("cases:sample_draw")).content.decode()
        browser.post(reverse("cases:sample_draw"), {"station": station.pk, "size": 1})
        sample = Sample.objects.for_system("test").get()
        assert (
            reverse("cases:sample_detail", args=[sample.pk])
            in browser.get(reverse("cases:sample_list")).content.decode()
        )
