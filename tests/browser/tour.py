"""The pictures of README.md: `./run tour` walks a demo of its own as several posts and writes docs/tour/.

Not a test: nothing is asserted but that each page is reached. Everybody in the pictures is made up.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import steps
from tests.browser.people import Person

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "tour"
PASSWORD = "Qinghu-2026"
START_WITHIN = 300  # seconds, on a busy machine
LARGEST = 200_000  # bytes of one picture
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 1.5}
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
ARGUMENTS = [
    "--lang=zh-CN",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
]


class Tour:
    """A browser on a running demo; each stop leaves one picture."""

    def __init__(self, browser: Browser, base_url: str, folder: Path) -> None:
        self.browser, self.base_url, self.folder, self.taken = browser, base_url, folder, 0

    def visitor(self, username: str, size: dict) -> Person:
        """Somebody of the demo at a browser of their own, on 今日待办."""
        context = self.browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", **size)
        context.set_default_timeout(30_000)
        person = Person(context.new_page(), self.base_url, username, PASSWORD)
        person.come_in()
        return person

    def take(self, page: Page, name: str) -> None:
        self.taken += 1
        path = self.folder / f"{self.taken:02}-{name}.png"
        page.wait_for_load_state("networkidle")
        page.mouse.move(0, 0)
        path.write_bytes(page.screenshot(animations="disabled", caret="hide"))
        size = path.stat().st_size
        sys.stdout.write(f"{path.name}  {size // 1024} KB\n")
        sys.stdout.flush()
        if size > LARGEST:
            raise SystemExit(f"{path.name} is larger than {LARGEST} bytes")


def to_heading(page: Page) -> Page:
    """Past header and reminders to the page's own title: a phone shows little at once."""
    page.get_by_role("heading", level=1).evaluate(
        "e => scrollTo(0, e.getBoundingClientRect().top + scrollY - 16)"
    )
    return page


def liaison(tour: Tour) -> None:
    person = tour.visitor("gd-liaison", PHONE)
    tour.take(person.page, "liaison-today")
    person.press("登记查获")
    steps.fill_seizure(person, steps.a_child(7))
    tour.take(to_heading(person.page), "liaison-seizure")
    tour.take(to_heading(person.open("/reporting/declare/")), "liaison-zero")


def leader(tour: Tour) -> None:
    person = tour.visitor("gd-leader", DESKTOP)
    tour.take(person.page, "leader-today")
    person.open("/inbox/").get_by_role("button", name="打开").last.click()
    person.sees("告知阶梯")
    tour.take(to_heading(person.page), "leader-duty")


def county(tour: Tour) -> None:
    person = tour.visitor("county", DESKTOP)
    tour.take(person.open("/review/"), "county-review")
    person.open("/reporting/matrix/")
    person.press("前一天")  # a day that is over says more than the one that begins
    person.sees("报送情况")
    tour.take(person.page, "county-matrix")
    tour.take(person.open("/policies/"), "county-policies")


def station(tour: Tour) -> None:
    clerk = tour.visitor("gd-clerk", DESKTOP)
    clerk.do_today("登记未成年人")
    clerk.press("打开身份信息并查重")
    clerk.sees("没有查到在册档案")
    tour.take(to_heading(clerk.page), "clerk-register")
    clerk.press("登记并立案")
    clerk.sees("路径")
    tour.take(clerk.page, "clerk-case")
    steps.propose_team(clerk, lambda page: None)
    head = tour.visitor("gd-head", DESKTOP)
    head.do_today("落实社区民警和禁毒社工")
    tour.take(head.page, "head-team")
    head.press_exactly("确认")
    head.sees("帮教中")


def worker(tour: Tour) -> None:
    person = tour.visitor("gd-worker", PHONE)
    person.do_today("首次走访")
    tour.take(to_heading(person.page), "worker-contact")


STOPS: list[Callable[[Tour], None]] = [liaison, leader, county, station, worker]


@contextmanager
def demo(folder: Path) -> Iterator[str]:
    """The demo as a process with data of its own under `folder`, on a free port; gives its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    left_out = ("DJANGO_", "QINGHU_", "DATABASE", "CELERY_", "OUTSIDE_", "HOST", "PORT")
    env = {key: value for key, value in os.environ.items() if not key.startswith(left_out)}
    env |= {"DJANGO_SETTINGS_MODULE": "config.settings.demo", "QINGHU_VAR": str(folder), "PORT": str(port)}
    with (folder / "output.txt").open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "config.embedded"], cwd=ROOT, env=env, stdout=output, stderr=output
        )
    try:
        wait_until_it_answers(process, f"http://127.0.0.1:{port}/healthz", folder / "output.txt")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def wait_until_it_answers(process: subprocess.Popen, url: str, output: Path) -> None:
    until = time.monotonic() + START_WITHIN
    while time.monotonic() < until and process.poll() is None:
        try:
            urlopen(url, timeout=3).close()
            return
        except (URLError, OSError):
            time.sleep(0.3)
    raise SystemExit("演示没有启动：\n" + output.read_text(encoding="utf-8"))


def main() -> int:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        raise SystemExit(
            "没有找到 Chromium：请先安装（Debian/Ubuntu：apt install chromium fonts-noto-cjk）。"
        )
    with tempfile.TemporaryDirectory() as kept, demo(Path(kept)) as base_url, sync_playwright() as play:
        # Chromium draws date fields in the language of its process (Debian: chromium-l10n), not of the page
        browser = play.chromium.launch(
            executable_path=path, args=ARGUMENTS, env={**os.environ, "LANGUAGE": "zh_CN"}
        )
        pictures = Path(kept) / "tour"
        pictures.mkdir()
        tour = Tour(browser, base_url, pictures)
        for stop in STOPS:
            stop(tour)
        browser.close()
        shutil.rmtree(PICTURES, ignore_errors=True)  # only now: a walk that fails leaves the old ones
        shutil.copytree(pictures, PICTURES)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
