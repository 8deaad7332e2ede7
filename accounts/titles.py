"""What the read log calls things, in the office's words: pages by titles, vault values by labels."""

from functools import cache

from django.conf import settings
from django.template import TemplateDoesNotExist, loader
from django.template.base import TextNode
from django.template.loader_tags import ExtendsNode
from django.utils.module_loading import import_string

MASKED = "（遮蔽）"


@cache
def title_of(view_name: str) -> str:
    """The title of a page by its view name, such as 个案 for `cases:case_detail`.

    From the setting `TITLES`, else what stands in the title of its template before any row is known. An
    address that is no more keeps its name.
    """
    return import_string(settings.TITLES).get(view_name) or _of_template(view_name) or view_name


def _of_template(view_name: str) -> str:
    try:
        found = loader.get_template(f"{view_name.replace(':', '/')}.html")
    except TemplateDoesNotExist:
        return ""
    nodes = found.template.nodelist  # type: ignore[attr-defined]
    block = next((node.blocks.get("title") for node in nodes if isinstance(node, ExtendsNode)), None)
    words = (node.s for node in block.nodelist if isinstance(node, TextNode)) if block else ()
    return "".join(words).strip()


def words_of(fields: str) -> str:
    """The values of a vault by their labels (setting `READ_WORDS`); words stay as they are."""
    labels = import_string(settings.READ_WORDS)
    names = fields.removesuffix(MASKED)
    said = "、".join(labels.get(name, name) for name in names.split(","))
    return said + MASKED if names != fields else said
