"""Community officer and social worker are named; the head confirms, and grants and clock start there."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.choices import Post, UnitKind
from accounts.models import Appointment, User
from accounts.permissions import may, require
from cases import rules
from cases.actions.contacts import start_contact
from cases.actions.family import follow_family
from cases.actions.group import hand_over
from cases.actions.inside import custody_of, open_clocks
from cases.actions.lost import WHEREABOUTS, catch_up
from cases.actions.rows import lock, move, open_duty
from cases.choices import CaseStatus, Channel, Outcome, Route, SearchKind
from cases.models import FINISHED, Case, Contact, Team
from cases.permissions import CasePerm
from common import wording
from common.errors import DomainError
from duties import actions as duties
from duties.models import Duty
from minors import actions as minors
from minors.choices import GrantKind, VaultPart
from minors.rules import says_something

TEAM_DUTIES = (
    rules.FIRST_VISIT,
    rules.REGULAR,
    rules.CARE_FIRST,
    rules.CARE,
    rules.WORD,
    rules.RELEASE,
    rules.SEEN_AGAIN,
    WHEREABOUTS,
    *map(rules.search_duty, rules.OF_TEAM),
)

DESKS = (Post.STATION_CLERK, Post.SOCIAL_WORKER)
"""Posts of the station that work cases; either may sit beside the team as its clerk."""


def candidates(case: Case, post: str, now: datetime) -> QuerySet[User]:
    """Who may be named: officers of the township's police post, workers and clerks of the station."""
    live = Appointment.objects.live(now).filter(post=post)
    if post == Post.COMMUNITY_OFFICER:
        live = live.filter(unit__kind=UnitKind.POLICE_POST, unit__township=case.unit.township)
    else:
        live = live.filter(unit=case.unit_id)
    return User.objects.filter(pk__in=live.values("user")).order_by("name", "pk")


def leads_of_care(case: Case, now: datetime) -> QuerySet[User]:
    """Who may lead the visits of a child of 关爱帮扶: a social worker or a clerk of the station."""
    return candidates(case, Post.SOCIAL_WORKER, now) | candidates(case, Post.STATION_CLERK, now)


def gaps_of(team: Team, now: datetime) -> list[str]:
    """Which seats of a live team stand empty, in words: the post has ended, or its holder keeps away.

    Law: 戒毒条例 第十七条 (the working group and who is in it).
    """
    kept_away = minors.keeping_away(team.case.minor, now)
    found = []
    for word, user, posts in (
        ("社区民警", team.community_officer, (Post.COMMUNITY_OFFICER,)),
        ("负责人" if team.of_care else "禁毒社工", team.social_worker, _worker_posts(team)),
        ("专干", team.clerk, DESKS),
    ):
        if user is None:
            continue
        if user.pk in kept_away:
            found.append(f"{word}{user.name}已回避，此席空缺。")
        elif not any(candidates(team.case, one, now).filter(pk=user.pk).exists() for one in posts):
            found.append(f"{word}{user.name}已不在岗，此席空缺。")
    return found


@transaction.atomic
def propose_team(
    *,
    by: User,
    case: Case,
    community_officer: User | None = None,
    social_worker: User,
    clerk: User | None = None,
    watch: str = "",
    now: datetime,
) -> Team:
    """Propose who is to work the case; an earlier proposal not yet confirmed gives way.

    Where somebody takes over from a colleague, `watch` says what to watch; the new one reads it. A child of
    关爱帮扶 has no officer. Raises DomainError if somebody does not hold the post here, the case is not ours
    to hold, a hand-over says nothing, or the very same people work the case. The same proposal once more is
    the one that waits.
    """
    require(by, CasePerm.PROPOSE_TEAM, case)
    wording.refuse_numbers(watch, field="watch")
    case = lock(case)
    if case.route == Route.RETURN:
        raise DomainError("误送的个案退回来文单位，不配帮教小组。")
    team = Team(
        case=case,
        of_care=not rules.is_drug_track(case.track),
        community_officer=community_officer,
        social_worker=social_worker,
        clerk=clerk,
        watch=watch.strip(),
        proposed_by=by,
        proposed_at=now,
    )
    _check_members(case, team, now)
    working = Team.objects.for_system("does somebody take over").live().filter(case=case).first()
    if working and team.member_ids - working.member_ids and not says_something(watch):
        raise DomainError("换人要写交接说明：孩子现在怎样，接手的人要留意什么。", field="watch")
    _refuse_same(case, team, working)
    for earlier in Team.objects.for_system("new proposal").proposed().filter(case=case):
        if earlier.seats == team.seats and team.watch in ("", earlier.watch):
            return earlier  # the same people once more: it waits already
        earlier.ended_at, earlier.ended_reason = now, "重新提名"
        earlier.save(update_fields=["ended_at", "ended_reason"])
    team.save()
    if not may(by, CasePerm.CONFIRM_TEAM):  # a head who proposes confirms in the same breath
        duties.void(rules.TEAM_CONFIRM, subject=case.pk, now=now, reason="重新提名")
        open_duty(rules.TEAM_CONFIRM, case, at=now)
    return team


