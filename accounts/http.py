"""The request as every view behind the login gets it (see accounts.middleware). For type checking only."""

from datetime import datetime

from django.http import HttpRequest

from accounts.models import User


class Request(HttpRequest):
    user: User
    now: datetime
