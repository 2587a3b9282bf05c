from django.urls import path

from kipp.jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.job_list, name="job-list"),
    path("unduh/<str:kind>/", views.job_export, name="job-export"),
    path("<int:pk>/", views.job_detail, name="job-detail"),
    path("<int:pk>/kemajuan/", views.job_progress, name="job-progress"),
    path("<int:pk>/hentikan/", views.job_cancel, name="job-cancel"),
    path("<int:pk>/coba-lagi/", views.job_retry, name="job-retry"),
]