@transaction.atomic
def confirm_team(*, by: User, case: Case, now: datetime) -> Team:
    """Confirm the proposal: grants start, `case.team` or `case.care_team` is met, the first visit starts.

    A team already working is relieved and its grants end. Raises DomainError without a proposal, if the
    head would confirm themself, or if somebody no longer holds the post.
    """
    require(by, CasePerm.CONFIRM_TEAM, case)
    case = catch_up(lock(case), now)
    team = Team.objects.for_system("confirm").proposed().filter(case=case).first()
    if team is None:
        raise DomainError("没有待确认的提名。")
    if by.pk in team.member_ids:
        raise DomainError("不能确认自己进入帮教小组。")
    _check_members(case, team, now)
    before = list(Team.objects.for_system("who hands over").live().filter(case=case))
    end_team(case, by=by, now=now, reason="调整帮教小组", but=team.member_ids)
    team.confirmed_by, team.confirmed_at = by, now
    team.save(update_fields=["confirmed_by", "confirmed_at"])
    for member in User.objects.filter(pk__in=team.member_ids).order_by("pk"):
        minors.grant(
            by=by,
            minor=case.minor,
            user=member,
            kind=GrantKind.ASSIGNMENT,
            fields=VaultPart,
            reason="帮教小组成员",
            approver=by,
            from_at=now,
        )
    for kind in (rules.TEAM_CONFIRM, rules.TEAM, rules.CARE_TEAM):
        duties.meet(kind, subject=case.pk, at=now, now=now, by=by)
    if case.status == CaseStatus.OPEN:  # a child who is lost stays lost, whoever looks for it
        move(case, CaseStatus.IN_CARE)
    _start_first_visit(case, team, now)
    catch_up(case, now)
    hand_over(case, team, before, now)
    follow_family(case, now)
    return team


@transaction.atomic
def appoint_team(
    *,
    by: User,
    case: Case,
    community_officer: User | None = None,
    social_worker: User,
    clerk: User | None = None,
    watch: str = "",
    now: datetime,
) -> Team:
    """Propose and confirm in one: what a head does who names the team without a proposal.

    Raises as `propose_team` and `confirm_team` do, and then leaves nothing behind.
    """
    require(by, CasePerm.CONFIRM_TEAM, case)
    propose_team(
        by=by,
        case=case,
        community_officer=community_officer,
        social_worker=social_worker,
        clerk=clerk,
        watch=watch,
        now=now,
    )
    return confirm_team(by=by, case=case, now=now)


def end_team(case: Case, *, by: User, now: datetime, reason: str, but: set = frozenset()) -> None:  # type: ignore[assignment]
    """Relieve the live team; grants end for everybody who is not in `but`. The caller holds the lock."""
    for team in Team.objects.for_system("relieve").live().filter(case=case):
        team.ended_at, team.ended_reason = now, reason
        team.save(update_fields=["ended_at", "ended_reason"])
        for user in User.objects.filter(pk__in=team.member_ids - but):
            minors.end_grants(
                by=by, minor=case.minor, user=user, kind=GrantKind.ASSIGNMENT, reason=reason, now=now
            )


