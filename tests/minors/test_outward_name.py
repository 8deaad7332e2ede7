"""A village or a school, which sees no file, is never told by a page what the house is about."""

import pytest
from django.urls import reverse

from accounts.choices import Post, UnitKind
from common import clock
from common.errors import DomainError
from common.wording import refuse_numbers
from tests.accounts.factories import UnitFactory
from tests.cast import NOW, staff

NAME = "乡未成年人保护工作站"


@pytest.mark.parametrize(
    ("post", "kind"),
    [(Post.VILLAGE_SECRETARY, UnitKind.VILLAGE), (Post.SCHOOL_LIAISON, UnitKind.SCHOOL)],
)
def test_the_pages_of_a_village_and_a_school_have_a_neutral_name(client_as, township, post, kind):
    user = staff("outside", UnitFactory(kind=kind, area=f"{township.area}201"), post)
    with clock.at(NOW):
        browser = client_as(user)
        for url in (reverse("duties:today"), reverse("duties:inbox"), "/nowhere/", "/minors/search/"):
            page = browser.get(url, follow=True).text
            assert "毒" not in page
            assert "青护" not in page
            assert NAME in page


def test_the_office_keeps_its_own_name(client_as, clerk):
    with clock.at(NOW):
        assert "涉毒未成年人保护协同" in client_as(clerk).get(reverse("duties:today")).text


def test_a_number_is_refused_without_a_word_of_a_child():
    with pytest.raises(DomainError) as error:
        refuse_numbers("到广东了，电话 19900001111", field="away_where")
    assert "孩" not in str(error.value)
