import pytest

from duties.policies import policies


@pytest.fixture(autouse=True)
def office(settings):
    """The small table of tests/duties/policies.py instead of the real one, and no other app's sweeps."""
    settings.POLICIES = "tests.duties.policies.POLICIES"
    settings.SWEEPS = []
    policies.cache_clear()
    yield
    policies.cache_clear()


@pytest.fixture
def everybody(liaison, police_head, clerk, worker, head, leader, county_user):
    """One live appointment at each level."""
    return [liaison, police_head, clerk, worker, head, leader, county_user]
