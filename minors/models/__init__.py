"""Who is protected: the coded record, the vaults beside it, and who may open them.

Relations from a vault table are `related_name="+"`: a reverse one-to-one and joins would read past the
guard of `ScopedRecord` (stack.md, trap 17). Historical models of vaults refuse unscoped reading too."""

from minors.models.assist import VillageHelp
from minors.models.digests import AnnualAudit, DigestLine, ReadingDigest
from minors.models.disposal import Disposal
from minors.models.file import (
    Grant,
    Minor,
    MinorUserObjectPermission,
    Recusal,
    RegistrationLock,
    acting_person,
    codes_of_files,
    granted_keys,
    handover_list,
    lies_with,
    names_of,
    not_recused,
    recused_keys,
    visible_file_keys,
)
from minors.models.guard import SchoolKey, TextCheck
from minors.models.history import GuardedHistoricalQuerySet, GuardedHistory, guarded_history
from minors.models.incidents import Incident, IncidentEntry
from minors.models.openings import Opening
from minors.models.outward import STANDARD_ANSWER, Disclosure, Inquiry
from minors.models.papers import Paper
from minors.models.queries import LawfulQuery
from minors.models.requests import AccessRequest
from minors.models.rights import ImpactAssessment, NoticeGiven, RightsRequest
from minors.models.samples import Sample, SampledFile
from minors.models.sealing import Seal, SealProposal
from minors.models.slip import VisitSlip, VisitSlipLine
from minors.models.vaults import DataKey, Guardian, Identity, NameKey, Schooling, Vault

__all__ = [
    "STANDARD_ANSWER",
    "AccessRequest",
    "AnnualAudit",
    "DataKey",
    "DigestLine",
    "Disclosure",
    "Disposal",
    "Grant",
    "GuardedHistoricalQuerySet",
    "GuardedHistory",
    "Guardian",
    "Identity",
    "ImpactAssessment",
    "Incident",
    "IncidentEntry",
    "Inquiry",
    "LawfulQuery",
    "Minor",
    "MinorUserObjectPermission",
    "NameKey",
    "NoticeGiven",
    "Opening",
    "Paper",
    "ReadingDigest",
    "Recusal",
    "RegistrationLock",
    "RightsRequest",
    "Sample",
    "SampledFile",
    "SchoolKey",
    "Schooling",
    "Seal",
    "SealProposal",
    "TextCheck",
    "Vault",
    "VillageHelp",
    "VisitSlip",
    "VisitSlipLine",
    "acting_person",
    "codes_of_files",
    "granted_keys",
    "guarded_history",
    "handover_list",
    "lies_with",
    "names_of",
    "not_recused",
    "recused_keys",
    "visible_file_keys",
]
