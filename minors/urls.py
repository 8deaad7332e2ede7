from django.urls import path

from minors.views import file, outward

app_name = "minors"

urlpatterns = [
    path("search/", file.search, name="search"),
    path("<uuid:pk>/reveal/", file.reveal, name="reveal"),
    path("registers/", outward.register_list, name="register_list"),
    path("inquiries/add/", outward.inquiry_add, name="inquiry_add"),
    path("<uuid:pk>/disclosures/add/", outward.disclosure_add, name="disclosure_add"),
]
