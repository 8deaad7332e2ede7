"""What a person does in a browser, in the words of the office."""

from playwright.sync_api import Page, expect

PASSWORD = "demo-Qinghu-2026"


class Person:
    """One account in one browser."""

    def __init__(self, page: Page, base_url: str, username: str, password: str = PASSWORD) -> None:
        self.page, self.base_url, self.username, self.password = page, base_url, username, password
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on(
            "console", lambda message: self.errors.append(message.text) if message.type == "error" else None
        )

    def come_in(self) -> None:
        """Open the Today page, logging in if the session has ended."""
        self.today()
        if "/accounts/login/" in self.page.url:
            self.log_in()

    def log_in(self) -> None:
        self.page.get_by_label("账号").fill(self.username)
        self.page.get_by_label("密码", exact=True).fill(self.password)
        self.page.get_by_role("button", name="登录").click()
        expect(self.page.get_by_role("heading", name="今日待办")).to_be_visible()

    def open(self, path: str) -> Page:
        self.page.goto(f"{self.base_url}{path}")
        return self.page

    def today(self) -> Page:
        return self.open("/")

    def press(self, name: str) -> None:
        """Click the button or link of that name, the first one shown."""
        page = self.page
        button = page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name))
        button.first.click()

    def press_exactly(self, name: str) -> None:
        """The one button or link whose whole name this is."""
        page = self.page
        button = page.get_by_role("button", name=name, exact=True)
        button.or_(page.get_by_role("link", name=name, exact=True)).first.click()

    def do_today(self, title: str) -> None:
        """One click from the Today page to the form that discharges the line of that title."""
        page = self.today()
        later = page.locator("details", has_text="较后到期").locator("summary")
        if later.count() and not page.get_by_role("listitem").filter(has_text=title).first.is_visible():
            later.click()
        line = page.get_by_role("listitem").filter(has_text=title).first
        line.get_by_role("link", name="办理").click()

    def sees(self, text: str) -> None:
        expect(self.page.get_by_role("main").get_by_text(text).first).to_be_visible()
