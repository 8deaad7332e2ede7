"""What is reported, by whom and when. No name, number, address or school stands in any of these tables."""

from reporting.models.elsewhere import ElsewhereCheck
from reporting.models.intake import CountyReport, EducationTalk, GuardianTry, IntakeLine
from reporting.models.oversight import Order, OrderStep, Problem
from reporting.models.report import STANDS, Declaration, Report, ReportLine
from reporting.models.seizure import Seizure

__all__ = [
    "STANDS",
    "CountyReport",
    "Declaration",
    "EducationTalk",
    "ElsewhereCheck",
    "GuardianTry",
    "IntakeLine",
    "Order",
    "OrderStep",
    "Problem",
    "Report",
    "ReportLine",
    "Seizure",
]
