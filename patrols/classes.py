from common.fieldclass import Table

# schools, venues and meetings: nothing here may be of class identity, case or school (design §4.4)
CLASSES: dict[str, Table] = {}
