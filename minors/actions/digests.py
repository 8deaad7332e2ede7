"""Each Monday: what was read last week that a head or the auditor should look at."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts.choices import Post, ReadKind, UnitKind
from accounts.models import ReadEntry, Unit, User
from accounts.permissions import require
from accounts.policies import OFFICE_HOURS
from common import calendar, clock
from common.errors import DomainError
from duties import actions as duties
from duties.models import Duty
from minors.choices import Basis, DigestFor, Flag
from minors.models import DigestLine, Grant, Minor, ReadingDigest
from minors.permissions import MinorPerm
from minors.policies import DIGEST_AFTER_WORK, DIGEST_LINES

HEAD_OF = {UnitKind.STATION: Post.STATION_HEAD, UnitKind.POLICE_POST: Post.POLICE_HEAD}
OWN_WORK = (Basis.REGISTRATION.label, Basis.INTAKE.label)
BATCH, MAX_WEEKS = 50, 8
Key = tuple[UUID | None, UUID | None]
_WEEK = timedelta(days=7)


class Span(NamedTuple):
    """From one instant to another; None is open."""

    start: datetime
    end: datetime | None


def sweep_digests(now: datetime) -> int:
    """Write the digests of every whole week since the last one written; how many. Safe to run twice.

    An engine that stood still over a Monday catches up; the first week is that of the log's first entry.
    """
    last = _monday(now) - _WEEK
    newest = ReadingDigest.objects.order_by("-week").values_list("week", flat=True).first()
    first = newest or _first_week()
    if first is None:
        return 0
    weeks = [first + _WEEK * n for n in range(((last - first) // _WEEK) + 1)]
    written = 0
    for week in weeks[:MAX_WEEKS]:
        written += (done := _sweep_week(week, now))
        if done >= BATCH:  # the rest of this week comes with the next round
            break
    return written


def _monday(at: datetime) -> date:
    day = clock.local_day(at)
    return day - timedelta(days=day.weekday())


def _first_week() -> date | None:
    entry = ReadEntry.objects.order_by("seq").first()
    return _monday(entry.at) if entry else None


def _sweep_week(week: date, now: datetime) -> int:
    known = set(ReadingDigest.objects.filter(week=week).values_list("unit_id", "audience"))
    audiences = dict.fromkeys(HEAD_OF, DigestFor.HEAD) | {UnitKind.COUNTY: DigestFor.AUDITOR}
    units = Unit.objects.active().filter(kind__in=audiences, opened_on__lt=week + _WEEK).order_by("pk")
    missing = [unit for unit in units if (unit.pk, audiences[UnitKind(unit.kind)]) not in known][:BATCH]
    overrides = calendar.overrides() if missing else {}
    return sum(_write(unit, audiences[UnitKind(unit.kind)], week, overrides, now) for unit in missing)


@transaction.atomic
def acknowledge_digest(*, by: User, digest: ReadingDigest, remark: str = "", now: datetime) -> ReadingDigest:
    """Say that a digest was looked at, with a remark if there is something to say. Meets its duty."""
    require(by, MinorPerm.READ_DIGEST, digest)
    row = ReadingDigest.objects.select_for_update(of=("self",)).get(pk=digest.pk)
    if row.seen_at is not None:
        if row.seen_by_id == by.pk:
            return row
        raise DomainError("这份周报已由别人核对过，请刷新后再看。")
    row.seen_by, row.seen_at, row.remark = by, now, remark.strip()
    row.save(update_fields=["seen_by", "seen_at", "remark"])
    duties.meet(_kind(row.audience), subject=row.pk, at=now, now=now, by=by)
    return row


def lines_of(digest: ReadingDigest) -> list[tuple[ReadEntry, list[str]]]:
    """The readings of a digest with their flags, as its page shows them.

    To a head a file that has been sealed since is absent: its readings go, and of one that was tried while
    sealed the code. The figures of the digest stay as they were written.
    """
    flags: dict[int, list[str]] = {}
    for line in digest.lines.all():
        flags.setdefault(line.seq, []).append(line.flag)
    entries = list(ReadEntry.objects.filter(seq__in=flags).order_by("seq"))
    if digest.audience == DigestFor.HEAD:
        gone = _sealed_since(entries)
        entries = [one for one in entries if one.seq not in gone or Flag.SEALED in flags[one.seq]]
        for one in entries:
            one.code = "" if one.seq in gone else one.code
    return [(entry, [str(Flag(flag).label) for flag in flags[entry.seq]]) for entry in entries]


def _sealed_since(entries: list[ReadEntry]) -> set[int]:
    """The entries that are about a file that is sealed now."""
    named = Q(pk__in=[one.file for one in entries if one.file])
    named |= Q(code__in=[one.code for one in entries if one.code])
    rows = Minor.objects.for_system("reading digest").filter(named, sealed_at__isnull=False)
    keys = {key for row in rows.values_list("pk", "code") for key in row}
    return {one.seq for one in entries if one.file in keys or one.code in keys}


def _kind(audience: str) -> str:
    return "digest.read" if audience == DigestFor.HEAD else "audit.digest"


@transaction.atomic
def _write(unit: Unit, audience: str, week: date, overrides: Mapping[date, bool], now: datetime) -> int:
    entries = _entries(unit, audience, week)
    flags = _flags(entries, overrides)
    try:
        with transaction.atomic():
            digest = ReadingDigest.objects.create(
                unit=unit,
                audience=audience,
                week=week,
                readings=len(entries),
                flagged=len({seq for seq, _ in flags}),
                recorded_at=now,
            )
    except IntegrityError:
        return 0  # another engine was quicker
    DigestLine.objects.bulk_create(
        DigestLine(digest=digest, seq=seq, flag=flag) for seq, flag in flags[:DIGEST_LINES]
    )
    if flags:
        duties.open(
            _kind(audience),
            subject=digest.pk,
            unit=unit,
            label=f"{week:%Y-%m-%d}起一周",
            at=clock.end_of_day(week + timedelta(days=6)),
            post=HEAD_OF.get(UnitKind(unit.kind), ""),
        )
    return 1


def _entries(unit: Unit, audience: str, week: date) -> list[ReadEntry]:
    """The week's readings of the unit's people; to the auditor go those of every head and of the county."""
    first, last = clock.start_of_day(week), clock.start_of_day(week + _WEEK)
    rows = ReadEntry.objects.readings().filter(at__gte=first, at__lt=last)
    if audience == DigestFor.HEAD:
        rows = rows.filter(unit_id=unit.pk).exclude(post=HEAD_OF[UnitKind(unit.kind)])
    else:
        below = Unit.objects.filter(county=unit.county).values("pk")
        heads = Q(post__in=HEAD_OF.values(), unit_id__in=below)
        rows = rows.filter(heads | Q(unit_id=unit.pk, post=Post.COUNTY_REVIEWER))
    return list(rows.order_by("seq"))


def _flags(entries: list[ReadEntry], overrides: Mapping[date, bool]) -> list[tuple[int, str]]:
    keys = {entry.file for entry in entries if entry.file}
    grants, work, sealed = _grants(keys), _work(keys), _sealed(entries)
    found: list[tuple[int, str]] = []
    for entry in entries:
        if _is_after_hours(entry.at, overrides):
            found.append((entry.seq, Flag.AFTER_HOURS))
        if _tried_sealed(entry, sealed):
            found.append((entry.seq, Flag.SEALED))
        if entry.file is None or entry.kind == ReadKind.REFUSED or entry.basis in OWN_WORK:
            continue
        is_busy = _covers(work.get((entry.file, entry.unit_id), ()), entry.at)
        if not _covers(grants.get((entry.file, entry.user_id), ()), entry.at):
            found += [] if is_busy else [(entry.seq, Flag.OUTSIDE)]
        elif not is_busy:
            found.append((entry.seq, Flag.NO_WORK))
    return found


def _grants(files: Iterable[UUID]) -> dict[Key, list[Span]]:
    spans: dict[Key, list[Span]] = {}
    rows = Grant.objects.for_system("reading digest").filter(minor__in=list(files))
    for minor, user, start, until, ended in rows.values_list(
        "minor_id", "user_id", "from_at", "until_at", "ended_at"
    ):
        end = min((one for one in (until, ended) if one), default=None)
        spans.setdefault((minor, user), []).append(Span(start, end))
    return spans


def _work(files: Iterable[UUID]) -> dict[Key, list[Span]]:
    """When a unit owed something on a file, and a little longer: the record is read once more afterwards."""
    spans: dict[Key, list[Span]] = {}
    rows = Duty.objects.filter(file__in=list(files))
    for file, unit, start, met, voided in rows.values_list(
        "file", "unit_id", "started_at", "met_at", "voided_at"
    ):
        end = met or voided
        spans.setdefault((file, unit), []).append(Span(start, end and end + DIGEST_AFTER_WORK))
    return spans


def _covers(spans: Iterable[Span], at: datetime) -> bool:
    return any(span.start <= at and (span.end is None or at < span.end) for span in spans)


def _sealed(entries: list[ReadEntry]) -> dict[UUID | None, datetime | None]:
    keys = [entry.file or entry.key for entry in entries if entry.kind == ReadKind.REFUSED]
    rows = Minor.objects.for_system("reading digest").filter(sealed_at__isnull=False)
    return dict(rows.filter(pk__in=[key for key in keys if key]).values_list("pk", "sealed_at"))


def _tried_sealed(entry: ReadEntry, sealed: Mapping[UUID | None, datetime | None]) -> bool:
    if entry.kind != ReadKind.REFUSED:
        return False
    at = sealed.get(entry.file or entry.key)
    return at is not None and at <= entry.at


def _is_after_hours(at: datetime, overrides: Mapping[date, bool]) -> bool:
    first, last = OFFICE_HOURS
    on_time = first <= clock.local(at).hour < last
    return not (on_time and calendar.is_working_day(clock.local_day(at), overrides))
