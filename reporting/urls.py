from django.urls import path

from reporting.views import order, problem

app_name = "reporting"

urlpatterns = [
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
