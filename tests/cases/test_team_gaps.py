"""Who of a team is really in office: the page says the gap in words."""

from django.urls import reverse

from accounts.models import Appointment
from cases.actions import gaps_of
from cases.models import Team
from common import clock
from minors import actions as minors
from tests.cases.factories import in_care
from tests.cast import NOW


def team_of(case):
    return Team.objects.for_system("test").select_related("case__minor", "case__unit").get(case=case)


def test_a_whole_team_has_no_gap(clerk, head, officer, worker):
    assert gaps_of(team_of(in_care(clerk, head, officer, worker)), NOW) == []


def test_a_member_whose_post_has_ended_is_a_gap_on_the_page(client_as, clerk, head, officer, worker):
    case = in_care(clerk, head, officer, worker)
    Appointment.objects.filter(user=worker).update(ended_at=NOW)
    assert gaps_of(team_of(case), NOW) == [f"禁毒社工{worker.name}已不在岗，此席空缺。"]
    with clock.at(NOW):
        page = client_as(head).get(reverse("cases:case_detail", args=[case.pk])).text
    assert "有空缺" in page
    assert f"禁毒社工{worker.name}已不在岗" in page


def test_a_member_who_keeps_away_is_a_gap(clerk, head, officer, worker):
    case = in_care(clerk, head, officer, worker)
    minors.order_recusal(by=head, minor=case.minor, user=officer, reason="与该未成年人有亲属关系", now=NOW)
    assert gaps_of(team_of(case), NOW) == [f"社区民警{officer.name}已回避，此席空缺。"]
