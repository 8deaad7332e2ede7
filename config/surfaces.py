"""Every URL of the house by its name: permission, row, kind of reading. One line each."""

from accounts.surfaces import Surface
from minors.permissions import MinorPerm

BOTH = ("GET", "POST")

SURFACES: dict[str, Surface] = {
    "minors:register_list": Surface(perm=MinorPerm.FILE_INQUIRY),
    "minors:inquiry_add": Surface(perm=MinorPerm.FILE_INQUIRY, methods=BOTH),
    "minors:disclosure_add": Surface(
        perm=MinorPerm.DISCLOSE, row="minors.Minor", read="detail", methods=BOTH
    ),
}
