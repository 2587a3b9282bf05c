from django.urls import path

from kipp.public import views

app_name = "public"

urlpatterns = [
    path("inovasi/riwayat/", views.history, name="history"),
    path("inovasi/", views.award_list, name="award-list"),
    path("inovasi/<int:pk>/", views.award_detail, name="award-detail"),
    path("bantuan/", views.help_page, name="help"),
    path("tentang/", views.about, name="about"),
]
