from django.urls import path

from minors.views import file

app_name = "minors"

urlpatterns = [
    path("search/", file.search, name="search"),
    path("<uuid:pk>/reveal/", file.reveal, name="reveal"),
]
