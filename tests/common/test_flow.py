import pytest
from django.db.models import TextChoices

from common.errors import DomainError, IllegalTransition
from common.flow import Flow


class Door(TextChoices):
    OPEN = "open", "开着"
    SHUT = "shut", "关着"
    GONE = "gone", "拆除"


FLOW = Flow({Door.OPEN: {Door.SHUT, Door.GONE}, Door.SHUT: {Door.OPEN}, Door.GONE: set()})


@pytest.mark.parametrize(
    ("source", "target", "allowed"),
    [
        (Door.OPEN, Door.SHUT, True),
        (Door.SHUT, Door.OPEN, True),
        (Door.SHUT, Door.GONE, False),
        (Door.GONE, Door.OPEN, False),
        (Door.OPEN, Door.OPEN, False),
        ("unheard of", Door.OPEN, False),
    ],
)
def test_only_listed_moves(source, target, allowed):
    assert FLOW.may(source, target) is allowed


def test_a_listed_move_passes_the_check():
    assert FLOW.check(Door.OPEN, Door.SHUT) is None


def test_a_refusal_says_both_states_in_chinese():
    with pytest.raises(IllegalTransition, match=r"^不能从“拆除”变为“开着”。$"):
        FLOW.check(Door.GONE, Door.OPEN)


def test_states_without_a_label_are_said_as_they_are():
    with pytest.raises(IllegalTransition, match="“a”变为“c”"):
        Flow({"a": {"b"}, "b": set()}).check("a", "c")


def test_values_read_from_a_row_work_as_states():
    assert FLOW.may("open", "shut")


def test_a_target_without_an_entry_is_refused_at_construction():
    with pytest.raises(ValueError, match="ghost"):
        Flow({"a": {"ghost"}})


def test_states_lists_the_table():
    assert FLOW.states == set(Door)


def test_a_flow_does_not_change_with_the_table_it_was_made_from():
    table = {"a": {"b"}, "b": set()}
    flow = Flow(table)
    table["b"].add("a")
    assert not flow.may("b", "a")


def test_a_domain_error_knows_its_sentence_and_field():
    error = DomainError("时间不能晚于现在。", field="at")
    assert (str(error), error.message, error.field) == ("时间不能晚于现在。", "时间不能晚于现在。", "at")
    assert DomainError("不行。").field is None
    assert issubclass(IllegalTransition, DomainError)
