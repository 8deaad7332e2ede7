"""One include per app; allauth's pages that need an e-mail address or open sign-up answer 404."""

from django.urls import include, path, re_path

from config import errors, shells

handler403 = errors.forbidden
handler500 = errors.server_error

CLOSED = "signup|email|confirm-email|login/code|password/reset|password/set|inactive"

urlpatterns = [
    path("worker.js", shells.worker, name="worker"),
    path("nosignal/", shells.no_signal, name="no_signal"),
    path("healthz", errors.healthz, name="healthz"),
    re_path(rf"^accounts/(?:{CLOSED})/", errors.closed, name="closed"),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/", include("accounts.urls")),
    path("", include("duties.urls")),
    path("minors/", include("minors.urls")),
    path("cases/", include("cases.urls")),
    path("patrols/", include("patrols.urls")),
    path("outreach/", include("outreach.urls")),
    path("reporting/", include("reporting.urls")),
]
