import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.smallnumbers import ChildCount, Key, Mark, Sum, Table, exact, protect, total_of, unprotected
from tests.common.attack import Attack

TOWNS = ("a", "b", "c", "d")


def grid(rows: list[tuple[int, ...]], unprinted: tuple[str, ...] = ()) -> Table:
    """Townships by measure: R = P + N = T + K, and the county the sum of townships."""
    counts: dict[Key, int] = {}
    sums = []
    for town, (pupils, others, moved) in zip(TOWNS, rows, strict=False):
        total = pupils + others
        cells = {"P": pupils, "N": others, "R": total, "T": min(moved, total), "K": total - min(moved, total)}
        counts |= {(town, measure): number for measure, number in cells.items()}
    towns = [town for town, _ in zip(TOWNS, rows, strict=False)]
    for measure in "PNRTK":
        counts["all", measure] = sum(counts[town, measure] for town in towns)
        sums.append(Sum(("all", measure), tuple((town, measure) for town in towns)))
    for town in [*towns, "all"]:
        sums += [Sum((town, "R"), ((town, one), (town, two))) for one, two in ("PN", "TK")]
    return Table(counts, sums, [key for key in counts if key[1] == "K"])


def attack(table: Table, shown: dict[Key, ChildCount]) -> dict[Key, int]:
    printed = {key: str(count) for key, count in shown.items() if key not in table.unprinted}
    found = Attack(printed, table.sums, table.unprinted).broken()
    return {key: value for key, value in found.items() if table.counts[key] < 5}


numbers = st.sampled_from([0, 0, 1, 2, 3, 4, 4, 5, 6, 9, 17])
tables = st.lists(st.tuples(numbers, numbers, numbers), min_size=1, max_size=4).map(grid)


@settings(max_examples=150, deadline=None)
@given(table=tables)
def test_no_small_number_follows_from_what_is_printed(table):
    assert attack(table, protect(table)) == {}


@given(table=tables)
def test_what_is_printed_is_true_and_never_small(table):
    for key, count in protect(table).items():
        match count.mark:
            case Mark.EXACT:
                assert str(count) == str(table.counts[key])
                assert table.counts[key] >= 5
            case Mark.SMALL:
                assert table.counts[key] < 5


def test_without_its_neighbours_hidden_a_small_number_is_subtracted():
    """The planted fault: `<5` alone hides nothing as soon as the total stands below it."""
    table = Table({("a",): 3, ("b",): 9, ("all",): 12}, [Sum(("all",), (("a",), ("b",)))])
    assert attack(table, unprotected(table)) == {("a",): 3}
    shown = protect(table)
    assert attack(table, shown) == {}
    assert [str(shown[key]) for key in table.counts] == ["<5", "—", "12"]


def test_bounds_alone_give_a_number_away():
    """Two cells under five that add up to eight are four and four."""
    table = Table({("a",): 4, ("b",): 4, ("all",): 8}, [Sum(("all",), (("a",), ("b",)))])
    assert attack(table, unprotected(table)) == {("a",): 4, ("b",): 4}
    assert attack(table, protect(table)) == {}


def test_zero_is_small():
    """Nobody among the pupils says that whoever is registered is out of school."""
    assert str(protect(Table({("a",): 0}))["a",]) == "<5"


def test_five_is_printed_when_nothing_hangs_on_it():
    assert str(protect(Table({("a",): 5}))["a",]) == "5"


def test_a_sum_of_printed_numbers_is_printed():
    told = exact({("a",): 6, ("b",): 7})
    assert str(total_of(list(told.values()))) == "13"
    assert str(total_of([*told.values(), ChildCount(9, Mark.SMALL)])) == "—"


@pytest.mark.parametrize(
    "use", [int, bool, float, lambda one: one + 1, lambda one: 7 - one, lambda one: one > 3, range]
)
def test_a_number_of_children_cannot_be_computed_with(use):
    with pytest.raises(TypeError):
        use(ChildCount(7, Mark.EXACT))


def test_a_number_made_by_hand_prints_nothing():
    count = ChildCount(7)
    assert {str(count), f"{count}", f"{count:>1}", repr(count)} == {"—", "ChildCount(—)"}
