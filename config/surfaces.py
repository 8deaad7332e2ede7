"""Every URL of the house by its name: permission, row, kind of reading. One line each."""

from accounts.surfaces import Surface
from minors.permissions import MinorPerm

BOTH = ("GET", "POST")

SURFACES: dict[str, Surface] = {
    "minors:register_list": Surface(perm=MinorPerm.FILE_INQUIRY),
    "minors:inquiry_add": Surface(perm=MinorPerm.FILE_INQUIRY, methods=BOTH),
    "minors:assist_list": Surface(perm=MinorPerm.VIEW_HELP, row="minors.Minor", read="detail"),
    "minors:assist_add": Surface(
        perm=MinorPerm.RELEASE_HELP, row="minors.Minor", read="detail", methods=BOTH
    ),
    "minors:assist_answer": Surface(
        perm=MinorPerm.ANSWER_HELP, row="minors.VillageHelp", read="reveal", methods=BOTH
    ),
    "minors:assist_detail": Surface(
        perm=MinorPerm.VIEW_HELP, row="minors.VillageHelp", read="detail", methods=BOTH
    ),
    "minors:assist_withdraw": Surface(
        perm=MinorPerm.RELEASE_HELP, row="minors.VillageHelp", methods=("POST",)
    ),
    "minors:assist_done": Surface(perm=MinorPerm.ANSWER_HELP),
    "minors:disclosure_add": Surface(
        perm=MinorPerm.DISCLOSE, row="minors.Minor", read="detail", methods=BOTH
    ),
}
