"""Numbers of this app, each with its source."""

from datetime import timedelta

OFFICE_HOURS = (8, 18)
"""Reading outside these hours of the day, or on a day off, is 非工作时间. 本单位规定 (D)."""

ANCHOR_EVERY = timedelta(minutes=10)
"""The head of the read log is written down outside the database so often. 本单位规定 (D)."""
