"""What a person types about where a child learns and lives. Never kept in a browser's draft."""

from django import forms

PRIVATE = {"data-private": True, "autocomplete": "off"}


class SchoolingForm(forms.Form):
    """Write-only: what the vault holds is not shown, what is left blank stays."""

    school = forms.CharField(
        label="学校",
        required=False,
        max_length=60,
        help_text="留空的，原有记载不变。",
        widget=forms.TextInput(attrs=PRIVATE),
    )
    class_name = forms.CharField(
        label="班级",
        required=False,
        max_length=40,
        help_text="留空的，原有记载不变。",
        widget=forms.TextInput(attrs=PRIVATE),
    )


class AddressForm(forms.Form):
    """Write-only, as above."""

    household_address = forms.CharField(
        label="户籍地址",
        required=False,
        max_length=100,
        help_text="留空的，原有记载不变。",
        widget=forms.TextInput(attrs=PRIVATE),
    )
    residence_address = forms.CharField(
        label="现住址",
        required=False,
        max_length=100,
        help_text="留空的，原有记载不变。",
        widget=forms.TextInput(attrs=PRIVATE),
    )
