"""The doors of allauth that the portal uses, and no others: nobody signs up, adds a mailbox or
confirms one here, because an account belongs to the mailbox that was invited."""

from allauth.account import views
from django.urls import path, re_path

urlpatterns = [
    path("masuk/", views.login, name="account_login"),
    path("keluar/", views.logout, name="account_logout"),
    path("daftar/", views.signup, name="account_signup"),
    path("tidak-aktif/", views.account_inactive, name="account_inactive"),
    path("pastikan/", views.reauthenticate, name="account_reauthenticate"),
    path("kata-sandi/", views.password_change, name="account_change_password"),
    path("kata-sandi/buat/", views.password_set, name="account_set_password"),
    path("kata-sandi/lupa/", views.password_reset, name="account_reset_password"),
    path(
        "kata-sandi/lupa/terkirim/", views.password_reset_done, name="account_reset_password_done"
    ),
    re_path(
        r"^kata-sandi/baru/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "kata-sandi/tersimpan/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]
