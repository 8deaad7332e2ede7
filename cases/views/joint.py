"""Where county, police and station decide together; the police come here and to no case."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.choices import UnitKind
from accounts.http import Request
from accounts.permissions import may, require
from cases import actions, rules
from cases.forms import JointForm, TermReviewForm
from cases.models import JointRound, JointSignature, JointVersion, TermReview
from cases.permissions import CasePerm
from cases.views.shared import tried

ROUNDS = 100
COPIED = (
    "measures", "other", "services", "how", "child_view", "child_words", "guardian_view", "guardian_words",
    "unheard_why",
)  # fmt: skip


@require_GET
def joint_list(request: Request) -> HttpResponse:
    require(request.user, CasePerm.VIEW_JOINT)
    rows = JointRound.objects.visible_to(request.user).select_related("station", "police")
    ordered = rows.filter(ended_at=None).order_by("decided_at", "-opened_at")[:ROUNDS]
    return render(request, "cases/joint_list.html", {"rounds": ordered, "now": request.now})


@require_GET
def joint_detail(request: Request, pk: UUID) -> HttpResponse:
    round_ = _round_or_404(request, pk, CasePerm.VIEW_JOINT)
    return render(request, "cases/joint_detail.html", _page(request, round_))


@require_http_methods(["GET", "POST"])
def joint_draft(request: Request, pk: UUID) -> HttpResponse:
    round_ = _round_or_404(request, pk, CasePerm.DRAFT_JOINT)
    latest = JointVersion.objects.visible_to(request.user).filter(round=round_).first()
    words = _sees_words(request, round_)
    form = JointForm(request.POST or None, initial=_initial(latest, words=words))
    said = "已起草，等三方签字" + ("；以前各稿的签字作废。" if latest else "。")
    if request.method == "POST" and form.is_valid():
        given = _kept_words(latest, form.cleaned_data, words=words)
        if tried(request, form, actions.draft_joint, said, round=round_, **given):
            return redirect("cases:joint_detail", pk)
    return render(request, "cases/joint_draft.html", {**_page(request, round_), "form": form})


@require_http_methods(["GET", "POST"])
def joint_sign(request: Request, pk: UUID) -> HttpResponse:
    rows = JointVersion.objects.visible_to(request.user).select_related("round__case__minor", "by")
    version = get_object_or_404(rows, pk=pk)
    require(request.user, CasePerm.SIGN_JOINT)
    if request.method == "POST" and tried(request, None, actions.sign_joint, "已签字。", version=version):
        return redirect("cases:joint_detail", version.round_id)
    round_ = _round_or_404(request, version.round_id, CasePerm.SIGN_JOINT)
    return render(request, "cases/joint_detail.html", {**_page(request, round_), "asked": version})


@require_http_methods(["GET", "POST"])
def term_review(request: Request, pk: UUID) -> HttpResponse:
    round_ = _round_or_404(request, pk, CasePerm.REVIEW_TERM)
    form = TermReviewForm(request.POST or None, now=request.now)
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(request, form, actions.review_term, "复评已记录。", round=round_, **form.cleaned_data)
    ):
        return redirect("cases:joint_detail", pk)
    return render(request, "cases/term_review.html", {**_page(request, round_), "form": form})


def _round_or_404(request: Request, pk: UUID, perm: str) -> JointRound:
    rows = JointRound.objects.visible_to(request.user)
    rows = rows.select_related("case__minor", "case__unit", "station", "police", "county")
    row = get_object_or_404(rows, pk=pk)
    require(request.user, perm)
    return row


def _sees_words(request: Request, round_: JointRound) -> bool:
    """What child and guardian said is for whoever may open the case; the police read that they were heard."""
    user, acting = request.user, request.user.acting
    if acting is None or (acting.unit.kind == UnitKind.POLICE_POST and not may(user, CasePerm.VIEW)):
        return False
    return actions.may_open_case(user, round_.case, request.now)


def _page(request: Request, round_: JointRound) -> dict[str, Any]:
    """The round, each draft with its signatures, and what this post may do about the newest."""
    user = request.user
    drafts = _drafts(request, round_)
    latest, signatures = drafts[0] if drafts else (None, [])
    unheard = rules.problem_with_hearing(latest.unheard, latest.unheard_why) if latest else ""
    reviews = TermReview.objects.visible_to(user).filter(round=round_).select_related("by")
    return {
        "round": round_,
        "minor": round_.case.minor,
        "drafts": drafts,
        "latest": latest,
        "missing": [party.label for party in rules.missing(one.party for one in signatures)],
        "reviews": reviews,
        "may_open_case": may(user, CasePerm.VIEW),
        "words": _sees_words(request, round_),
        "now": request.now,
        "unheard": unheard,
        **_buttons(
            request, round_, {one.party for one in signatures} if latest else None, shut=bool(unheard)
        ),
    }


def _drafts(request: Request, round_: JointRound) -> list[tuple[JointVersion, list[JointSignature]]]:
    """Newest first, each with who signed it: two queries."""
    versions = list(JointVersion.objects.visible_to(request.user).filter(round=round_).select_related("by"))
    rows = JointSignature.objects.visible_to(request.user).filter(version__in=versions)
    signed: dict[UUID, list[JointSignature]] = {}
    for one in rows.select_related("by", "unit"):
        signed.setdefault(one.version_id, []).append(one)
    return [(version, signed.get(version.pk, [])) for version in versions]


def _buttons(request: Request, round_: JointRound, signed: set[str] | None, *, shut: bool) -> dict[str, bool]:
    """What may be done now. `signed` are the parties on the newest draft, None without one; `shut`: somebody
    has still to be heard before it is signed."""
    user = request.user
    party = rules.party_of(user.acting.unit.kind) if user.acting else None
    is_open = round_.decided_at is None and round_.ended_at is None
    runs = round_.decided_at is not None and round_.ended_at is None
    return {
        "may_draft": is_open and may(user, CasePerm.DRAFT_JOINT),
        "may_sign": is_open
        and not shut
        and signed is not None
        and party not in signed
        and may(user, CasePerm.SIGN_JOINT),
        "may_review": runs and may(user, CasePerm.REVIEW_TERM),
    }


def _initial(latest: JointVersion | None, *, words: bool) -> dict[str, Any]:
    if latest is None:
        return {"seen": 0}
    known = {name: getattr(latest, name) for name in COPIED if words or not name.endswith("_words")}
    return {"seen": latest.no, **known}


def _kept_words(latest: JointVersion | None, given: dict[str, Any], *, words: bool) -> dict[str, Any]:
    """Who redrafts without seeing what was said leaves it as it was."""
    if words or latest is None:
        return given
    kept = {name: given[name] or getattr(latest, name) for name in ("child_words", "guardian_words")}
    return {**given, **kept}
