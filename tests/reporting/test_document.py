import io
import zipfile

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.choices import ReadKind
from accounts.models import ReadEntry
from cases import actions as cases
from cases.choices import LetterKind
from cases.models import Letter
from common import clock, codes
from common.errors import DomainError
from minors import actions as minors
from minors.choices import GrantKind, VaultPart
from minors.models import Disclosure
from reporting.actions.document import print_letter, sheet_for
from reporting.documents import MissingGlyphs, typeset
from reporting.documents.letters import LetterFacts, day_words, sheet_of
from reporting.models import IntakeLine
from tests.cases.factories import facts, open_case
from tests.cases.transfers import AWAY, DUAL, LATER, noticed, outside
from tests.cast import NOW
from tests.minors.factories import child_in, registered

pytestmark = pytest.mark.django_db

SECRET = child_in(name="示例·金丝雀", household_address="示例乡鸬鹚村")


@pytest.fixture
def letter(clerk, station):
    station.name = "杆洞乡社区戒毒（康复）工作站"
    station.save()
    minor = registered(clerk, station, child=SECRET)
    row = noticed(clerk, open_case(clerk, station, minor=minor, with_facts=AWAY))
    return letter_of(row)


def letter_of(row):
    rows = Letter.objects.for_system("test").select_related(
        "book", "unit", "signed_by", "case__minor", "transfer"
    )
    return rows.get(transfer=row)


def words(sheet):
    return "".join([sheet["title"], sheet["to"], *[part["head"] + part["text"] for part in sheet["parts"]]])


def assigned(head, clerk, minor):
    minors.grant(
        by=head,
        minor=minor,
        user=clerk,
        kind=GrantKind.ASSIGNMENT,
        fields=VaultPart,
        reason="个案专干",
        approver=head,
        from_at=NOW,
    )


# --- what stands in it


def test_a_notice_says_what_the_law_page_wants_and_no_name(letter):
    sheet = sheet_for(letter)
    assert sheet["number"] == "杆乡禁毒函〔2026〕1号"
    assert sheet["to"] == "示例县示例镇社区戒毒工作站："
    text = words(sheet)
    for wanted in (
        "基本情况",
        letter.case.minor.code,
        "14–15周岁",
        letter.grounds,
        "请于2026年3月16日前书面回执",
    ):
        assert wanted in text
    assert "未成年人保护法第一百零三条" in sheet["secrecy"]
    assert sheet["attachment"] == "附件：回执"
    assert "回执编号" in "".join(sheet["slip"])
    assert "金丝雀" not in str(sheet)
    assert "鸬鹚" not in str(sheet)


AWAY_CODE, PEER = "450299101", "450224101"


@pytest.mark.parametrize(
    ("purpose", "decision", "household", "codes_of", "said"),
    [
        ("hand_over", "residence", "elsewhere", ("", ""), "户籍地不在我站辖区，实际居住地在你单位辖区"),
        ("hand_over", "household", "elsewhere", ("", ""), "户籍地在你单位辖区，实际居住地不在我站辖区"),
        (
            "hand_over",
            "household",
            "elsewhere",
            (AWAY_CODE, ""),
            "户籍地不在我站辖区，实际居住地不在我站辖区",
        ),
        ("hand_over", "residence", "elsewhere", (PEER, PEER), "户籍地在你单位辖区，实际居住地在你单位辖区"),
        ("dual", "both", "elsewhere", ("", ""), "户籍地不在我站辖区，实际居住地不在我站辖区"),
        ("dual", "both", "ours", ("", ""), "户籍地在我站辖区，实际居住地在你单位辖区"),
        ("dual", "both", "unknown", ("", ""), "户籍地不明，实际居住地在你单位辖区"),
        ("inform", "household", "elsewhere", ("", ""), "户籍地不在我站辖区，实际居住地不在我站辖区"),
    ],
)
def test_the_receiver_reads_what_is_theirs(purpose, decision, household, codes_of, said, clerk):
    control = cases.Control(decision, "孩子随父母在当地居住半年以上")
    row = noticed(clerk, purpose=purpose, control=control)
    line = IntakeLine(
        household=household,
        residence="elsewhere",
        household_area=codes_of[0],
        residence_area=codes_of[1],
        received_at=NOW,
    )
    given = LetterFacts(letter=letter_of(row), minor=row.case.minor, line=line, transfer=row)
    assert said in words(sheet_of(given))


@pytest.mark.parametrize("day", [(2026, 1, 1, "2026年1月1日"), (2026, 12, 31, "2026年12月31日")])
def test_a_date_has_no_leading_zero(day):
    assert day_words(clock.shanghai(*day[:3]).date()) == day[3]


def test_every_kind_of_letter_has_its_words(clerk, station, county_user):
    dual = noticed(clerk, open_case(clerk, station, with_facts=DUAL), purpose="dual")
    told = noticed(
        clerk, open_case(clerk, station, with_facts=facts(household="elsewhere")), purpose="inform"
    )
    back = noticed(
        clerk, open_case(clerk, station, with_facts=facts(False, "elsewhere", "elsewhere")), purpose="return"
    )
    titles = [sheet_for(letter_of(row))["title"] for row in (dual, told, back)]
    for title, word in zip(titles, ("双向管控", "告知", "退回误送"), strict=True):
        assert word in title
    taken = cases.reply_to_sender(
        by=clerk,
        case=open_case(clerk, station, with_facts=facts(False)),
        to_outside=outside(clerk, "示例县公安局", "police"),
        their_number="示公函〔2026〕8号",
        note="",
        now=NOW,
    )
    text = words(sheet_for(taken))
    assert "示公函〔2026〕8号来函收悉" in text
    assert "社区民警和禁毒社工正在落实" in text


