from common.fieldclass import table

CLASSES = {
    "CalendarDay": table(public="day is_working basis", workflow="entered_by"),
    "CalendarYear": table(public="year notice", workflow="entered_at"),
    "Substance": table(public="name aliases klass listed_from listed_to note position"),
}
