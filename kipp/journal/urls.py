from django.urls import path

from kipp.journal import views

app_name = "journal"
urlpatterns = [path("", views.line_list, name="line-list")]
