from django.urls import path, register_converter

from reporting.ledgers import LEDGERS, Ledger
from reporting.views import ledger, matrix, order, problem

app_name = "reporting"


class LedgerConverter:
    """A ledger by its word; any other word is a page that does not exist."""

    regex = "|".join(LEDGERS)

    def to_python(self, value: str) -> Ledger:
        return LEDGERS[value]

    def to_url(self, value: Ledger | str) -> str:
        return value.slug if isinstance(value, Ledger) else value


register_converter(LedgerConverter, "ledger")

urlpatterns = [
    path("ledgers/", ledger.ledger_list, name="ledger_list"),
    path("ledgers/<ledger:ledger>/", ledger.ledger_detail, name="ledger_detail"),
    path("ledgers/<ledger:ledger>/print/", ledger.ledger_print, name="ledger_print"),
    path("ledgers/<ledger:ledger>/export/", ledger.ledger_export, name="ledger_export"),
    path("register/", ledger.register_book, name="register_book"),
    path("matrix/", matrix.matrix, name="matrix"),
    path("matrix/print/", matrix.matrix_print, name="matrix_print"),
    path("matrix/export/", matrix.matrix_export, name="matrix_export"),
    path("orders/", order.order_list, name="order_list"),
    path("orders/add/", order.order_add, name="order_add"),
    path("orders/<uuid:pk>/", order.order_detail, name="order_detail"),
    path("orders/<uuid:pk>/sign/", order.order_sign, name="order_sign"),
    path("orders/<uuid:pk>/reply/", order.order_reply, name="order_reply"),
    path("orders/<uuid:pk>/return/", order.order_return, name="order_return"),
    path("orders/<uuid:pk>/close/", order.order_close, name="order_close"),
    path("problems/", problem.problem_list, name="problem_list"),
    path("problems/add/", problem.problem_add, name="problem_add"),
    path("problems/<uuid:pk>/", problem.problem_detail, name="problem_detail"),
]
