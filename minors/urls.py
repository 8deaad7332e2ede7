from django.urls import path

from minors.views import assist, disposal, file, incidents, outward, queries, schooling, sealing, text

app_name = "minors"

urlpatterns = [
    path("search/", file.search, name="search"),
    path("<uuid:pk>/reveal/", file.reveal, name="reveal"),
    path("incidents/", incidents.incident_list, name="incident_list"),
    path("incidents/add/", incidents.incident_add, name="incident_add"),
    path("incidents/<uuid:pk>/", incidents.incident_detail, name="incident_detail"),
    path("incidents/<uuid:pk>/report/", incidents.incident_report, name="incident_report"),
    path("incidents/<uuid:pk>/note/", incidents.incident_note, name="incident_note"),
    path("incidents/<uuid:pk>/close/", incidents.incident_close, name="incident_close"),
    path("registers/", outward.register_list, name="register_list"),
    path("<uuid:pk>/assist/", assist.assist_list, name="assist_list"),
    path("<uuid:pk>/assist/add/", assist.assist_add, name="assist_add"),
    path("assist/<uuid:pk>/", assist.assist_answer, name="assist_answer"),
    path("assist/<uuid:pk>/result/", assist.assist_detail, name="assist_detail"),
    path("assist/<uuid:pk>/withdraw/", assist.assist_withdraw, name="assist_withdraw"),
    path("assist/done/", assist.assist_done, name="assist_done"),
    path("inquiries/add/", outward.inquiry_add, name="inquiry_add"),
    path("<uuid:pk>/seal/", sealing.seal_propose, name="seal_propose"),
    path("seals/", sealing.seal_list, name="seal_list"),
    path("seals/proposals/<uuid:pk>/", sealing.seal_sign, name="seal_sign"),
    path("queries/", queries.query_list, name="query_list"),
    path("queries/add/", queries.query_add, name="query_add"),
    path("queries/<uuid:pk>/", queries.query_detail, name="query_detail"),
    path("queries/<uuid:pk>/open/", queries.query_open, name="query_open"),
    path("disposals/", disposal.disposal_list, name="disposal_list"),
    path("disposals/<uuid:pk>/sign/", disposal.disposal_sign, name="disposal_sign"),
    path("<uuid:pk>/disclosures/add/", outward.disclosure_add, name="disclosure_add"),
    path("<uuid:pk>/schooling/", schooling.schooling_edit, name="schooling_edit"),
    path("texts/", text.text_check_list, name="text_check_list"),
    path("texts/<uuid:pk>/", text.text_check_detail, name="text_check_detail"),
]
