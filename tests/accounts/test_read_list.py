from accounts import readlog
from accounts.choices import ReadKind


def entry(clerk, code="AB12-CD34", purpose="登记核对"):
    return readlog.record(
        by=clerk, kind=ReadKind.REVEAL, fields="name", purpose=purpose, basis="登记", code=code
    )


def test_the_auditor_reads_who_looked_at_which_code_and_why(client_as, auditor, clerk):
    entry(clerk)
    page = client_as(auditor).get("/accounts/reads/").content.decode()
    for text in ("AB12-CD34", "登记核对", clerk.name, clerk.acting.unit.name):
        assert text in page


def test_pages_and_values_stand_there_in_words(client_as, auditor, clerk):
    given = {"by": clerk, "purpose": "打开页面", "basis": "登记"}
    readlog.record(kind=ReadKind.DETAIL, fields="id_number,name（遮蔽）", view="minors:reveal", **given)
    readlog.record(kind=ReadKind.REFUSED, fields="个案", view="cases:team_confirm", **given)
    readlog.record(kind=ReadKind.REFUSED, fields="", view="cases:gone", **given)
    text = client_as(auditor).get("/accounts/reads/").text
    for words in ("证件号码、姓名（遮蔽）", ">身份信息<", ">确认帮教小组<", ">cases:gone<"):
        assert words in text
    assert "id_number" not in text
    assert "minors:reveal" not in text


def test_it_goes_back_page_by_page(client_as, auditor, clerk):
    for number in range(51):
        entry(clerk, code=f"N{number}")
    client = client_as(auditor)
    first = client.get("/accounts/reads/")
    assert "N50" in first.content.decode()
    assert ">N0<" not in first.content.decode()
    rest = client.get(f"/accounts/reads/?after={first.context['next_after']}")
    assert ">N0<" in rest.content.decode()


def test_it_costs_no_query_per_row(client_as, auditor, clerk, django_assert_max_num_queries):
    for _ in range(20):
        entry(clerk)
    client = client_as(auditor)
    with django_assert_max_num_queries(16):
        client.get("/accounts/reads/")


def test_nobody_else_reads_the_log(client_as, clerk, head, county_user, administrator):
    for user in (clerk, head, county_user, administrator):
        assert client_as(user).get("/accounts/reads/").status_code == 403


def test_a_refusal_is_told_in_words_whenever_it_was_written(clerk):
    given = {"by": clerk, "kind": ReadKind.REFUSED, "fields": "", "basis": "未显示任何内容（403）"}
    old = readlog.record(purpose="GET minors:schooling_edit", view="minors:schooling_edit", **given)
    sent = readlog.record(purpose="POST minors:schooling_edit", view="minors:schooling_edit", **given)
    new = readlog.record(purpose="打开页面", view="minors:schooling_edit", **given)
    assert [row.purpose_words for row in (old, sent, new)] == ["打开页面", "提交表单", "打开页面"]
