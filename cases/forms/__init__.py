"""What a person types about a case. Shape only."""

from cases.forms.case import CodeForm, ResidenceForm, RouteForm, SampleForm, TeamForm
from cases.forms.contacts import ContactForm, NoteForm, StationContactForm, TapForm, WhereaboutsForm
from cases.forms.search import CountyStepForm, DangerForm, StepForm

__all__ = [
    "CodeForm",
    "ContactForm",
    "CountyStepForm",
    "DangerForm",
    "NoteForm",
    "ResidenceForm",
    "RouteForm",
    "SampleForm",
    "StationContactForm",
    "StepForm",
    "TapForm",
    "TeamForm",
    "WhereaboutsForm",
]
