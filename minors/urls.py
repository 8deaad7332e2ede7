from django.urls import path

from minors.views import assist, file, outward, schooling

app_name = "minors"

urlpatterns = [
    path("search/", file.search, name="search"),
    path("<uuid:pk>/reveal/", file.reveal, name="reveal"),
    path("registers/", outward.register_list, name="register_list"),
    path("<uuid:pk>/assist/", assist.assist_list, name="assist_list"),
    path("<uuid:pk>/assist/add/", assist.assist_add, name="assist_add"),
    path("assist/<uuid:pk>/", assist.assist_answer, name="assist_answer"),
    path("assist/<uuid:pk>/result/", assist.assist_detail, name="assist_detail"),
    path("assist/<uuid:pk>/withdraw/", assist.assist_withdraw, name="assist_withdraw"),
    path("assist/done/", assist.assist_done, name="assist_done"),
    path("inquiries/add/", outward.inquiry_add, name="inquiry_add"),
    path("<uuid:pk>/disclosures/add/", outward.disclosure_add, name="disclosure_add"),
    path("<uuid:pk>/schooling/", schooling.schooling_edit, name="schooling_edit"),
]
