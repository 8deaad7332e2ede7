"""Papers of the office: what stands in them, and how they are set."""

from reporting.documents.letters import IDENTITY_FIELDS, LetterFacts, sheet_of
from reporting.documents.typesetting import FORMATS, MissingGlyphs, typeset

__all__ = ["FORMATS", "IDENTITY_FIELDS", "LetterFacts", "MissingGlyphs", "sheet_of", "typeset"]
