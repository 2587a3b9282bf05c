"""The table of contents of the site."""

from django.urls import include, path

from kipp.health.views import health
from kipp.home import views as home
from kipp.public import views as public

urlpatterns = [
    path("", public.front, name="front"),
    path("beranda/", home.desk, name="home"),
    path("robots.txt", public.robots, name="robots"),
    path("favicon.ico", public.favicon, name="favicon"),
    path("sehat/", health, name="health"),
    path("akun/", include("kipp.accounts.entrance")),
    path("", include("kipp.accounts.urls")),
    path("pekerjaan/", include("kipp.jobs.urls")),
    path("pemberitahuan/", include("kipp.notices.urls")),
    path("riwayat/", include("kipp.journal.urls")),
    path("proposal/", include("submissions.urls")),
    path("penilaian/", include("judging.urls")),
    path("perluasan/", include("scaling.urls")),
    path("", include("kipp.public.urls")),
    path("kotak-surat-demo/", include("kipp.demo.urls")),
]
