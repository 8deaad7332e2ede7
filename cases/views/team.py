"""Who works a case: proposed, confirmed."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.choices import Post
from accounts.http import Request
from accounts.permissions import may
from cases import actions, rules
from cases.forms import TeamForm
from cases.models import Case, Team
from cases.permissions import CasePerm
from cases.views.shared import case_or_404, header, tried, tried_as_seen

PROPOSED = "已提名，等待办公室主任确认。"


CONFIRMED, CARED = "帮教小组已确认，首次走访开始计时。", "负责人已确认，关爱走访开始计时。"


@require_http_methods(["GET", "POST"])
def team_propose(request: Request, pk: UUID) -> HttpResponse:
    case = case_or_404(request, pk, CasePerm.PROPOSE_TEAM)
    people = _people(case, request)
    working = Team.objects.visible_to(request.user).live().filter(case=case).exists()
    form = TeamForm(request.POST or None, people=people, takes_over=working, initial=_only(people))
    confirms = may(request.user, CasePerm.CONFIRM_TEAM)
    action, said = (actions.appoint_team, _confirmed(case)) if confirms else (actions.propose_team, PROPOSED)
    if tried_as_seen(request, form, action, said, case=case, topic="team"):
        return redirect("cases:case_detail", pk)
    context = {**header(request, case), "form": form, "proposal": _proposal(request, case), "people": people}
    context["seen"] = actions.stamp(case, "team")
    return render(request, "cases/team_propose.html", context)


@require_POST
def team_confirm(request: Request, pk: UUID) -> HttpResponse:
    case = case_or_404(request, pk, CasePerm.CONFIRM_TEAM)
    given = {"topic": "team", "seen": request.POST.get("seen", ""), "act": actions.confirm_team}
    done = tried(request, None, actions.as_seen, _confirmed(case), case=case, **given)
    return redirect("cases:case_detail" if done else "cases:team_propose", pk)


def _confirmed(case: Case) -> str:
    return CONFIRMED if rules.is_drug_track(case.track) else CARED


def _proposal(request: Request, case: Case) -> Team | None:
    teams = Team.objects.visible_to(request.user).filter(case=case)
    return (
        teams.proposed().select_related("community_officer", "social_worker", "clerk", "proposed_by").first()
    )


def _people(case: Case, request: Request) -> dict[str, Any]:
    """Whom the form offers for each seat; a child of 关爱帮扶 has one who leads its visits."""
    if not rules.is_drug_track(case.track):
        return {"social_worker": actions.leads_of_care(case, request.now)}
    return {
        "community_officer": actions.candidates(case, Post.COMMUNITY_OFFICER, request.now),
        "social_worker": actions.candidates(case, Post.SOCIAL_WORKER, request.now),
        "clerk": actions.candidates(case, Post.STATION_CLERK, request.now),
    }


def _only(people: dict[str, Any]) -> dict[str, Any]:
    """Where one person alone holds the post, nobody need choose."""
    pairs = {name: list(people[name][:2]) for name in people if name != "clerk"}
    return {name: found[0] for name, found in pairs.items() if len(found) == 1}
