"""What stands in a letter to another office, in the order of GB/T 9704-2012 §10.1 (信函格式). Pure.

Level 1 by itself: code, age band, sex, pupil or not, what was found and done. Identity is added only where
the receiver has to act, by whoever opened it through the logged door.

Law: law.md §11.6; 未成年人保护法 第一百零三条; 治安管理处罚法 第一百三十六条.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cases.choices import PAPERS, ControlledBy, LetterKind, Place
from cases.models import Letter, Team, Transfer
from cases.rules.papers import LAW
from cases.rules.transfer import age_band
from common import clock
from minors.models import Minor
from reporting.models import IntakeLine

SECRECY = (
    "本函涉及未成年人，依法保密：不得公开披露能够识别其身份的信息（未成年人保护法第一百零三条），"
    "不得向无关单位和个人提供（治安管理处罚法第一百三十六条）。仅用于落实管控和帮教，不得用于考核排名，"
    "不得告知其所在学校的无关人员。"
)
IDENTITY_FIELDS = {
    "name": "姓名",
    "id_number": "公民身份号码",
    "household_address": "户籍地址",
    "residence_address": "现住址",
}
SLIP_KINDS = (LetterKind.NOTICE, LetterKind.DUAL)
"""A receipt goes out with these, to be filled in and sent back."""
IDENTITY_KINDS = (*SLIP_KINDS, *PAPERS)
"""Whoever is to find the child is told who it is; so are the child itself and the police that decided."""
SUBJECTS = {
    LetterKind.NOTICE: "关于商请接收一名未成年人管控帮教工作的函",
    LetterKind.DUAL: "关于商请对一名未成年人实行双向管控的函",
    LetterKind.INFORM: "关于告知一名未成年人管控情况的函",
    LetterKind.RETURN: "关于退回误送材料的函",
    LetterKind.RECEIPT: "关于接收一名未成年人管控帮教工作的回执",
    LetterKind.COUNTY: "关于商请督促落实未成年人管控并回执的函",
    LetterKind.WARN: "告诫书",
    LetterKind.NO_SHOW: "逾期未报到证明",
    LetterKind.BREACH: "严重违反社区戒毒（康复）协议证明",
}


@dataclass(frozen=True)
class LetterFacts:
    """What a letter is made of. `identity` holds plain values by name, none at level 1; it prints nothing."""

    letter: Letter
    minor: Minor
    line: IntakeLine | None = None
    team: Team | None = None
    refers_to: Letter | None = None
    transfer: Transfer | None = None
    identity: dict[str, str] = field(default_factory=dict, repr=False)


def sheet_of(facts: LetterFacts) -> dict[str, Any]:
    """The words of the letter, ready to be set: strings, lists and nothing else."""
    letter = facts.letter
    kind = LetterKind(letter.kind)
    return {
        "organ": letter.unit.name,
        "number": letter.number,
        "title": f"{letter.unit.name}{SUBJECTS[kind]}",
        "to": f"{letter.to_name}：",
        "parts": _numbered(_parts(facts)),
        "attachment": "附件：回执" if kind in SLIP_KINDS else "",
        "signer": letter.unit.name,
        "date": day_words(clock.local_day(letter.signed_at)),
        "contact": f"联系人：{letter.signed_by.name}",
        "secrecy": SECRECY,
        "code": facts.minor.code,
        "slip": _slip(facts) if kind in SLIP_KINDS else _served(letter) if kind == LetterKind.WARN else [],
    }


def day_words(day: date) -> str:
    """成文日期: Arabic numerals without a leading zero."""
    return f"{day.year}年{day.month}月{day.day}日"


def _numbered(parts: list[tuple[str, str]]) -> list[dict[str, str]]:
    """The parts that say something, numbered without a gap; an opening sentence has no number."""
    numerals = iter("一二三四五六")
    shown = [(head, text) for head, text in parts if text]
    return [{"head": f"{next(numerals)}、{head}" if head else "", "text": text} for head, text in shown]


def _parts(facts: LetterFacts) -> list[tuple[str, str]]:
    letter = facts.letter
    kind = LetterKind(letter.kind)
    if kind == LetterKind.RECEIPT:
        return [
            ("", _received(letter)),
            ("接收情况", f"人员编号 {facts.minor.code}。{letter.grounds}"),
            ("责任人", _team(facts.team)),
        ]
    if kind == LetterKind.COUNTY:
        before = f"我县工作站已以{facts.refers_to.number}函告，" if facts.refers_to else ""
        return [
            ("", f"{before}至今未收到回执。{letter.grounds}"),
            ("基本情况", _basics(facts) + _lost(letter)),
            ("请求事项", _demand(letter)),
        ]
    if kind in PAPERS:
        return [
            ("人员", _person(facts)),
            ("事由", letter.grounds),
            ("依据", f"{LAW[kind]}。"),
            ("告诫事项" if kind == LetterKind.WARN else "请求事项", letter.demand),
        ]
    about = "退回理由" if kind == LetterKind.RETURN else "由你单位负责的理由"
    if kind == LetterKind.INFORM:
        about = "告知事项"
    return [
        ("基本情况", _basics(facts) + _lost(letter)),
        ("查获与处置情况", _found(facts.line)),
        (about, letter.grounds),
        ("请求事项", _demand(letter)),
    ]


def _person(facts: LetterFacts) -> str:
    """The code, and who it is where that was opened; nothing of where or how the child was found."""
    words = [f"{IDENTITY_FIELDS[name]}{value}" for name, value in facts.identity.items() if value]
    return "，".join([f"人员编号{facts.minor.code}", *words]) + "。"


def _basics(facts: LetterFacts) -> str:
    minor = facts.minor
    band = age_band(minor.birth_year, clock.local_day(facts.letter.signed_at))
    words = [f"人员编号{minor.code}", minor.get_sex_display(), band]
    words.append("在校学生" if minor.is_pupil else "非在校")
    words += [f"{IDENTITY_FIELDS[name]}{value}" for name, value in facts.identity.items() if value]
    line = facts.line
    if line is not None:
        words += _places(facts, line)
    return "，".join(words) + "。"


def _places(facts: LetterFacts, line: IntakeLine) -> list[str]:
    """Where the child belongs, told to the receiver: here, with you, or only that it is not here.

    With the receiver it is where the known division code says so, or, without a code against it, where the
    decision who controls names that place (law.md §1.1); nothing is said beyond that.
    """
    transfer, kind = facts.transfer, facts.letter.kind
    here = "移交单位辖区" if kind == LetterKind.COUNTY else "我站辖区"
    away = {ControlledBy.HOUSEHOLD: line.household, ControlledBy.RESIDENCE: line.residence}
    both_away = set(away.values()) == {Place.ELSEWHERE}
    said = []
    for word, by, area in (
        ("户籍地", ControlledBy.HOUSEHOLD, line.household_area),
        ("实际居住地", ControlledBy.RESIDENCE, line.residence_area),
    ):
        theirs = False
        if transfer is not None and kind in (*SLIP_KINDS, LetterKind.COUNTY):
            decision = transfer.decision.decision if transfer.decision else ""
            named = decision == by or (decision == ControlledBy.BOTH and not both_away)
            theirs = _lies_with(transfer, area, named=named)
        where = {
            Place.OURS: f"在{here}",
            Place.ELSEWHERE: "在你单位辖区" if theirs else f"不在{here}",
            Place.UNKNOWN: "不明",
        }
        said.append(f"{word}{where[Place(away[by])]}")
    return said


def _lies_with(transfer: Transfer, area: str, *, named: bool) -> bool:
    """True if the place lies in the receiver's division by its code; where no code decides, if `named`."""
    office = transfer.to_unit or transfer.to_outside
    theirs = office.area if office else ""
    if area and theirs and area.startswith(theirs):
        return True
    return named and (not area or theirs.startswith(area))


