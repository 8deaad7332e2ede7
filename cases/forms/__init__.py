"""What a person types about a case. Shape only."""

from cases.forms.case import CodeForm, ResidenceForm, RouteForm, SampleForm, TeamForm
from cases.forms.contacts import ContactForm, StationContactForm

__all__ = [
    "CodeForm",
    "ContactForm",
    "ResidenceForm",
    "RouteForm",
    "SampleForm",
    "StationContactForm",
    "TeamForm",
]
