from minors import actions
from tests.cases.factories import in_care
from tests.minors.factories import pending, registered


def test_way(clerk, head, officer, worker, station, liaison):
    p = pending(liaison, station)
    print(p.code, p.township)
    v = actions.reveal(by=liaison, minor=p, fields=["identity", "guardian"], purpose="电话通知监护人", now=liaison.acting.at)
    print(v)
    m = registered(clerk, station)
    print(m.county)
    c = in_care(clerk, head, officer, worker)
    print(c.status)
