"""What is done for a child. No names in here."""

from cases.models.caring import CareIntake
from cases.models.case import FINISHED, Case, CaseQuerySet, OfCase, ResidenceCheck, RouteDecision
from cases.models.contacts import Contact, ContactQuerySet, StationContact
from cases.models.custody import Custody, CustodyWord
from cases.models.drugtests import (
    CaseSubstance,
    DrugTest,
    Finding,
    Kit,
    NoReagent,
    OffsiteTest,
    PresetChoice,
    RefusedTest,
    SurpriseTest,
)
from cases.models.family import CarerCheck, FamilyMember, Help, ParentCall
from cases.models.group import GroupSeat, Handover
from cases.models.joint import JointRound, JointSignature, JointVersion, TermReview
from cases.models.leave import Leave, LeaveDay, LeaveExtension, PoliceReport, UnauthorisedLeave
from cases.models.letter import Letter, LetterBook
from cases.models.lost import LostSpell, SearchStep, Whereabouts
from cases.models.measures import Measure, MeasureQuerySet, Suspension, SuspensionQuerySet, Withdrawal
from cases.models.office import OfficeChange
from cases.models.outside import OutsideUnit, OutsideUnitQuerySet
from cases.models.plans import Agreement, CarePlan, Review, RiskClass
from cases.models.school import SchoolStatus
from cases.models.team import Team, TeamQuerySet
from cases.models.terms import (
    AdultReceipt,
    CaseClosing,
    CleanProposal,
    EndCheck,
    Extension,
    LiftNotice,
    MonthLine,
    NoDecision,
    PlaceChange,
    TermCredit,
)
from cases.models.transfer import (
    ControlDecision,
    ExchangeWord,
    Holding,
    OfTransfer,
    Refusal,
    Transfer,
    TransferQuerySet,
)

__all__ = [
    "FINISHED",
    "AdultReceipt",
    "Agreement",
    "CareIntake",
    "CarePlan",
    "CarerCheck",
    "Case",
    "CaseClosing",
    "CaseQuerySet",
    "CaseSubstance",
    "CleanProposal",
    "Contact",
    "ContactQuerySet",
    "ControlDecision",
    "Custody",
    "CustodyWord",
    "DrugTest",
    "EndCheck",
    "ExchangeWord",
    "Extension",
    "FamilyMember",
    "Finding",
    "GroupSeat",
    "Handover",
    "Help",
    "Holding",
    "JointRound",
    "JointSignature",
    "JointVersion",
    "Kit",
    "Leave",
    "LeaveDay",
    "LeaveExtension",
    "Letter",
    "LetterBook",
    "LiftNotice",
    "LostSpell",
    "Measure",
    "MeasureQuerySet",
    "MonthLine",
    "NoDecision",
    "NoReagent",
    "OfCase",
    "OfTransfer",
    "OfficeChange",
    "OffsiteTest",
    "OutsideUnit",
    "OutsideUnitQuerySet",
    "ParentCall",
    "PlaceChange",
    "PoliceReport",
    "PresetChoice",
    "Refusal",
    "RefusedTest",
    "ResidenceCheck",
    "Review",
    "RiskClass",
    "RouteDecision",
    "SchoolStatus",
    "SearchStep",
    "StationContact",
    "SurpriseTest",
    "Suspension",
    "SuspensionQuerySet",
    "Team",
    "TeamQuerySet",
    "TermCredit",
    "TermReview",
    "Transfer",
    "TransferQuerySet",
    "UnauthorisedLeave",
    "Whereabouts",
    "Withdrawal",
]
