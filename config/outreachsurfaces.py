"""The addresses of outreach, for `config/surfaces.py`. Nobody stands on them, so none is a reading."""

from accounts.choices import ReadKind
from accounts.surfaces import Surface
from outreach.permissions import OutreachPerm
from reporting.permissions import ReportPerm

WRITE, BOTH = ("POST",), ("GET", "POST")
UNIT, EVENT, MATERIAL = "accounts.Unit", "outreach.Event", "outreach.Material"
NEAR, VILLAGES = "outreach.sight.places_near", "outreach.sight.villages_near"

OUTREACH: dict[str, Surface] = {
    "outreach:event_list": Surface(OutreachPerm.VIEW),
    "outreach:family_list": Surface(OutreachPerm.VIEW),
    "outreach:care_list": Surface(OutreachPerm.VIEW),
    "outreach:coverage": Surface(OutreachPerm.VIEW),
    "outreach:coverage_print": Surface(OutreachPerm.VIEW),
    "outreach:goal_list": Surface(OutreachPerm.VIEW),
    "outreach:campaign_list": Surface(OutreachPerm.VIEW),
    "outreach:post_list": Surface(OutreachPerm.VIEW),
    "outreach:meeting_list": Surface(OutreachPerm.VIEW),
    "outreach:material_list": Surface(OutreachPerm.VIEW),
    "outreach:event_add": Surface(OutreachPerm.RECORD, methods=BOTH),
    "outreach:event_detail": Surface(OutreachPerm.VIEW, EVENT),
    "outreach:photo_add": Surface(OutreachPerm.RECORD, EVENT, methods=BOTH),
    "outreach:village_share": Surface(OutreachPerm.KEEP, EVENT, methods=BOTH),
    "outreach:event_withdraw": Surface(OutreachPerm.RECORD, EVENT, methods=BOTH),
    "outreach:family_withdraw": Surface(OutreachPerm.RECORD, "outreach.FamilyWork", methods=BOTH),
    "outreach:care_withdraw": Surface(OutreachPerm.RECORD, "outreach.CareRound", methods=BOTH),
    "outreach:event_photo": Surface(OutreachPerm.VIEW, "outreach.EventPhoto"),
    "outreach:event_photo_remove": Surface(OutreachPerm.RECORD, "outreach.EventPhoto", methods=WRITE),
    "outreach:family_add": Surface(OutreachPerm.RECORD, methods=BOTH),
    "outreach:care_add": Surface(OutreachPerm.RECORD, UNIT, methods=BOTH, rows=VILLAGES),
    "outreach:gap_sign": Surface(OutreachPerm.SIGN_GAP, methods=WRITE),
    "outreach:place_coverage": Surface(OutreachPerm.VIEW, UNIT, rows=NEAR),
    "outreach:gap_explain": Surface(OutreachPerm.KEEP, UNIT, methods=BOTH, rows=NEAR),
    "outreach:headcount_edit": Surface(OutreachPerm.RECORD, UNIT, methods=BOTH, rows=NEAR),
    "reporting:coverage_export": Surface(
        OutreachPerm.VIEW, read=ReadKind.EXPORT, also=(ReportPerm.EXPORT_LEDGER,)
    ),
    "outreach:goal_add": Surface(OutreachPerm.PLAN, methods=BOTH),
    "outreach:campaign_add": Surface(OutreachPerm.PLAN, methods=BOTH),
    "outreach:campaign_detail": Surface(OutreachPerm.VIEW, "outreach.Campaign"),
    "outreach:post_add": Surface(OutreachPerm.KEEP, methods=BOTH),
    "outreach:post_read": Surface(OutreachPerm.KEEP, "outreach.OnlinePost", methods=BOTH),
    "outreach:meeting_add": Surface(OutreachPerm.KEEP, methods=BOTH),
    "outreach:material_add": Surface(OutreachPerm.KEEP, methods=BOTH),
    "outreach:material_detail": Surface(OutreachPerm.VIEW, MATERIAL),
    "outreach:version_add": Surface(OutreachPerm.KEEP, MATERIAL, methods=BOTH),
    "outreach:version_file": Surface(
        OutreachPerm.VIEW, "outreach.MaterialVersion", state="config.access.states.has_a_file"
    ),
}
