from django.urls import path

from minors import views

app_name = "minors"

urlpatterns = [
    path("search/", views.search, name="search"),
    path("<uuid:pk>/reveal/", views.reveal, name="reveal"),
]
