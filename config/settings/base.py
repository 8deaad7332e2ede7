"""Complete and safe; demo, test and production change as little as possible."""

from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF

from config.databases import database
from config.logs import LOGGING as LOGGING
from config.logs import configure_structlog

BASE_DIR = Path(__file__).resolve().parents[2]
env = environ.Env()

# --- where things are: VAR_DIR holds data, var/ in the tree what was fetched or built
VAR_DIR = Path(env("QINGHU_VAR", default=str(BASE_DIR / "var")))
KEY_FILE = Path(env("QINGHU_KEY_FILE", default=str(VAR_DIR / "keys.json")))
# Heads of the read log: outside the database, and in earnest on another machine (docs/operations.md).
ANCHOR_FILE = Path(env("QINGHU_ANCHOR_FILE", default=str(VAR_DIR / "anchors.jsonl")))
FIELD_CIPHER = env("QINGHU_FIELD_CIPHER", default="v1")  # v1 AES-256-GCM, v2 SM4-GCM; both are always read
REQUIRE_KEYS = True  # no start without the key file of this database; the demo makes its own
DEBUG = False
DEMO = False
DEMO_PASSWORD = ""  # of the made-up accounts; only the demo has one
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# --- apps, in import order: what stands below comes first
INSTALLED_APPS = [
    "common",
    "accounts",
    "duties",
    "minors",
    "patrols",
    "outreach",
    "cases",
    "reporting",
    "config",  # for its commands
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "config.statics.CollectedStaticFilesConfig",
    "allauth",
    "allauth.account",
    "axes",
    "csp",
    "guardian",
    "simple_history",
    "django_htmx",
    "django_structlog",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.no_store",
    "config.middleware.too_large",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.expired.ExpiredPostMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "common.freetext.middleware",
    "accounts.middleware.ActingMiddleware",
    "accounts.trail.ReadLogMiddleware",  # everything that renders a body is inside it
    "accounts.middleware.GateMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "config.middleware.quiet_when_kept",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "minors.middleware.UnreadableMiddleware",
    "axes.middleware.AxesMiddleware",  # last: it replaces the answer of a locked-out login
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "config.nav.nav",
                "config.context.house",
                "config.context.keep_name",
                "config.context.engine",
                "config.context.calendar_warning",
                "config.context.inbox_unread",
                "config.shells.shells",
            ],
        },
    }
]