def _lost(letter: Letter) -> str:
    """A child who was being looked for when the letter was signed: since when, and who goes on looking."""
    if letter.lost_from_at is None:
        return ""
    day = day_words(clock.local_day(letter.lost_from_at))
    return f"该人员自{day}起失联，由移交单位继续查找；如在你处发现，请即告知移交单位。"


def _found(line: IntakeLine | None) -> str:
    if line is None:
        return ""
    day = day_words(clock.local_day(line.received_at))
    seizure = line.seizure
    if seizure is None:
        return f"{day}由{line.origin}移送本站。"
    substance = f"，涉{seizure.substance.name}" if seizure.substance else ""
    measures = f"，已采取：{line.measure_words}" if line.measure_words else ""
    return f"{day}在我乡{seizure.get_place_kind_display()}查获{substance}{measures}。"


def _demand(letter: Letter) -> str:
    until = f"请于{day_words(letter.reply_by)}前书面回执。" if letter.reply_by else ""
    return f"{letter.demand}{until}"


def _received(letter: Letter) -> str:
    return f"你单位{letter.their_number}来函收悉。" if letter.their_number else "你单位来函收悉。"


def _team(team: Team | None) -> str:
    if team is None or team.community_officer is None:
        return "社区民警和禁毒社工正在落实，落实后另行告知。"
    return f"责任民警：{team.community_officer.name}；禁毒社工：{team.social_worker.name}。"


def _served(letter: Letter) -> list[str]:
    """What is signed when the paper is handed over; who does not sign is written down by two."""
    return [
        f"{letter.number}{letter.get_kind_display()}已收到。",
        "本人：　　　　　　　　　　　　监护人：",
        "送达人（两名）：　　　　　　　　　　　　　　",
        "不签收的，理由：　　　　　　　　　　　　　　",
        "　　年　　月　　日",
    ]


def _slip(facts: LetterFacts) -> list[str]:
    """The receipt that the other side fills in and sends back."""
    letter = facts.letter
    return [
        f"{letter.unit.name}：",
        f"你单位{letter.number}函收悉（人员编号{facts.minor.code}）。",
        "□ 同意接收，自　　年　　月　　日起由我单位负责管控。",
        "□ 退回，理由：　　　　　　　　　　　　　　　　　　",
        "回执编号：　　　　　　　　　　　　　　",
        "责任民警：　　　　　　　　禁毒社工：　　　　　　　",
        "办公电话：　　　　　　　　　　　　　　",
        "（盖章）　　年　　月　　日",
    ]