@transaction.atomic
def reopen_teams(user: User, now: datetime, reason: str = "") -> int:
    """Hook of `ON_ACCOUNT_CLOSE`: a team that lost its officer or worker must be named anew.

    The one who is left works on; the duty to name a team opens again for each such case. How many there were.
    """
    teams = (
        Team.objects.for_system("a member has gone")
        .live()
        .filter(Q(community_officer=user) | Q(social_worker=user))
    )
    broken = [
        team.case
        for team in teams.select_related("case__minor", "case__unit")
        if team.case.status not in FINISHED and not _still_serves(team, user, now)
    ]
    for case in broken:
        minors.end_running(case.minor, user, GrantKind.ASSIGNMENT, reason or "离开岗位", now)
        open_duty(rules.TEAM if rules.is_drug_track(case.track) else rules.CARE_TEAM, case, at=now)
    return len(broken)


def _still_serves(team: Team, user: User, now: datetime) -> bool:
    is_officer = team.community_officer_id == user.pk
    posts = (Post.COMMUNITY_OFFICER,) if is_officer else _worker_posts(team)
    return any(candidates(team.case, post, now).filter(pk=user.pk).exists() for post in posts)


def _worker_posts(team: Team) -> tuple[str, ...]:
    """Who may sit on the seat of the social worker; a clerk only for a child of 关爱帮扶."""
    return DESKS if team.of_care else (Post.SOCIAL_WORKER,)


def _start_first_visit(case: Case, team: Team, now: datetime) -> None:
    """Open the first visit unless the child has been met, or is 在所; what is open passes to the new team."""
    worker, officer = team.social_worker, team.community_officer
    if team.of_care:
        if not Duty.objects.open().filter(kind=rules.CARE_FIRST, subject=case.pk).exists():
            start_contact(case, at=now)
        for kind in (rules.CARE_FIRST, rules.CARE):
            duties.assign(kind, subject=case.pk, holder=worker)
        return
    open_clocks(case, at=now)
    contacts = Contact.objects.for_system("has the child been met").filter(case=case).successful()
    contacts = contacts.filter(outcome=Outcome.MET, channel__in=(Channel.VISIT, Channel.STATION))
    if not custody_of(case) and not contacts.exists():
        open_duty(rules.FIRST_VISIT, case, at=now, holder=worker, deputy_holder=officer)
    for kind in TEAM_DUTIES:
        duties.assign(kind, subject=case.pk, holder=worker, deputy_holder=officer)
    duties.assign(rules.search_duty(SearchKind.POLICE), subject=case.pk, holder=officer)


def _refuse_same(case: Case, team: Team, working: Team | None) -> None:
    """Raise DomainError for the very people who work the case: their grants would end and start for nothing.

    Where a seat had fallen vacant the team is owed once more, and may well be the same again.
    """
    owed = Duty.objects.open().filter(kind__in=(rules.TEAM, rules.CARE_TEAM), subject=case.pk)
    if working is not None and working.seats == team.seats and not owed.exists():
        raise DomainError("与现在的帮教小组完全相同，没有变更。")


def _check_members(case: Case, team: Team, now: datetime) -> None:
    if team.of_care and team.community_officer_id:
        raise DomainError("关爱帮扶的孩子不涉毒，不配社区民警。", field="community_officer")
    if not team.of_care and not team.community_officer_id:
        raise DomainError("请选择社区民警。", field="community_officer")
    officer = "须为本乡派出所现任社区民警。"
    worker = "须为本站现任禁毒社工或专干。" if team.of_care else "须为本站现任禁毒社工。"
    asked = [
        ("community_officer", team.community_officer_id, (Post.COMMUNITY_OFFICER,), officer),
        ("social_worker", team.social_worker_id, _worker_posts(team), worker),
        ("clerk", team.clerk_id, DESKS, "须为本站现任专干或禁毒社工。"),
    ]
    for field, user_id, posts, message in asked:
        if user_id and not any(candidates(case, one, now).filter(pk=user_id).exists() for one in posts):
            raise DomainError(message, field=field)
