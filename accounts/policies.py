"""Numbers of this app, each with its source."""

from datetime import timedelta

ANCHOR_EVERY = timedelta(minutes=10)
"""The head of the read log is written down outside the database so often. 本单位规定 (D)."""
