"""Every edit of the read log is found once there are anchors."""

import pytest
from django.db import connection

from common import triggers
from config.proofs import tamper

SEED = 7


@pytest.mark.postgres
@pytest.mark.django_db
def test_one_in_a_hundred_of_the_proof():
    count = 120 if connection.vendor == "sqlite" else 36
    result = tamper.run(count, SEED)
    assert (result["tried"], result["kinds"], result["missed"]) == (count, 12, 0)
    assert result["missed_without_anchors"] == count // 12  # a cut tail with its head: why there are anchors
    assert result["whole_at_the_end"]
    assert triggers.missing_all(connection) == []


@pytest.mark.django_db
def test_a_verifier_that_looks_away_is_seen(monkeypatch):
    monkeypatch.setattr("accounts.verifying._of_row", lambda *given: None)
    assert tamper.run(24, SEED)["missed"] > 0
