from uuid import uuid4

from django import forms

from common.fields import taps, yes_no
from patrols.choices import ClueKind, VenueKind


class SeizureClueForm(forms.Form):
    """What a seizure tells the police of places: no word, no name, no child (design §6)."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    kind = taps("嫌疑", ClueKind.choices)
    venue_kind = forms.ChoiceField(
        label="哪类场所", choices=VenueKind, help_text="只记类别和月份；不写人名、店名和孩子说的话。"
    )
    victim_is_minor = yes_no("受害的是未成年人（从严从快）", initial="yes")
