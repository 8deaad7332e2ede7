"""Template tags: instants in Shanghai time, words for deadlines, fields, icons. They decide nothing."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django import forms, template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from common import clock

register = template.Library()

WEEKDAYS = "一二三四五六日"
BACKFILL_AFTER = timedelta(hours=72)  # design.md §3, Two instants
SILENT = mark_safe('aria-hidden="true"')  # nosec B308  a literal
SOON = timedelta(hours=4)  # only how loud the page speaks; the ladder decides who is told


@dataclass(frozen=True)
class Deadline:
    """How a promise stands at `now`, in words. `tone` picks colour and icon, never alone."""

    tone: str
    word: str
    detail: str = ""


def span_words(span: timedelta) -> str:
    """Say a positive duration in at most two units: 3 天, 5 小时 20 分, 25 分钟."""
    minutes = int(span.total_seconds() // 60)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days >= 2:
        return f"{days} 天"
    if days == 1:
        return f"1 天 {hours} 小时" if hours else "1 天"
    if hours >= 6:
        return f"{hours} 小时"
    if hours:
        return f"{hours} 小时 {rest} 分" if rest else f"{hours} 小时"
    return f"{rest} 分钟" if rest else "不到 1 分钟"


def until_words(due_at: datetime, now: datetime) -> str:
    """还剩 … or 已逾期 …; `due_at` is exclusive, so the hour itself is already late."""
    if now >= due_at:
        return f"已逾期 {span_words(now - due_at)}"
    return f"还剩 {span_words(due_at - now)}"


def deadline_of(due_at, now, met_at=None, voided_at=None) -> Deadline:
    """Name the state of a duty from its instants, as duties.rules computes it, for display only."""
    if voided_at is not None:
        return Deadline("muted", "已作废")
    if met_at is not None:
        if met_at >= due_at:
            return Deadline("late", "逾期完成", f"晚 {span_words(met_at - due_at)}")
        return Deadline("ok", "按时完成")
    words = until_words(due_at, now)
    if now >= due_at:
        return Deadline("late", "逾期", words)
    return Deadline("soon", "将至", words) if due_at - now <= SOON else Deadline("open", "待办", words)


@register.filter
def when(value) -> str:
    """An instant as 2026-11-23 14:05 in Shanghai; a day as 2026-11-23; nothing as —."""
    if isinstance(value, datetime):
        return clock.local(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return "—"


@register.filter
def clock_time(value) -> str:
    """Only the hour, 14:05, of an instant in Shanghai."""
    return clock.local(value).strftime("%H:%M") if value else "—"


@register.filter
def day(value) -> str:
    """A day with its weekday, 2026-11-23 周一."""
    if not value:
        return "—"
    local = clock.local(value).date() if isinstance(value, datetime) else value
    return f"{local.isoformat()} 周{WEEKDAYS[local.weekday()]}"


@register.filter
def due_when(value) -> str:
    """A deadline as the office says it: midnight is 24:00 of the day before, since `due_at` is exclusive."""
    if not value:
        return "—"
    local = clock.local(value)
    if (local.hour, local.minute, local.second) == (0, 0, 0):
        return f"{(local.date() - timedelta(days=1)).isoformat()} 24:00"
    return local.strftime("%Y-%m-%d %H:%M")


@register.simple_tag
def instant(value):
    """A <time> element, machine-readable with its offset."""
    if not value:
        return "—"
    machine = clock.local(value).isoformat() if isinstance(value, datetime) else value.isoformat()
    return format_html('<time class="q-num" datetime="{}">{}</time>', machine, when(value))


@register.simple_tag
def of_day(value):
    """A day on which something happened at an hour nobody wrote down."""
    return format_html('{} <span class="q-k">当日，时刻未记</span>', instant(value))


@register.simple_tag
def until(due_at, now) -> str:
    """还剩 3 小时 / 已逾期 2 天, from two instants; empty when either is missing."""
    return until_words(due_at, now) if due_at and now else ""


@register.simple_tag(takes_context=True)
def deadline_state(context, due_at, now=None, met_at=None, voided_at=None) -> Deadline:
    """The state of a duty at `now`, or at the instant of the request when the page names none."""
    return deadline_of(due_at, now or context["request"].now, met_at or None, voided_at or None)


@register.simple_tag
def two_instants(occurred, recorded):
    """Both instants of a fact, 发生 and 录入, with the mark 补录 when typed more than 72 h after.

    `occurred` may be a plain day: it is said as one, and its 72 hours run from its end.
    """
    is_of_day = bool(occurred) and not isinstance(occurred, datetime)
    since = clock.end_of_day(occurred) if is_of_day else occurred
    late = bool(since and recorded and recorded - since > BACKFILL_AFTER)
    mark = format_html(' <span class="q-badge q-tone-soon">{}补录</span>', icon("pencil")) if late else ""
    return format_html(
        '<span class="q-instants"><span><span class="q-k">发生</span> {}</span>'
        ' <span><span class="q-k">录入</span> {}{}</span></span>',
        of_day(occurred) if is_of_day else instant(occurred),
        instant(recorded),
        mark,
    )


@register.simple_tag
def icon(name: str, label: str = ""):
    """One icon of the sprite; silent to screen readers unless it carries a label."""
    spoken = format_html('role="img" aria-label="{}"', label) if label else SILENT
    return format_html(
        '<svg class="q-icon" {} focusable="false"><use href="{}#{}"></use></svg>',
        spoken,
        static("icons.svg"),
        name,
    )


CONTROLS = [
    (forms.CheckboxInput, "check", "form-check-input"),
    (forms.CheckboxSelectMultiple, "choices", ""),
    (forms.RadioSelect, "choices", ""),
    (forms.SelectMultiple, "input", "form-select"),
    (forms.Select, "input", "form-select"),
    (forms.Widget, "input", "form-control"),
]


@register.filter
def control(bound) -> str:
    """Which layout a field takes: check, choices or input."""
    return next(layout for widget, layout, _ in CONTROLS if isinstance(bound.field.widget, widget))


@register.simple_tag
def widget(bound):
    """The bare control with the class its kind needs; Django adds aria-describedby and aria-invalid."""
    css = next(css for kind, _, css in CONTROLS if isinstance(bound.field.widget, kind))
    own = bound.field.widget.attrs.get("class", "")
    # the class of a group of options lands on its wrapper too, so groups take none
    invalid = "is-invalid" if bound.errors and css else ""
    attrs: dict[str, str] = {"class": " ".join(filter(None, [css, own, invalid]))} if css else {}
    if isinstance(bound.field.widget, forms.Textarea) and bound.field.widget.attrs.get("rows") == "10":
        attrs["rows"] = "3"  # Django's own default fills a phone
    return bound.as_widget(attrs=attrs)


@register.inclusion_tag("components/field.html")
def field(bound, width=""):
    """Label, control, help and errors of one bound field. `width` is a grid class such as col-md-6."""
    return {"field": bound, "width": width}


@register.simple_tag
def form_sections(form):
    """The visible fields in groups: `form.sections = [(title, hint, [names])]` when given, else one group."""
    visible = {bound.name: bound for bound in form.visible_fields()}
    groups = []
    for title, hint, names in getattr(form, "sections", []):
        groups.append(
            {"title": title, "hint": hint, "fields": [visible.pop(n) for n in names if n in visible]}
        )
    if visible:
        groups.append({"title": "", "hint": "", "fields": list(visible.values())})
    return groups


@register.simple_tag
def form_problems(*forms_and_sets):
    """Every error with the control it belongs to, for the summary on top: (id, label, message)."""
    return [problem for given in forms_and_sets if given for problem in _problems_of(given)]


def _problems_of(given):
    if not given.is_bound:
        return
    if hasattr(given, "forms"):
        yield from (("", "", message) for message in given.non_form_errors())
        for number, child in enumerate(given.forms, start=1):
            yield from (
                (at, f"第 {number} 行 {label}".strip(), message) for at, label, message in _problems_of(child)
            )
        return
    yield from (("", "", message) for message in given.non_field_errors())
    for bound in given:
        yield from ((_focus_id(bound), bound.label, message) for message in bound.errors)


def _focus_id(bound) -> str:
    # a radio group has no single control: its first option takes the focus
    grouped = isinstance(bound.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
    return f"{bound.auto_id}_0" if grouped else bound.id_for_label


@register.simple_tag
def data_list(*pairs):
    """A <dl> of label and value pairs: {% data_list "编号" code "单位" unit %}."""
    rows = zip(pairs[::2], pairs[1::2], strict=True)
    return format_html(
        '<dl class="q-dl">{}</dl>', format_html_join("", "<div><dt>{}</dt><dd>{}</dd></div>", rows)
    )


@register.simple_tag(takes_context=True)
def page_url(context, **changes) -> str:
    """The present query string with some keys changed, so that paging keeps the filters."""
    query = context["request"].GET.copy()
    for key, value in changes.items():
        query.pop(key, None)
        if value not in (None, ""):
            query[key] = value
    return f"?{query.urlencode()}"
