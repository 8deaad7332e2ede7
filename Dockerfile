# One image for web, worker, beat and the one-off commands; see docker-compose.yml.
FROM python:3.11-slim-bookworm AS build
WORKDIR /app
COPY run ./
COPY requirements ./requirements
COPY frontend ./frontend
RUN ./run install
COPY . .
# Static files need no secret; the demo settings store them as production does.
RUN .venv/bin/python manage.py collectstatic --noinput --verbosity 0 \
    && rm -rf frontend/node_modules var/vendor/.stamp var/run.log \
    && python -m compileall -q common accounts duties minors patrols outreach cases reporting config

FROM python:3.11-slim-bookworm
# Letters are set in Chinese faces; without them a PDF is refused (ADR 035).
RUN apt-get update -q && apt-get install -y -q --no-install-recommends fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /nonexistent qinghu \
    && install -d -o qinghu -g qinghu -m 0700 /var/lib/qinghu
WORKDIR /app
COPY --from=build /app /app
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=config.settings.production \
    QINGHU_VAR=/var/lib/qinghu
USER qinghu
VOLUME /var/lib/qinghu
CMD ["gunicorn", "config.wsgi:application", "--bind", "0.0.0.0:8000", "--no-control-socket"]
