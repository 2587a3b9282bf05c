from django.urls import path

from kipp.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.notice_list, name="notice-list"),
    path("<int:pk>/buka/", views.notice_open, name="notice-open"),
    path("baca-semua/", views.notice_read_all, name="notice-read-all"),
    path("surat-keluar/", views.outbox, name="outbox"),
    path("surat-keluar/unduh/<str:kind>/", views.outbox_export, name="outbox-export"),
    path("surat-keluar/<int:pk>/kirim-lagi/", views.notice_resend, name="notice-resend"),
]
