from django.urls import path

from kipp.accounts import views

app_name = "accounts"
urlpatterns = [
    path("orang/", views.people, name="people"),
    path("orang/undang/", views.invitation_send, name="invitation-send"),
    path(
        "orang/undangan/<int:pk>/batalkan/",
        views.invitation_withdraw,
        name="invitation-withdraw",
    ),
    path("orang/peran/<int:pk>/konfirmasi/", views.holding_confirm, name="holding-confirm"),
    path("orang/peran/<int:pk>/akhiri/", views.holding_end, name="holding-end"),
    path("orang/wakil/", views.deputy_list, name="deputy-list"),
    path("orang/wakil/<int:pk>/cabut/", views.deputy_revoke, name="deputy-revoke"),
    path("undangan/<str:token>/", views.invitation_accept, name="invitation-accept"),
    path("akun/profil/", views.profile, name="profile"),
    path("akun/peran/", views.role_switch, name="role-switch"),
    path("akun/sesi/", views.session_keep, name="session-keep"),
    path("akun/sambutan/", views.welcome_dismiss, name="welcome-dismiss"),
]
