"""A school week on a phone, with a village without a line in it: one patrol, nothing lost."""

from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

from accounts.models import Appointment, User
from common import clock
from common.clock import shanghai
from duties import actions as duties
from duties.models import Duty
from patrols.models import Answer, Finding, Patrol, Photo, Stop
from tests.browser.conftest import PHONE
from tests.patrols.given import WEEKLY, a_plan, a_term, a_venue

MONDAY, WALKED, BACK = shanghai(2026, 3, 9, 9), shanghai(2026, 3, 9, 16), shanghai(2026, 3, 9, 18)
TERM = {"from_on": MONDAY.date(), "until_on": shanghai(2026, 7, 10).date()}


@pytest.fixture
def viewport():
    return PHONE


def seated(username):
    user = User.objects.get(username=username)
    seat = Appointment.objects.filter(user=user).select_related("unit").first()
    return user.act_as(seat, at=MONDAY)


@pytest.fixture
def liaison(county_loaded, travel, person):
    """The school's liaison on a Monday, with a plan that wants a round each week."""
    travel(MONDAY)
    with clock.at(MONDAY):
        teacher, head, clerk = (seated(f"gd-{post}") for post in ("school-1", "head", "clerk"))
        campus = teacher.acting.unit
        a_plan(teacher, a_term(teacher, campus, **TERM), WEEKLY, now=MONDAY, approved_by=head)
        a_venue(clerk, campus=campus, distance=60)
        duties.tick(MONDAY)
    travel(WALKED)
    return person("gd-school-1")


def until(page, true: str) -> None:
    """Wait for what a script of the page says; the page's policy forbids playwright's own way."""
    for _ in range(100):
        if page.evaluate(true):
            return
        page.wait_for_timeout(100)
    raise AssertionError(true)


def arrived(page) -> None:
    """Wait until the kept patrol is on file."""
    for _ in range(100):
        if Patrol.objects.for_system("test").exists():
            return
        page.wait_for_timeout(100)
    raise AssertionError("nothing arrived")


def test_a_round_in_a_village_without_a_line_arrives_once(liaison, travel, axe_clean):
    page, context = liaison.page, liaison.page.context
    liaison.today()
    link = page.get_by_role("link", name="办理").first.get_attribute("href")
    until(page, "navigator.serviceWorker.ready.then((worker) => worker.active.state === 'activated')")
    shell = link.partition("?")[0]  # one form is kept for all periods of a line
    until(page, f"caches.match('{shell}').then((kept) => kept !== undefined)")
    context.set_offline(True)
    liaison.open(link)  # from the phone's own keeping: nobody answers
    expect(page.get_by_role("heading", name="校内").first).to_be_visible()
    axe_clean(page)
    page.get_by_label("在场人员").fill("学校联络员\n值周教师")
    for stop in page.locator("details.q-stop").all()[:2]:
        stop.evaluate("one => one.open = true")
        stop.get_by_label("没有另外标出的，都符合").check()
    page.get_by_role("button", name="记下巡查").click()
    expect(page.locator("[data-note=line]")).to_contain_text("已存在本机")
    assert Patrol.objects.for_system("test").count() == 0
    page.close()

    travel(BACK)
    context.set_offline(False)
    page = liaison.page = context.new_page()
    liaison.come_in()
    arrived(page)
    patrol = Patrol.objects.for_system("test").get()
    assert Stop.objects.for_system("test").filter(patrol=patrol).count() == 2
    assert Answer.objects.for_system("test").filter(stop__patrol=patrol).count() == 8
    assert Duty.objects.get(kind="patrol.round").met_at is not None
    page.wait_for_timeout(1000)  # the page loads again by itself and sends nothing twice
    assert Patrol.objects.for_system("test").count() == 1
    assert not liaison.errors or all("ERR_INTERNET" in error for error in liaison.errors)


def test_a_week_of_a_school_and_a_clerk_on_a_phone(liaison, person, axe_clean):
    """The liaison walks outside and finds cigarettes; the clerk orders, looks again, and the shop is fine."""
    page = liaison.page
    liaison.today()
    page.get_by_role("link", name="巡查", exact=True).first.click()
    page.get_by_text("示例小卖部").first.click()
    group = page.get_by_role("group", name="不向未成年人出售烟、酒，有标志")
    group.get_by_label("不符合").check()
    group.get_by_text("写问题").click()
    group.get_by_label("问题").fill("柜台摆放香烟，没有标志")
    page.get_by_label("在场人员").fill("学校联络员\n值周教师")
    axe_clean(page)
    page.get_by_role("button", name="记下巡查").click()
    liaison.sees("柜台摆放香烟，没有标志")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    clerk = person("gd-clerk")
    clerk.do_today("下达整改通知")
    page = clerk.page
    axe_clean(page)
    clerk.press("下达整改通知")
    page.get_by_label("整改责任人").fill("示例店主")
    page.get_by_label("整改要求").fill("停止出售，张贴标志")
    clerk.press_exactly("下达")
    clerk.sees("责改〔2026〕1号")
    clerk.press("记复查结果")
    page.get_by_label("是", exact=True).check()
    clerk.press_exactly("保存")
    clerk.sees("已整改")
    axe_clean(page)
    assert Finding.objects.for_system("test").count() == 1


def a_phone_s_photo() -> bytes:
    """About ten megabytes, as a phone takes them."""
    out = BytesIO()
    Image.effect_noise((4000, 3000), 90).convert("RGB").save(out, "JPEG", quality=95)
    return out.getvalue()


def test_photos_of_a_phone_are_made_small_before_they_are_sent(liaison, axe_clean):
    page = liaison.page
    liaison.open(f"/patrols/schools/{seated('gd-school-1').acting.unit.pk}/patrol/")
    page.get_by_label("地点").first.fill("校门口")
    page.get_by_label("没有另外标出的，都符合").first.check()
    page.get_by_label("在场人员").fill("学校联络员\n值周教师")
    page.get_by_role("button", name="记下巡查").click()
    liaison.sees("巡查已记下")
    page.get_by_role("link", name="补照片").click()
    photo = {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": a_phone_s_photo()}
    assert len(photo["buffer"]) > 8 * 2**20
    page.get_by_label("照片").set_input_files([photo, {**photo, "name": "IMG_0002.jpg"}])
    sizes = "[...document.querySelector('[type=file]').files].map((file) => file.size)"
    page.get_by_role("button", name="上传").click()  # at once: it waits until they are drawn
    liaison.sees("照片已保存")
    assert Photo.objects.for_system("test").count() == 2
    axe_clean(page)
    page.get_by_role("button", name="删去照片 1").click()
    liaison.sees("照片已删去")
    assert Photo.objects.for_system("test").count() == 1
    page.get_by_role("link", name="补照片").click()
    page.get_by_label("照片").set_input_files([photo])
    until(page, f"{sizes}[0] < 4 * 2 ** 20")


def test_the_keyboard_never_goes_under_the_bars(liaison):
    """What has the focus is not covered by the button that stays at the foot of a phone (WCAG 2.4.11)."""
    page = liaison.page
    liaison.open("/patrols/add/")
    covered = """() => {
      const one = document.activeElement, box = one.getBoundingClientRect();
      if (one.closest(".q-actions, .q-bar, .q-top") || one === document.body) return "";
      const bars = [...document.querySelectorAll("form .q-actions, .q-bar")];
      const top = Math.min(...bars.map((bar) => bar.getBoundingClientRect().top));
      return box.bottom > top + 1 ? `${one.name || one.tagName} ${box.bottom} ${top}` : "";
    }"""
    page.get_by_label("在场人员").focus()
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate(covered) == ""
