"""What a desk saw when it opened a correction, in words, so that it can be told what has changed since."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from common import clock
from common.errors import DomainError
from common.freetext import original
from reporting.models import IntakeLine, Report, Seizure

VERSION = "报送版本"
_CLUES = {"source_clue": "来源线索", "shelter_clue": "容留线索"}


class StaleForm(DomainError):
    """The row changed after the form was opened; nothing was saved."""


def snapshot_of(seizure: Seizure) -> dict[str, str]:
    """The present facts of a stored seizure and its lines by label. Clues only as a mark, not as text."""
    row = Seizure.objects.for_system("snapshot").select_related("substance").get(pk=seizure.pk)
    lines = IntakeLine.objects.for_system("snapshot").filter(seizure=row).order_by("recorded_at", "code")
    versions = Report.objects.for_system("snapshot").filter(seizure=row)
    told = {
        VERSION: f"第{versions.count()}版",
        "查获时间": _minute(row.captured_at),
        "检测时间": _minute(row.tested_at),
        "确认是未成年人的时间": _minute(row.identified_minor_at),
        "在什么地方": row.get_place_kind_display(),
        "查获地": row.get_place_area_display(),
        "怎么发现的": row.get_how_found_display(),
        "涉及物质": row.substance.name if row.substance else "",
        "处置情况": row.disposition_words,
        "是否已询问来源、容留线索": _yes_no(row.source_clue_asked),
    }
    for name, label in _CLUES.items():
        text = original(getattr(row, name))
        told[label] = hashlib.sha256(f"{row.pk}{text}".encode()).hexdigest()[:12] if text else ""
    for line in lines:
        told |= _line(line)
    return told


def refuse_stale(seizure: Seizure, started: Mapping[str, str]) -> None:
    """Raise StaleForm, saying what changed since the desk looked. The caller holds the lock."""
    changed = _changes(started, snapshot_of(seizure))
    if changed:
        raise StaleForm(
            f"您打开这张表以后，别处已经改过：{'；'.join(changed)}。尚未保存，请对照核对后再报送。"
        )


def _line(line: IntakeLine) -> dict[str, str]:
    return {
        f"{line.code} 是否在校学生": _yes_no(line.is_pupil),
        f"{line.code} 户籍地": line.get_household_display(),
        f"{line.code} 实际居住地": line.get_residence_display(),
        f"{line.code} 现场措施": line.measure_words,
        f"{line.code} 已查看身体状况": _yes_no(line.health_looked_at),
    }


def _changes(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    changed = []
    for label, words in after.items():
        was = before.get(label, "")
        if was == words and label in before:
            continue
        if label in _CLUES.values():
            changed.append(f"{label}有改动")
        elif label not in before and " " in label:
            code = f"新增未成年人 {label.partition(' ')[0]}"
            changed += [] if code in changed else [code]
        else:
            changed.append(f"{label}由“{was or '空'}”改为“{words or '空'}”")
    return changed


def _minute(at: datetime | None) -> str:
    return f"{clock.local(at):%Y-%m-%d %H:%M}" if at else ""


def _yes_no(value: Any) -> str:
    return {True: "是", False: "否"}.get(value, "不清楚")
