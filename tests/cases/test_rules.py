import itertools

import pytest

from cases import rules
from cases.choices import CaseStatus, Channel, Controller, Direction, Outcome, Place, Route, WithWhom
from cases.policies import POLICIES
from cases.rules import RouteFacts

O, E, U = Place.OURS, Place.ELSEWHERE, Place.UNKNOWN  # noqa: E741
TEAM, CONTACT, RESIDENCE = "case.team", "transfer.contact", "case.residence"


def test_every_status_is_in_the_flow():
    assert rules.CASE_FLOW.states == set(CaseStatus)


# the eight rows of law.md §1.1, in its order: caught here, 户籍 ours, residence ours
ROWS = [
    ((True, O, O), Route.LOCAL, Direction.NONE, Controller.OURS, (TEAM,)),
    ((True, E, O), Route.LOCAL, Direction.NONE, Controller.OURS, (TEAM, CONTACT)),
    ((True, O, E), Route.DUAL, Direction.OUT, Controller.BOTH, (TEAM, CONTACT)),
    ((True, E, E), Route.OUTGOING, Direction.OUT, Controller.THEIRS, (TEAM, CONTACT)),
    ((False, O, O), Route.INCOMING, Direction.IN, Controller.OURS, (TEAM,)),
    ((False, O, E), Route.DUAL, Direction.IN, Controller.BOTH, (TEAM, CONTACT)),
    ((False, E, O), Route.INCOMING, Direction.IN, Controller.OURS, (TEAM, CONTACT)),
    ((False, E, E), Route.RETURN, Direction.NONE, Controller.SENDER, (CONTACT,)),
]


@pytest.mark.parametrize("is_pupil", [True, False])
@pytest.mark.parametrize(("places", "route", "direction", "controller", "duties"), ROWS)
def test_the_table_of_the_law(places, route, direction, controller, duties, is_pupil):
    decision = rules.route(RouteFacts(*places, is_pupil))
    expected = Route.LOCAL_PUPIL if route == Route.LOCAL and is_pupil else route
    assert (decision.route, decision.direction, decision.who_controls) == (expected, direction, controller)
    assert decision.duties == duties
    assert not decision.is_unclear
    assert decision.law


@pytest.mark.parametrize("is_pupil", [True, False])
def test_every_row_has_its_own_reason(is_pupil):
    reasons = [rules.route(RouteFacts(*places, is_pupil)).reason for places, *_ in ROWS]
    assert len(set(reasons)) == 8
    assert all(reason.endswith("。") and len(reason) <= 300 for reason in reasons)


UNKNOWN = [
    (caught, household, residence)
    for caught, household, residence in itertools.product((True, False), Place, Place)
    if U in (household, residence)
]


@pytest.mark.parametrize("places", UNKNOWN)
def test_what_is_not_known_counts_as_ours_until_verified(places):
    caught, household, residence = places
    known = [O if place == U else place for place in (household, residence)]
    decision, certain = (
        rules.route(RouteFacts(*places, False)),
        rules.route(RouteFacts(caught, *known, False)),
    )
    assert (decision.route, decision.who_controls) == (certain.route, certain.who_controls)
    assert decision.duties == (*certain.duties, RESIDENCE)
    assert decision.is_unclear
    assert "待核实" in decision.reason


def test_a_child_with_unknown_residence_is_never_sent_away():
    for caught, household in itertools.product((True, False), Place):
        assert rules.route(RouteFacts(caught, household, U, True)).who_controls == Controller.OURS


def test_a_team_wherever_we_control_or_hold():
    for route in Route:
        assert ("case.team" in rules.first_duties(route, unclear=False)) is (route != Route.RETURN)


def test_every_first_duty_is_a_policy():
    kinds = {kind for route in Route for kind in rules.first_duties(route, unclear=True)}
    assert kinds <= POLICIES.keys()


@pytest.mark.parametrize(("places", "route", "direction", "controller", "duties"), ROWS)
def test_a_route_chosen_by_hand_has_the_same_direction_and_controller(
    places, route, direction, controller, duties
):
    assert rules.direction_of(route, captured_in=places[0]) == direction
    assert rules.controller_of(route) == controller


def test_only_the_child_met_in_person_meets_the_first_visit():
    met = {
        (who, channel, outcome)
        for who, channel, outcome in itertools.product(WithWhom, Channel, Outcome)
        if rules.meets_first_visit(who, channel, outcome)
    }
    assert met == {
        (WithWhom.CHILD, Channel.VISIT, Outcome.MET),
        (WithWhom.CHILD, Channel.STATION, Outcome.MET),
    }


def test_only_the_child_counts_as_success():
    found = {pair for pair in itertools.product(WithWhom, Outcome) if rules.is_success(*pair)}
    assert found == {(WithWhom.CHILD, Outcome.MET), (WithWhom.CHILD, Outcome.SPOKE)}


@pytest.mark.parametrize(
    ("channel", "outcome", "fits"),
    [
        ("phone", "met", False),
        ("visit", "wrong_number", False),
        ("station", "wrong_number", False),
        ("video", "met", True),
        ("phone", "wrong_number", True),
    ],
)
def test_a_channel_gives_only_some_outcomes(channel, outcome, fits):
    assert rules.fits(channel, outcome) is fits


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            RouteFacts(True, O, U, False),
            "本乡查获，户籍在本乡，实际居住地不明：由本站落实。",
        ),
        (
            RouteFacts(True, E, U, False),
            "本乡查获，户籍在外，实际居住地不明：由本站落实，并书面告知户籍地工作站。",
        ),
        (
            RouteFacts(False, U, O, True),
            "外地查获，户籍不明，实际居住地在本乡：由本站接管",
        ),
    ],
)
def test_a_place_not_known_is_not_called_ours(given, words):
    reason = rules.route(given).reason
    assert words in reason
    assert "都在本乡" not in reason


@pytest.mark.parametrize("captured_in", [True, False])
def test_the_station_of_a_household_away_is_owed_word(captured_in):
    assert "transfer.contact" in rules.route(RouteFacts(captured_in, E, O, True)).duties
    assert "transfer.contact" not in rules.route(RouteFacts(captured_in, O, O, True)).duties
