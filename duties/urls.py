from django.urls import path

from duties import views

app_name = "duties"

urlpatterns = [
    path("", views.today, name="today"),
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/<uuid:pk>/open/", views.notice_open, name="notice_open"),
    path("engine/", views.engine_line, name="engine_line"),
    path("duties/<uuid:pk>/", views.duty_detail, name="duty_detail"),
    path("duties/<uuid:pk>/excuse/", views.excuse_add, name="excuse_add"),
    path("excuses/<uuid:pk>/sign/", views.excuse_sign, name="excuse_sign"),
    path("excuses/<uuid:pk>/refuse/", views.excuse_refuse, name="excuse_refuse"),
    path("misses/", views.miss_list, name="miss_list"),
    path("board/", views.board, name="board"),
    path("outages/", views.outage_list, name="outage_list"),
    path("review/", views.review_queue, name="review_queue"),
    path("review/<uuid:pk>/", views.escalation_detail, name="escalation_detail"),
    path("review/<uuid:pk>/acknowledge/", views.escalation_acknowledge, name="escalation_acknowledge"),
    path("review/<uuid:pk>/return/", views.escalation_return, name="escalation_return"),
    path("review/<uuid:pk>/decide/", views.escalation_decide, name="escalation_decide"),
    path("review/<uuid:pk>/close/", views.escalation_close, name="escalation_close"),
    path("policies/", views.policy_list, name="policy_list"),
    path("policies/<str:kind>/change/", views.policy_change, name="policy_change"),
    path("policies/changes/<uuid:pk>/withdraw/", views.policy_withdraw, name="policy_withdraw"),
    path("roster/", views.roster, name="roster"),
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/years/add/", views.calendar_year_add, name="calendar_year_add"),
    path("calendar/days/add/", views.calendar_day_add, name="calendar_day_add"),
]
