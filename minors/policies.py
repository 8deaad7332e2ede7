"""Obligations and numbers of this app, each with its source."""

from datetime import timedelta

from duties.policies import Policy

ADULT_AT = 18
"""Basis: 未成年人保护法 第二条. Counted from the day after the birthday (最高法 2006 解释 第二条)."""

LIAISON_READS_FOR = timedelta(days=7)
"""The post's own level 2 closes so long after registration unless it still owes a duty. 本单位规定 (D)."""

MIN_PURPOSE = 2
"""Least number of characters of a purpose. 本单位规定 (D)."""

MIN_NAME = 2
"""A name of fewer characters gets no blind key: too many share it. 本单位规定 (D)."""

MAX_SPELLINGS = 128
"""At most so many pinyin readings of one name are indexed. 本单位规定 (D)."""

EARLIEST_BIRTH_YEAR = 1990
"""Nobody born before could have been a minor in 2024, when the plan began. 本单位规定 (D)."""

POLICIES: dict[str, Policy] = {}
