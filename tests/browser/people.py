"""What a person does in a browser, in the words of the office."""

from playwright.sync_api import Page, expect

PASSWORD = "demo-Qinghu-2026"  # noqa: S105  only ever in a test's own database


class Person:
    """One account in one browser."""

    def __init__(self, page: Page, base_url: str, username: str, password: str = PASSWORD) -> None:
        self.page, self.base_url, self.username, self.password = page, base_url, username, password
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on(
            "console", lambda message: self.errors.append(message.text) if message.type == "error" else None
        )

    def log_in(self) -> None:
        self.page.goto(f"{self.base_url}/accounts/login/")
        self.page.get_by_label("账号").fill(self.username)
        self.page.get_by_label("密码", exact=True).fill(self.password)
        self.page.get_by_role("button", name="登录").click()
        expect(self.page).not_to_have_url(f"{self.base_url}/accounts/login/")

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

    def sees(self, text: str) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible()
