from django.urls import path

from kipp.demo import views

app_name = "demo"

urlpatterns = [
    path("", views.mail_list, name="mail-list"),
    path("<str:name>/", views.mail_detail, name="mail-detail"),
]
