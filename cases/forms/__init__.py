"""What a person types about a case. Shape only."""

from cases.forms.care import (
    CarerCheckForm,
    FamilyChangeForm,
    FamilyForm,
    HelpEndForm,
    HelpForm,
    ParentCallForm,
    SchoolStatusForm,
    SeatForm,
)
from cases.forms.case import CodeForm, ResidenceForm, RouteForm, SampleForm, TeamForm
from cases.forms.contacts import ContactForm, NoteForm, StationContactForm, TapForm, WhereaboutsForm
from cases.forms.joint import JointForm, TermReviewForm
from cases.forms.search import CountyStepForm, DangerForm, StepForm

__all__ = [
    "CarerCheckForm",
    "CodeForm",
    "ContactForm",
    "CountyStepForm",
    "DangerForm",
    "FamilyChangeForm",
    "FamilyForm",
    "HelpEndForm",
    "HelpForm",
    "JointForm",
    "NoteForm",
    "ParentCallForm",
    "ResidenceForm",
    "RouteForm",
    "SampleForm",
    "SchoolStatusForm",
    "SeatForm",
    "StationContactForm",
    "StepForm",
    "TapForm",
    "TeamForm",
    "TermReviewForm",
    "WhereaboutsForm",
]
