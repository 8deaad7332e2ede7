from django.urls import path

from outreach.views import coverage, events, family, library, office, withdrawing

app_name = "outreach"

urlpatterns = [
    path("", events.event_list, name="event_list"),
    path("events/add/", events.event_add, name="event_add"),
    path("events/<uuid:pk>/", events.event_detail, name="event_detail"),
    path("events/<uuid:pk>/photo/", events.photo_add, name="photo_add"),
    path("events/<uuid:pk>/villages/", events.village_share, name="village_share"),
    path("events/<uuid:pk>/withdraw/", withdrawing.event_withdraw, name="event_withdraw"),
    path("photos/<uuid:pk>/", events.event_photo, name="event_photo"),
    path("photos/<uuid:pk>/remove/", events.event_photo_remove, name="event_photo_remove"),
    path("family/", family.family_list, name="family_list"),
    path("family/add/", family.family_add, name="family_add"),
    path("family/<uuid:pk>/withdraw/", withdrawing.family_withdraw, name="family_withdraw"),
    path("rounds/<uuid:pk>/withdraw/", withdrawing.care_withdraw, name="care_withdraw"),
    path("care/", family.care_list, name="care_list"),
    path("care/<uuid:pk>/add/", family.care_add, name="care_add"),
    path("coverage/", coverage.coverage, name="coverage"),
    path("coverage/print/", coverage.coverage_print, name="coverage_print"),
    path("coverage/sign/", coverage.gap_sign, name="gap_sign"),
    path("coverage/<uuid:pk>/", coverage.place_coverage, name="place_coverage"),
    path("coverage/<uuid:pk>/explain/", coverage.gap_explain, name="gap_explain"),
    path("coverage/<uuid:pk>/headcount/", coverage.headcount_edit, name="headcount_edit"),
    path("goals/", coverage.goal_list, name="goal_list"),
    path("goals/add/", coverage.goal_add, name="goal_add"),
    path("campaigns/", office.campaign_list, name="campaign_list"),
    path("campaigns/add/", office.campaign_add, name="campaign_add"),
    path("campaigns/<uuid:pk>/", office.campaign_detail, name="campaign_detail"),
    path("posts/", office.post_list, name="post_list"),
    path("posts/add/", office.post_add, name="post_add"),
    path("posts/<uuid:pk>/read/", office.post_read, name="post_read"),
    path("meetings/", office.meeting_list, name="meeting_list"),
    path("meetings/add/", office.meeting_add, name="meeting_add"),
    path("materials/", library.material_list, name="material_list"),
    path("materials/add/", library.material_add, name="material_add"),
    path("materials/<uuid:pk>/", library.material_detail, name="material_detail"),
    path("materials/<uuid:pk>/versions/add/", library.version_add, name="version_add"),
    path("versions/<uuid:pk>/file/", library.version_file, name="version_file"),
]
