"""The class of every field of the house, by app and table."""

from accounts import classes as accounts
from cases import classes as cases
from common import classes as common
from common.fieldclass import Table
from duties import classes as duties
from minors import classes as minors
from outreach import classes as outreach
from patrols import classes as patrols
from reporting import classes as reporting

FIELD_CLASSES: dict[str, dict[str, Table]] = {
    "common": common.CLASSES,
    "accounts": accounts.CLASSES,
    "duties": duties.CLASSES,
    "minors": minors.CLASSES,
    "patrols": patrols.CLASSES,
    "outreach": outreach.CLASSES,
    "cases": cases.CLASSES,
    "reporting": reporting.CLASSES,
}
