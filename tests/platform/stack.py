"""The full stack without Docker: docker-compose.yml's commands as processes on local PostgreSQL and Redis."""

import os
import re
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psycopg2
import pytest
import redis
import yaml

ROOT = Path(__file__).resolve().parents[2]
POSTGRES = os.environ.get("QINGHU_STACK_POSTGRES", "postgres://postgres@127.0.0.1:5432")
WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
"""Which worker of a parallel run this is: each has a stack of its own, database and Redis."""
REDIS = os.environ.get("QINGHU_STACK_REDIS", f"redis://127.0.0.1:6379/{15 - WORKER}")
START_WITHIN = 240  # seconds; a busy machine is no failure here


def compose() -> dict:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


def command_of(service: str, *, port: int) -> list[str]:
    """The service's own command, listening on `port` of this machine."""
    words = [
        word.replace("0.0.0.0:8000", f"127.0.0.1:{port}")
        for word in compose()["services"][service]["command"]
    ]
    return [str(Path(sys.executable).parent / words[0]), *words[1:]]


def environment_of(service: str, given: dict[str, str]) -> dict[str, str]:
    """The service's environment with ${NAME}, ${NAME:-default} and ${NAME:?} filled from `given`."""

    def fill(match: re.Match[str]) -> str:
        name, mark, default = match["name"], match["mark"], match["default"]
        if name not in given and mark == ":?":
            raise KeyError(f"docker-compose.yml asks for {name}")
        return given.get(name, default or "")

    variable = re.compile(r"\$\{(?P<name>\w+)(?:(?P<mark>:[-?])(?P<default>[^}]*))?\}")
    stated = compose()["services"][service]["environment"]
    return {key: variable.sub(fill, str(value)) for key, value in stated.items()}


@dataclass
class Stack:
    """The running stack: where it answers, and what its commands see."""

    folder: Path
    database: str
    port: int = 0
    settings: str = "config.settings.demo"
    processes: dict[str, subprocess.Popen] = field(default_factory=dict)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """Compose's environment, on this machine's addresses instead of the containers'."""
        given = {
            "SETTINGS": self.settings,
            "SECRET_KEY": secrets.token_urlsafe(60),
            "ALLOWED_HOSTS": "127.0.0.1",
            "POSTGRES_PASSWORD": "none",
        }
        stated = environment_of("web", given)
        local = {
            "DATABASE_URL": f"{POSTGRES}/{self.database}",
            "CELERY_BROKER_URL": REDIS,
            "QINGHU_KEY_FILE": str(self.folder / "keys.json"),
            "QINGHU_VAR": str(self.folder),
            "PROXY_COUNT": "0",
            "INSECURE_HTTP": "1",
            "WEB_URL": self.base_url,
            "QINGHU_TICK_SECONDS": "3",
        }
        kept = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
        return {**kept, **stated, **local}

    def start(self, service: str) -> None:
        log = (self.folder / f"{service}.log").open("ab")
        self.processes[service] = subprocess.Popen(
            command_of(service, port=self.port),
            cwd=ROOT,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )

    def manage(self, *arguments: str) -> str:
        """Run a management command inside the stack and return what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT, env=self.env, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=180,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def log(self, service: str) -> str:
        return (self.folder / f"{service}.log").read_text(encoding="utf-8")

    def wait_for_page(self) -> None:
        until = time.monotonic() + START_WITHIN
        while time.monotonic() < until:
            assert self.processes["web"].poll() is None, self.log("web")
            try:
                with urlopen(f"{self.base_url}/healthz", timeout=3) as answer:
                    if answer.status == 200:
                        return
            except (URLError, OSError):
                time.sleep(0.2)
        raise AssertionError("no page:\n" + self.log("web"))

    def stop(self) -> None:
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def __post_init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.env = self.environment


def servers_missing() -> str:
    """Why the stack cannot run here, or nothing."""
    try:
        psycopg2.connect(f"{POSTGRES}/postgres", connect_timeout=3).close()
        redis.Redis.from_url(REDIS, socket_connect_timeout=3).ping()
    except (psycopg2.OperationalError, redis.ConnectionError) as error:
        return str(error).splitlines()[0]
    return ""


@contextmanager
def own_database(name: str) -> Iterator[None]:
    """A database that is created here and dropped at the end."""
    server = psycopg2.connect(f"{POSTGRES}/postgres")
    server.autocommit = True
    try:
        with server.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{name}"')
            yield
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    finally:
        server.close()


@contextmanager
def running(folder: Path, name: str) -> Iterator[Stack]:
    """Migrate, load the county, start web, worker and beat; stop them all at the end."""
    missing = servers_missing()
    if missing and os.environ.get("QINGHU_NO_SKIP"):
        raise AssertionError(missing)
    if missing:
        pytest.skip(f"needs PostgreSQL and Redis: {missing}")
    redis.Redis.from_url(REDIS).flushdb()
    with own_database(name):
        stack = Stack(folder, name)
        try:
            make = "import sys; from common.crypto import create_key_file; create_key_file(sys.argv[1])"
            subprocess.run(
                [sys.executable, "-c", make, str(folder / "keys.json")], cwd=ROOT, env=stack.env, check=True
            )
            stack.manage("collectstatic", "--noinput", "--verbosity", "0")
            stack.manage(*compose()["services"]["migrate"]["command"][2:])
            stack.manage("load_county")
            for service in ("web", "worker", "beat"):
                stack.start(service)
            stack.wait_for_page()
            yield stack
        finally:
            stack.stop()


@pytest.fixture(scope="session")
def full_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The full stack with the synthetic county; `.base_url` is where a browser finds it.

    Mark its tests `postgres`. Nothing here touches Django's own connection: rows are written by the pages.
    """
    name = f"full_qinghu_{os.environ.get('QINGHU_TEST_ID', 'main')}_{WORKER}".replace("-", "_")
    with running(tmp_path_factory.mktemp("stack"), name) as stack:
        yield stack