# --- how it is set


def test_both_files_are_made_and_typed_markup_stays_text(letter):
    letter.grounds = "#strong[假] $x$ {{ 7*7 }} <w:p/> & 《函》"
    sheet = sheet_for(letter)
    assert typeset(sheet, "pdf").startswith(b"%PDF")
    body = zipfile.ZipFile(io.BytesIO(typeset(sheet, "docx"))).read("word/document.xml").decode()
    assert "{{ 7*7 }}" in body
    assert "&lt;w:p/&gt; &amp; 《函》" in body
    assert "〔2026〕1号" in body
    assert "{%" not in body


def test_a_pdf_with_an_empty_box_is_refused(letter):
    with pytest.raises(MissingGlyphs, match=r"U\+E000.*docx"):
        typeset({**sheet_for(letter), "to": "示例\ue000镇："}, "pdf")
    assert typeset({**sheet_for(letter), "to": "示例\ue000镇："}, "docx")


# --- who prints what


def test_a_print_stands_in_the_log_with_the_code_and_opens_nothing(clerk, letter):
    file = print_letter(by=clerk, letter=letter, form="pdf", now=LATER)
    assert file.startswith(b"%PDF")
    entry = ReadEntry.objects.get(kind=ReadKind.PRINT)
    assert (entry.code, entry.file) == (letter.case.minor.code, letter.minor_id)
    assert "只有编号" in entry.fields
    assert not ReadEntry.objects.filter(kind=ReadKind.REVEAL).exists()


def test_identity_takes_a_basis_a_purpose_and_leaves_three_traces(clerk, head, letter):
    given = {"by": clerk, "letter": letter, "form": "docx", "with_identity": True, "now": LATER}
    with pytest.raises(DomainError, match="没有查阅身份的依据"):
        print_letter(**given, purpose="对方须上门找到孩子")
    assigned(head, clerk, letter.case.minor)
    with pytest.raises(DomainError, match="用途"):
        print_letter(**given, purpose="")
    body = zipfile.ZipFile(io.BytesIO(print_letter(**given, purpose="对方须上门找到孩子")))
    assert "示例·金丝雀" in body.read("word/document.xml").decode()
    assert ReadEntry.objects.filter(kind=ReadKind.REVEAL, file=letter.minor_id).count() == 1
    assert "姓名" in ReadEntry.objects.get(kind=ReadKind.PRINT).fields
    told = Disclosure.objects.for_system("test").filter(kind="notice").latest("recorded_at")
    assert (told.fields, told.recipient) == ("姓名、公民身份号码、户籍地址、现住址", letter.to_name)


def test_no_identity_where_the_receiver_need_not_find_the_child(clerk, head, station):
    case = open_case(clerk, station, with_facts=facts(household="elsewhere"))
    row = letter_of(noticed(clerk, case, purpose="inform"))
    assigned(head, clerk, case.minor)
    with pytest.raises(DomainError, match="不写身份"):
        print_letter(
            by=clerk, letter=row, form="pdf", with_identity=True, purpose="让对方知道是谁", now=LATER
        )


def test_another_station_prints_nothing(outsider, bystander, worker, letter):
    for user in (outsider, bystander, worker):
        with pytest.raises(PermissionDenied):
            print_letter(by=user, letter=letter, form="pdf", now=LATER)


def test_the_page_shows_the_words_and_hands_out_a_file_named_by_code(clerk, letter, client_as):
    browser = client_as(clerk)
    page = browser.get(reverse("reporting:letter_detail", args=[letter.pk]))
    assert "关于商请接收一名未成年人" in page.content.decode()
    url = reverse("reporting:letter_print", args=[letter.pk])
    file = browser.post(url, {"form": "pdf"})
    assert file["Content-Disposition"] == f'attachment; filename="{letter.code}.pdf"'
    again = browser.post(url, {"form": "pdf", "with_identity": "on", "purpose": ""})
    assert "请写明为什么" in again.content.decode()


# --- the command


def test_the_command_prints_by_the_letters_code_or_the_childs(letter, tmp_path):
    for code, name in ((letter.code, "a.pdf"), (letter.case.minor.code, "b.docx")):
        call_command("render_document", LetterKind.NOTICE, code, out=str(tmp_path / name))
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "b.docx").read_bytes().startswith(b"PK")
    codes_logged = ReadEntry.objects.filter(kind=ReadKind.PRINT).values_list("code", flat=True)
    assert set(codes_logged) == {letter.case.minor.code}


@pytest.mark.parametrize(
    ("kind", "out", "said"), [("notice", "a.txt", "pdf"), ("receipt", "a.pdf", "没有这样的函件")]
)
def test_the_command_says_what_it_cannot_do(letter, tmp_path, kind, out, said):
    with pytest.raises(CommandError, match=said):
        call_command("render_document", kind, letter.code, out=str(tmp_path / out))


def test_a_sealed_childs_letter_is_not_there(letter, tmp_path):
    letter.case.minor.sealed_at = LATER
    letter.case.minor.save()
    with pytest.raises(CommandError, match="没有这样的函件"):
        call_command("render_document", "notice", letter.code, out=str(tmp_path / "a.pdf"))
    assert codes.normalise(letter.code) == letter.code
