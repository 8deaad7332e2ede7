from django.urls import path

from cases import views

app_name = "cases"

urlpatterns = [
    path("", views.case_list, name="case_list"),
    path("samples/", views.sample_list, name="sample_list"),
    path("samples/draw/", views.sample_draw, name="sample_draw"),
    path("samples/<uuid:pk>/", views.sample_detail, name="sample_detail"),
    path("work/", views.work_list, name="work_list"),
    path("family/<uuid:pk>/change/", views.family_change, name="family_change"),
    path("family/<uuid:pk>/check/", views.carer_check, name="carer_check"),
    path("helps/<uuid:pk>/end/", views.help_end, name="help_end"),
    path("handovers/<uuid:pk>/", views.handover_read, name="handover_read"),
    path("<uuid:pk>/school/", views.school_status, name="school_status"),
    path("<uuid:pk>/family/add/", views.family_add, name="family_add"),
    path("<uuid:pk>/family/call/", views.parent_call, name="parent_call"),
    path("<uuid:pk>/helps/add/", views.help_add, name="help_add"),
    path("<uuid:pk>/group/", views.group_edit, name="group_edit"),
    path("joint/", views.joint_list, name="joint_list"),
    path("joint/<uuid:pk>/", views.joint_detail, name="joint_detail"),
    path("joint/<uuid:pk>/draft/", views.joint_draft, name="joint_draft"),
    path("joint/<uuid:pk>/review/", views.term_review, name="term_review"),
    path("joint/versions/<uuid:pk>/sign/", views.joint_sign, name="joint_sign"),
    path("<uuid:pk>/", views.case_detail, name="case_detail"),
    path("<uuid:pk>/timeline/", views.case_timeline, name="case_timeline"),
    path("<uuid:pk>/print/", views.case_print, name="case_print"),
    path("<uuid:pk>/team/propose/", views.team_propose, name="team_propose"),
    path("<uuid:pk>/team/confirm/", views.team_confirm, name="team_confirm"),
    path("drifting/", views.drifting_list, name="drifting_list"),
    path("<uuid:pk>/contacts/add/", views.contact_add, name="contact_add"),
    path("contacts/<uuid:pk>/note/", views.contact_note, name="contact_note"),
    path("<uuid:pk>/whereabouts/verify/", views.whereabouts_verify, name="whereabouts_verify"),
    path("<uuid:pk>/search/", views.search_detail, name="search_detail"),
    path("<uuid:pk>/search/record/", views.step_record, name="step_record"),
    path("<uuid:pk>/search/decide/", views.step_decide, name="step_decide"),
    path("<uuid:pk>/search/danger/", views.danger_record, name="danger_record"),
    path("<uuid:pk>/residence/verify/", views.residence_verify, name="residence_verify"),
    path("<uuid:pk>/station/contact/", views.station_contact, name="station_contact"),
    path("<uuid:pk>/route/change/", views.route_change, name="route_change"),
]
