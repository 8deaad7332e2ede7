"""What was written about a child in words goes with its file; what was decided stays as figures."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from cases import actions
from cases.choices import (
    CareKind,
    CareSource,
    Correction,
    LostWhy,
    Reachable,
    SchoolState,
    SearchKind,
    Stance,
    StepResult,
)
from cases.models import (
    CareIntake,
    FamilyMember,
    Help,
    JointRound,
    JointVersion,
    LostSpell,
    SchoolStatus,
    SearchStep,
    Team,
)
from common.clock import local_day
from minors.choices import Relation
from tests.cases.factories import in_care, open_case
from tests.cast import NOW
from tests.minors.factories import child_in

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def case(clerk, head, officer, worker, police_post, county):
    return in_care(clerk, head, officer, worker, case=open_case(clerk, clerk.acting.unit))


def drafted(by, case) -> JointVersion:
    row = JointRound.objects.for_system("test").get(case=case)
    return actions.draft_joint(
        by=by,
        round=row,
        seen=0,
        measures=[Correction.OTHER],
        other="每周到站",
        services=[],
        how="工作站联系",
        child_view=Stance.AGREES,
        child_words="愿意来",
        guardian_view=Stance.OBJECTS,
        guardian_words="太远",
        now=NOW,
    )


def test_the_words_go_and_the_choices_stay(case, head, worker):
    version = drafted(head, case)
    today = local_day(NOW)
    member = actions.add_member(
        by=worker,
        case=case,
        relation=Relation.PARENT,
        is_guardian=True,
        cares=True,
        reachable=Reachable.AWAY,
        note="在外打工",
        from_on=today,
        now=NOW,
    )
    actions.give_help(
        by=worker, case=case, kind="relief", provider="民政办", what="临时救助一次", from_on=today, now=NOW
    )
    actions.record_school_status(
        by=worker, case=case, state=SchoolState.UPPER, since=today, reason="升入职校", now=LATER
    )
    actions.on_dispose(files=[case.minor_id], now=LATER)
    version = JointVersion.objects.for_system("test").get(pk=version.pk)
    assert (version.other, version.how, version.child_words, version.guardian_words) == ("", "", "", "")
    assert (version.measures, version.guardian_view) == (["other"], "objects")
    assert JointRound.objects.for_system("test").get().code == "已销毁"
    assert FamilyMember.objects.for_system("test").get(pk=member.pk).note == ""
    assert not FamilyMember.history.for_system("test").exists()
    assert Help.objects.for_system("test").get().what == ""
    assert SchoolStatus.objects.for_system("test").get().reason == ""
    assert set(Team.objects.for_system("test").values_list("watch", flat=True)) == {""}


def test_a_draft_and_a_signature_are_never_changed(case, head):
    version = drafted(head, case)
    signature = actions.sign_joint(by=head, version=version, now=NOW)
    version.measures = [Correction.ADMONISH]
    with pytest.raises(DatabaseError), transaction.atomic():
        version.save()
    signature.at = LATER
    with pytest.raises(DatabaseError), transaction.atomic():
        signature.save()


def test_sealing_ends_the_round(case, head):
    actions.on_seal(files=[case.minor_id], now=LATER)
    row = JointRound.objects.for_system("test").get()
    assert (row.ended_at, row.ended_reason) == (LATER, "档案封存")


def test_why_a_child_is_cared_for_and_whom_one_asked_go_with_the_file(clerk, case):
    cared = actions.take_care(
        by=clerk,
        child=child_in(),
        kind=CareKind.LEFT_BEHIND,
        source=CareSource.VISIT,
        note="跟外婆住，缺冬衣",
        at=NOW,
        now=NOW,
    )
    spell = LostSpell(case=case, why=LostWhy.FAILURES, track=case.track, from_at=NOW)
    spell.save()
    SearchStep(
        case=case,
        spell=spell,
        kind=SearchKind.VILLAGE,
        opened_at=NOW,
        due_at=LATER,
        done_at=NOW,
        result=StepResult.NOTHING,
        spoken_with="示例村村支书",
        spoken_at=NOW,
    ).save()
    actions.on_dispose(files=[cared.minor_id, case.minor_id], now=LATER)
    intake = CareIntake.objects.for_system("test").get()
    assert (intake.note, intake.kind) == ("", CareKind.LEFT_BEHIND)
    step = SearchStep.objects.for_system("test").get()
    assert "示例村" not in step.spoken_with
    assert step.spoken_at == NOW
