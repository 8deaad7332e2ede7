"""The real office: every page a duty or a verb leads to exists, and every post may open its own verbs."""

import pytest
import time_machine
from django.urls import reverse

from accounts.choices import POSTS_OF_UNIT, Post
from config.policies import POLICIES
from config.verbs import VERBS
from tests.cast import NOW

KEY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture(autouse=True)
def office():
    """The real table of kinds, not the small one of the other tests here."""


@pytest.mark.parametrize("kind", POLICIES)
def test_the_page_of_each_kind_exists_and_its_post_is_of_its_unit(kind):
    policy = POLICIES[kind]
    assert reverse(policy.page, args=[KEY] if policy.page_takes_subject else [])
    unit_kind, post = policy.owed_by
    assert post in POSTS_OF_UNIT[unit_kind]
    assert policy.basis


def test_every_post_has_its_line_of_verbs():
    assert set(VERBS) == set(Post)


@pytest.mark.parametrize(("post", "verb"), [(post, verb) for post in VERBS for verb in VERBS[post]])
def test_each_verb_opens_for_its_post(client_as, make_post, post, verb):
    browser = client_as(make_post(post))
    with time_machine.travel(NOW, tick=False):
        assert browser.get(reverse(verb.page)).status_code == 200


@pytest.fixture
def make_post(request):
    names = {
        Post.POLICE_LIAISON: "liaison",
        Post.POLICE_HEAD: "police_head",
        Post.COMMUNITY_OFFICER: "officer",
        Post.SOCIAL_WORKER: "worker",
        Post.STATION_CLERK: "clerk",
        Post.STATION_HEAD: "head",
        Post.TOWNSHIP_LEADER: "leader",
        Post.VILLAGE_SECRETARY: "secretary",
        Post.SCHOOL_LIAISON: "school_liaison",
        Post.COUNTY_REVIEWER: "county_user",
        Post.ADMINISTRATOR: "administrator",
    }

    def make(post):
        request.getfixturevalue("township")
        return request.getfixturevalue(names[post])

    return make
