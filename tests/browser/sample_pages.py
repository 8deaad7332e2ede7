"""A small site for the tests of our script: one form with a private field and rows, on the real base page."""

import uuid

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template import RequestContext, Template
from django.urls import include, path

TAKEN: list[str] = []


class SampleForm(forms.Form):
    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    how = forms.CharField(label="怎样发现", widget=forms.Textarea)
    place = forms.ChoiceField(label="地点", choices=[("a", "网吧"), ("b", "宾馆")], widget=forms.RadioSelect)


class RowForm(forms.Form):
    name = forms.CharField(label="姓名", required=False, widget=forms.TextInput(attrs={"data-private": True}))
    note = forms.CharField(label="说明", required=False)


Rows = forms.formset_factory(RowForm, extra=1)
PAGE = """{% extends "base.html" %}{% block title %}样张{% endblock %}
{% block page_title %}样张{% endblock %}
{% block content %}
  {% include "_form.html" with draft_key="sample" submit_label="送出" add_label="再加一名" %}
{% endblock %}"""


def sample(request: HttpRequest) -> HttpResponse:
    form = SampleForm(request.POST or None)
    rows = Rows(request.POST or None, prefix="row")
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        TAKEN.append(str(form.cleaned_data["client_id"]))
        messages.success(request, "已收到。")
        return redirect("/done/")
    return HttpResponse(Template(PAGE).render(RequestContext(request, {"form": form, "formset": rows})))


class MaskedForm(forms.Form):
    name = forms.CharField(widget=forms.TextInput(attrs={"data-vault": True}), initial="某甲")
    born = forms.DateField(widget=forms.DateInput(attrs={"type": "date", "data-vault": True}))
    place = forms.CharField()


MASKED = """{% extends "base.html" %}{% block content %}
<form method="post" data-mask-fields="60">{% csrf_token %}
<span data-mask-left></span>{{ form }}<button type="submit">送出</button></form>{% endblock %}"""


def masked(request: HttpRequest) -> HttpResponse:
    form = MaskedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        TAKEN.append("{name} {born} {place}".format(**form.cleaned_data))
        return redirect("/done/")
    return HttpResponse(Template(MASKED).render(RequestContext(request, {"form": form})))


def plain(request: HttpRequest) -> HttpResponse:
    return render(request, "base.html")


ACCOUNT_PAGES = [
    path("acting/", plain, name="acting_choose"),
    path("reminder/", plain, name="reminder_edit"),
]
urlpatterns = [
    path("", plain),
    path("done/", plain),
    path("sample/", sample),
    path("masked/", masked),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/", include((ACCOUNT_PAGES, "accounts"))),
    path("duties/", include(([path("inbox/", plain, name="inbox")], "duties"))),
]
