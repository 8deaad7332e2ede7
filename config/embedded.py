"""Web, Celery worker and beat in one process: the demo, and a small office without Redis.

The broker is `memory://`: queued messages die with the process. That is safe because every duty derives
from the database; both tasks are queued at the start so that nothing waits for the first minute.
"""

import logging
import os
import signal
import sys
import threading
from types import FrameType
from typing import IO, Any

import django
import waitress
from celery import beat
from celery.worker import WorkController, state
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.utils.module_loading import import_string

from common.crypto import create_key_file
from config.celery import app

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

HOST = os.environ.get("HOST", "127.0.0.1")
PORT = int(os.environ.get("PORT", "8000"))


def hold_data() -> IO[bytes] | None:
    """Lock this data directory until the process ends; None if another process runs on it.

    The kernel lets go of the lock with the process, however it ends: nothing is left to clean up.
    """
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    file = (settings.VAR_DIR / "running.lock").open("ab")
    if fcntl is not None:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            return None
    return file


def prepare() -> None:
    """Key file of the demo, tables, static files, synthetic county; each only where it is missing.

    Outside the demo a missing, damaged or foreign key file stops here, and none is ever made.
    """
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    if settings.DEMO and not settings.KEY_FILE.exists():
        create_key_file(settings.KEY_FILE)
    if settings.DEMO and connection.vendor == "sqlite":
        # Made-up rows can be made again: do not wait for the disk after each of some thousand writes.
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
    call_command("migrate", verbosity=0, interactive=False)
    import_string("config.keycheck.refuse_wrong_keys")()
    call_command("collectstatic", verbosity=0, interactive=False)
    if settings.DEMO:
        call_command("load_county", with_examples=True)
    connection.close()  # the next one, for real work, waits for the disk again


class Engine:
    """The real Celery worker and beat, as threads."""

    def __init__(self) -> None:
        self.worker = WorkController(
            app=app,
            pool="threads",
            concurrency=2,
            hostname="embedded",
            without_gossip=True,
            without_mingle=True,
        )
        self.beat: Any = beat.EmbeddedService(app, thread=True, scheduler_cls=beat.Scheduler)
        self.thread = threading.Thread(target=self.worker.start, name="Worker", daemon=True)

    def start(self) -> None:
        self.thread.start()
        self.beat.start()
        app.send_task("duties.tasks.tick")
        app.send_task("duties.tasks.deliver_notices")

    def stop(self) -> None:
        state.should_stop = True  # type: ignore[assignment]  # celery starts it as None
        self.beat.service.stop(wait=False)  # it may sleep for a minute; its schedule is only in memory
        self.thread.join(timeout=10)
        state.should_stop = None


def leave(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def own_address() -> str:
    """Where this process answers: its own engine asks there, and keeps the time in which it did not run."""
    host = "127.0.0.1" if HOST in ("", "0.0.0.0", "::", "localhost") else HOST  # nosec B104 not bound here
    return f"http://[{host}]:{PORT}" if ":" in host else f"http://{host}:{PORT}"


def main() -> int:
    os.environ.setdefault("WEB_URL", own_address())
    django.setup()
    held = hold_data()  # kept open to the end
    if held is None:
        sys.stderr.write(f"这份数据（{settings.VAR_DIR}）正由另一个青护使用：请先停止它，再启动。\n")
        return 1
    prepare()
    try:
        server = waitress.create_server(get_wsgi_application(), host=HOST, port=PORT, threads=8, ident=None)
    except OSError as error:
        logging.getLogger(__name__).debug("listen: %s", error)
        sys.stderr.write(
            f"端口 {PORT} 已被占用：请关闭占用它的程序，或换一个端口，如 PORT={PORT + 1} ./run demo\n"
        )
        return 1
    engine = Engine()
    engine.start()
    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)  # also where a shell started us in the background, ignoring it
    sys.stdout.write(f"\n青护已启动：http://{HOST}:{PORT}/  （按 Ctrl+C 停止）\n")
    sys.stdout.flush()
    try:
        server.run()  # returns at Ctrl+C or SIGTERM
    finally:
        print("正在停止……", flush=True)  # noqa: T201
        server.close()
        engine.stop()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
