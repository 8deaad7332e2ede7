"""The words and instants the pages say."""

from datetime import date, timedelta

import pytest
from django import forms
from django.template import Context, Template

from common.clock import shanghai
from common.templatetags import qinghu

NOW = shanghai(2026, 11, 23, 14, 5)


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(days=5, hours=3), "还剩 5 天"),
        (timedelta(days=1, hours=2), "还剩 1 天 2 小时"),
        (timedelta(days=1), "还剩 1 天"),
        (timedelta(hours=9, minutes=55), "还剩 9 小时"),
        (timedelta(hours=2, minutes=25), "还剩 2 小时 25 分"),
        (timedelta(hours=3), "还剩 3 小时"),
        (timedelta(minutes=25), "还剩 25 分钟"),
        (timedelta(microseconds=1), "还剩 不到 1 分钟"),
        (timedelta(0), "已逾期 不到 1 分钟"),
        (-timedelta(minutes=40), "已逾期 40 分钟"),
        (-timedelta(days=2, hours=4), "已逾期 2 天"),
    ],
)
def test_until_says_what_is_left_or_how_late(left, words):
    assert qinghu.until(NOW + left, NOW) == words


@pytest.mark.parametrize(
    ("due", "met", "voided", "tone", "word"),
    [
        (NOW + timedelta(days=1), None, None, "open", "待办"),
        (NOW + timedelta(hours=4), None, None, "soon", "将至"),
        (NOW, None, None, "late", "逾期"),
        (NOW, NOW - timedelta(microseconds=1), None, "ok", "按时完成"),
        (NOW, NOW, None, "late", "逾期完成"),
        (NOW, None, NOW - timedelta(days=1), "muted", "已作废"),
    ],
)
def test_a_deadline_has_one_state_and_one_word(due, met, voided, tone, word):
    state = qinghu.deadline_state({}, due, NOW, met, voided)
    assert (state.tone, state.word) == (tone, word)


def test_instants_are_spoken_in_shanghai():
    assert qinghu.when(shanghai(2026, 11, 23, 0, 5)) == "2026-11-23 00:05"
    assert qinghu.when(date(2026, 11, 23)) == "2026-11-23"
    assert qinghu.when(None) == "—"
    assert qinghu.day(NOW) == "2026-11-23 周一"
    assert qinghu.clock_time(NOW) == "14:05"
    assert 'datetime="2026-11-23T14:05:00+08:00"' in qinghu.instant(NOW)


def test_midnight_is_said_as_the_end_of_the_day_before():
    assert qinghu.due_when(shanghai(2026, 11, 24)) == "2026-11-23 24:00"
    assert qinghu.due_when(shanghai(2026, 11, 24, 12)) == "2026-11-24 12:00"


@pytest.mark.parametrize(
    ("after", "marked"), [(timedelta(hours=72), False), (timedelta(hours=72, microseconds=1), True)]
)
def test_what_was_typed_more_than_72_hours_later_is_marked(after, marked):
    shown = qinghu.two_instants(NOW, NOW + after)
    assert "发生" in shown
    assert "录入" in shown
    assert ("补录" in shown) is marked


def test_a_day_without_an_hour_is_said_as_one_and_counts_from_its_end():
    day = date(2026, 11, 23)
    shown = qinghu.two_instants(day, shanghai(2026, 11, 27))
    assert "当日，时刻未记" in shown
    assert "补录" not in shown
    assert "补录" in qinghu.two_instants(day, shanghai(2026, 11, 27, 0, 0, 1))


class Sample(forms.Form):
    name = forms.CharField(label="名称")
    kind = forms.ChoiceField(label="种类", choices=[("a", "甲"), ("b", "乙")], widget=forms.RadioSelect)


def test_an_error_is_told_at_the_field_and_linked_from_the_top():
    page = Template('{% include "_form.html" %}').render(Context({"form": Sample({"name": "", "kind": ""})}))
    assert 'aria-describedby="id_name_error"' in page
    assert 'id="id_name_error"' in page
    assert 'href="#id_name"' in page
    assert 'href="#id_kind_0"' in page
    assert "有 2 处需要改正" in page


def test_a_fresh_form_shows_no_error():
    page = Template('{% include "_form.html" %}').render(Context({"form": Sample(), "draft_key": "sample"}))
    assert "需要改正" not in page
    assert "q-error" not in page
    assert 'data-draft="sample"' in page


def test_what_a_person_typed_is_escaped():
    page = Template('{% include "_form.html" %}').render(Context({"form": Sample({"name": "<b>"})}))
    assert "&lt;b&gt;" in page
    assert "<b>" not in page


def test_rows_of_a_formset_name_their_row_in_the_summary():
    rows = forms.formset_factory(Sample, extra=2, min_num=2, validate_min=True)
    bound = rows({"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-1-name": "甲"})
    labels = [label for _, label, _ in qinghu.form_problems(None, bound)]
    assert "第 1 行 名称" in labels
    assert "第 2 行 种类" in labels


def test_sections_keep_every_field_once():
    form = Sample()
    form.sections = [("一", "", ["kind"])]
    groups = qinghu.form_sections(form)
    assert [[bound.name for bound in group["fields"]] for group in groups] == [["kind"], ["name"]]
