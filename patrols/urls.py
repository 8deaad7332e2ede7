from django.urls import path

from patrols.views import checklists, clues, findings, places, plans, rounds

app_name = "patrols"

urlpatterns = [
    path("places/", places.place_list, name="place_list"),
    path("venues/add/", places.venue_add, name="venue_add"),
    path("venues/<uuid:pk>/", places.venue_detail, name="venue_detail"),
    path("venues/<uuid:pk>/edit/", places.venue_edit, name="venue_edit"),
    path("venues/<uuid:pk>/close/", places.venue_close, name="venue_close"),
    path("venues/<uuid:pk>/check/", rounds.venue_check, name="venue_check"),
    path("schools/<uuid:pk>/", places.school_detail, name="school_detail"),
    path("schools/<uuid:pk>/edit/", places.school_edit, name="school_edit"),
    path("schools/<uuid:pk>/seasons/add/", places.season_add, name="season_add"),
    path("schools/<uuid:pk>/patrol/", rounds.school_patrol, name="school_patrol"),
    path("seasons/<uuid:pk>/plan/", plans.plan_of_season, name="plan_of_season"),
    path("plans/<uuid:pk>/", plans.plan_detail, name="plan_detail"),
    path("plans/<uuid:pk>/approve/", plans.plan_approve, name="plan_approve"),
    path("plans/<uuid:pk>/return/", plans.plan_return, name="plan_return"),
    path("rounds/<uuid:pk>/add/", rounds.round_add, name="round_add"),
    path("", rounds.patrol_list, name="patrol_list"),
    path("add/", rounds.patrol_add, name="patrol_add"),
    path("<uuid:pk>/", rounds.patrol_detail, name="patrol_detail"),
    path("stops/<uuid:pk>/photo/", rounds.photo_add, name="photo_add"),
    path("photos/<uuid:pk>/", rounds.photo, name="photo"),
    path("findings/", findings.finding_list, name="finding_list"),
    path("findings/<uuid:pk>/", findings.finding_detail, name="finding_detail"),
    path("findings/<uuid:pk>/order/", findings.finding_order, name="finding_order"),
    path("findings/<uuid:pk>/recheck/", findings.finding_recheck, name="finding_recheck"),
    path("findings/<uuid:pk>/withdraw/", findings.finding_withdraw, name="finding_withdraw"),
    path("clues/", clues.clue_list, name="clue_list"),
    path("clues/add/", clues.clue_add, name="clue_add"),
    path("clues/<uuid:pk>/", clues.clue_detail, name="clue_detail"),
    path("clues/<uuid:pk>/accept/", clues.clue_accept, name="clue_accept"),
    path("clues/<uuid:pk>/answer/", clues.clue_answer, name="clue_answer"),
    path("clues/<uuid:pk>/close/", clues.clue_close, name="clue_close"),
    path("clues/<uuid:pk>/release/", clues.clue_release, name="clue_release"),
    path("checklists/", checklists.checklist, name="checklist"),
    path("checklists/add/", checklists.item_add, name="item_add"),
    path("checklists/<uuid:pk>/replace/", checklists.item_replace, name="item_replace"),
    path("checklists/<uuid:pk>/end/", checklists.item_end, name="item_end"),
]
