"""Every app's obligations gathered: duty kind → due, ladder, basis. What the office signs."""

from cases.policies import POLICIES as CASES
from minors.policies import POLICIES as MINORS
from outreach.policies import POLICIES as OUTREACH
from patrols.policies import POLICIES as PATROLS
from reporting.policies import POLICIES as REPORTING

POLICIES = {**REPORTING, **CASES, **MINORS, **PATROLS, **OUTREACH}
