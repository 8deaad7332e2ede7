"""For real files. Refuses to start half-configured."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from common import keyfile
from config.settings.base import *  # noqa: F403
from config.settings.base import ALLOWED_HOSTS, KEY_FILE, WEB_URL, env

SECRET_KEY = env("SECRET_KEY", default="")
if SECRET_KEY.startswith("demo-only-") or len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY is missing, shorter than 50 characters, or the demo's.")
if env.bool("DEBUG", default=False):
    raise ImproperlyConfigured("DEBUG must stay off where real files are.")
keyfile.read(KEY_FILE)  # missing or damaged: its sentence is for whoever starts the system
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS is empty.")
# The health checks of the container and of the engine ask by these names.
ALLOWED_HOSTS = [*ALLOWED_HOSTS, "localhost", *filter(None, [urlsplit(WEB_URL).hostname])]

# --- behind the office's own proxy, which speaks TLS; without TLS on a closed network say INSECURE_HTTP=1
SECURE = not env.bool("INSECURE_HTTP", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SESSION_COOKIE_SECURE = SECURE
CSRF_COOKIE_SECURE = SECURE
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="smtp://localhost:25")
vars().update(EMAIL_CONFIG)