# --- database: SQLite under VAR_DIR unless DATABASE_URL says PostgreSQL; actions own their transactions
DATABASES = {
    "default": database(env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'qinghu.sqlite3'}"))
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- time and language: store UTC, speak Shanghai; no LocaleMiddleware, an English browser would switch it
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LANGUAGE_CODE = "zh-hans"
USE_I18N = True

# --- the office: what upper apps hand to lower ones, as dotted paths (a test imports each)
ROLES = "config.roles.ROLES"
POLICIES = "config.policies.POLICIES"
SURFACES = "config.surfaces.SURFACES"
TITLES = "config.titles.TITLES"
VERBS = "config.verbs.VERBS"
READ_CODES = "minors.models.codes_of_files"
READ_WORDS = "minors.choices.VALUE_LABELS"
DUTY_FILE_SCOPE = "minors.models.visible_file_keys"
AUDIT_FIGURES: list[str] = [  # f(county=, first=, last=) -> [(heading, what, how many)]
    "accounts.figures.audit_figures",
    "minors.actions.figures.audit_figures",
]
AFTER_ROUND: list[str] = ["accounts.actions.anchor_read_log"]  # f(now), of the real engine alone
VISIT_PLANS: list[str] = ["cases.actions.visits_planned"]  # f(user, day) -> keys of minors
TODAY_SECTIONS: list[str] = [  # f(user, now) -> [Section]
    "cases.drifting.today_sections",
    "patrols.words.today_sections",
    "patrols.news.today_sections",
]
CASE_EVENTS: list[str] = ["reporting.told.case_events"]  # f(user, case) -> [Event] of the timeline
CAPTURES: list[str] = ["reporting.actions.captured_at"]  # f(case) -> instant at which the child was found
TRACK_WORDS: list[str] = ["cases.actions.track_of_file"]  # f(minor key) -> the legal track as it stands
DUTY_WORDS: list[str] = ["patrols.words.of_duties"]  # f(user, duties) -> {duty key: words}
MISS_MARKS: list[str] = ["cases.actions.miss_marks"]  # f(duties) -> {duty key: words}
MISSING_CHECKS: list[str] = ["cases.actions.is_lost"]  # f(minor key) -> bool
SWEEPS: list[str] = [
    "patrols.actions.open_plans",
    "patrols.actions.open_rounds",
    "patrols.actions.open_checks",
    "outreach.actions.open_care",
    "outreach.actions.open_coverage",
    "accounts.actions.close_lapsed_appointments",
    "minors.actions.sweep_requests",
    "minors.actions.sweep_renewals",
    "minors.actions.sweep_recusals",
    "minors.actions.sweep_grants",
    "minors.actions.sweep_seals",
    "minors.actions.sweep_queries",
    "minors.actions.sweep_disposals",
    "minors.actions.sweep_helps",
    "minors.actions.sweep_texts",
    "minors.actions.sweep_digests",
    "minors.actions.sweep_annual_audits",
    "cases.actions.sweep_tests",
    "cases.actions.sweep_leaves",
    "cases.actions.sweep_counters",
    "cases.actions.sweep_lost",
    "cases.actions.sweep_transfers",
    "cases.actions.sweep_measures",
    "cases.actions.sweep_months",
]
ON_DECISION: list[str] = ["reporting.actions.decision.meet_chase"]  # f(minor=, at=, by=, now=)
ON_WITHDRAWAL: list[str] = ["reporting.actions.decision.chase_again"]  # f(minor=, now=), no answer left
ON_HELP_ANSWERED: list[str] = ["cases.actions.follow_help"]  # f(help=, now=), a village has answered
SEAL_HOLDS: list[str] = [  # f(files=, now=) -> sentences: why these files may not be sealed yet
    "duties.actions.seal_holds",
    "minors.actions.seal_holds",
    "cases.actions.seal_holds",
    "reporting.actions.seal_holds",
]
OPEN_WORK: list[str] = ["cases.actions.open_work"]  # f(files=) -> sentences: work on them that has not ended
ON_SEAL: list[str] = ["cases.actions.on_seal", "reporting.actions.on_seal"]  # f(files=, now=)
ON_DISPOSE: list[str] = ["cases.actions.on_dispose", "reporting.actions.on_dispose"]  # f(files=, now=)
ON_ROUTE_CHANGE: list[str] = ["reporting.actions.follow_case"]  # f(case=, at=, now=, who=)
TEXT_CHECK = "minors.actions.guard.check_text"
TEXT_KEEP = "minors.actions.guard.may_keep"
HIDDEN_TEXTS = "minors.actions.guard.hidden_texts"
APPEND_ONLY = [
    "common.triggers.SPECS",
    "accounts.triggers.SPECS",
    "duties.triggers.SPECS",
    "minors.triggers.SPECS",
    "cases.triggers.SPECS",
    "reporting.triggers.SPECS",
]
HANDOVER_LISTS: list[str] = [  # f(appointment=, now=) -> (heading, lines)
    "minors.models.handover_list",
    "duties.today.handover_list",
]
ON_ACCOUNT_CLOSE: list[str] = [
    "minors.actions.end_grants_of_user",
    "minors.actions.close_requests_of_user",
    "cases.actions.reopen_teams",
    "minors.actions.end_helps_of_user",
    "duties.actions.pass_on_duties",
]
OUTSIDE_CHANNEL = env("OUTSIDE_CHANNEL", default="")  # "", "email" or "webhook"
OUTSIDE_WEBHOOK_URL = env("OUTSIDE_WEBHOOK_URL", default="")
ALLOW_FUTURE_SWEEP = False  # only tests write what has not come yet
WEB_URL = env("WEB_URL", default="")  # the engine asks its /healthz and keeps the stretches of silence

# --- access: login by default, permissions by role, rows by scope
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None  # guardian: no anonymous user row
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "accounts.validators.ThreeClassesValidator"},
    {"NAME": "accounts.validators.PublishedPasswordValidator", "OPTIONS": {"published": ["Qinghu-2026"]}},
]
ACCOUNT_ADAPTER = "accounts.adapter.ClosedAccountAdapter"
ACCOUNT_FORMS = {"change_password": "accounts.forms.OwnPasswordForm"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = False  # axes counts failures per account; per-address limits would lock a whole station
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
AXES_FAILURE_LIMIT = 5
# Per account, whatever the address: a second address gets no new tries.
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_CALLABLE = "config.lockout.username"
AXES_HTTP_RESPONSE_CODE = 429
AXES_LOCKOUT_TEMPLATE = "429.html"
AXES_IPWARE_PROXY_COUNT = env.int("PROXY_COUNT", default=0) or None
AXES_VERBOSE = False
SILENCED_SYSTEM_CHECKS = ["axes.W006"]  # it wants the address in that key

# --- sessions: half an hour idle, gone with the browser
SESSION_COOKIE_AGE = 30 * 60
SESSION_SAVE_EVERY_REQUEST = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "accounts.expired.csrf_failure"
CSRF_COOKIE_SAMESITE = "Lax"

# --- what a browser may do with a page
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],  # Tabler draws check marks and arrows as data: images in its style sheet
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- static files: apps' own, and the vendor files that `./run` copied from npm packages
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static", ("vendor", BASE_DIR / "var" / "vendor")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.statics.ModuleStaticFilesStorage"},
}
MEDIA_ROOT = VAR_DIR / "files"
# An upload stays in memory: the other handler writes what is large in the clear to the disk. Of more
# than this it takes nothing and says nothing, so `config.middleware.too_large` answers before it.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 24 * 1024 * 1024

# --- Celery: arguments are ids, never names; a task may run twice
CELERY_BROKER_URL = env("CELERY_BROKER_URL", default="memory://")
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_TIME_LIMIT = 15 * 60
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 20 * 60,
    "socket_connect_timeout": 3,
    "socket_timeout": 10,
}
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")

# --- mail: only ever 有 1 件待办
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="qinghu@localhost")

configure_structlog()
DJANGO_STRUCTLOG_CELERY_ENABLED = False
