app_name = "minors"

urlpatterns: list = []
