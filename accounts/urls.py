from django.urls import path

from accounts import views

app_name = "accounts"

urlpatterns = [
    path("acting/", views.acting_choose, name="acting_choose"),
    path("appointments/", views.appointment_list, name="appointment_list"),
    path("appointments/<uuid:pk>/confirm/", views.appointment_confirm, name="appointment_confirm"),
    path("appointments/<uuid:pk>/end/", views.appointment_end, name="appointment_end"),
    path("appointments/<uuid:pk>/leave/", views.appointment_leave, name="appointment_leave"),
    path("appointments/<uuid:pk>/absences/add/", views.absence_add, name="absence_add"),
    path("absences/", views.absence_list, name="absence_list"),
    path("absences/<uuid:pk>/end/", views.absence_end, name="absence_end"),
    path("users/", views.account_list, name="account_list"),
    path("users/add/", views.account_add, name="account_add"),
    path("users/<uuid:pk>/", views.account_detail, name="account_detail"),
    path("users/<uuid:pk>/deactivate/", views.account_deactivate, name="account_deactivate"),
    path("users/<uuid:pk>/password/", views.account_reset, name="account_reset"),
    path("users/<uuid:pk>/appointments/add/", views.appointment_add, name="appointment_add"),
    path("reads/", views.read_list, name="read_list"),
    path("reads/chain/", views.read_chain, name="read_chain"),
    path("reminder/", views.reminder_edit, name="reminder_edit"),
    path("units/", views.unit_list, name="unit_list"),
    path("units/add/", views.unit_add, name="unit_add"),
    path("units/<uuid:pk>/close/", views.unit_close, name="unit_close"),
]
