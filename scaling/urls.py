from django.urls import path

from scaling.views import cases, innovations, replications

app_name = "scaling"

urlpatterns = [
    path("", cases.case_list, name="case-list"),
    path("unduh/<str:kind>/", cases.case_export, name="case-export"),
    path("buka/<int:innovation>/", cases.case_open, name="case-open"),
    path("<int:pk>/", cases.case_detail, name="case-detail"),
    path("<int:pk>/proposal/", cases.case_proposal, name="case-proposal"),
    path("<int:pk>/bukti/", cases.gate_fill, name="gate-fill"),
    path("<int:pk>/bukti/<int:gate>/berkas/", cases.gate_file, name="gate-file"),
    path("<int:pk>/konfirmasi/", cases.case_advance, name="case-advance"),
    path("<int:pk>/tunda/", cases.case_pause, name="case-pause"),
    path("<int:pk>/lanjutkan/", cases.case_resume, name="case-resume"),
    path("<int:pk>/hentikan/", cases.case_stop, name="case-stop"),
    path("replikasi/", replications.replication_list, name="replication-list"),
    path("replikasi/unduh/<str:kind>/", replications.replication_export, name="replication-export"),
    path("replikasi/provinsi/", replications.province_table, name="province-table"),
    path(
        "replikasi/minat/<int:innovation>/",
        replications.replication_propose,
        name="replication-propose",
    ),
    path("replikasi/<int:pk>/", replications.replication_detail, name="replication-detail"),
    path("replikasi/<int:pk>/sepakati/", replications.replication_agree, name="replication-agree"),
    path("replikasi/<int:pk>/kesepakatan/", replications.agreement_file, name="agreement-file"),
    path(
        "replikasi/<int:pk>/setujui/", replications.replication_approve, name="replication-approve"
    ),
    path("replikasi/<int:pk>/mulai/", replications.replication_start, name="replication-start"),
    path("replikasi/<int:pk>/selesai/", replications.replication_finish, name="replication-finish"),
    path(
        "replikasi/<int:pk>/tidak-lanjut/",
        replications.replication_decline,
        name="replication-decline",
    ),
    path("replikasi/<int:pk>/hentikan/", replications.replication_stop, name="replication-stop"),
    path(
        "replikasi/<int:pk>/pembaruan/", replications.replication_report, name="replication-report"
    ),
    path("inovasi/", innovations.innovation_list, name="innovation-list"),
    path("inovasi/unduh/<str:kind>/", innovations.innovation_export, name="innovation-export"),
    path("inovasi/<int:pk>/pembaruan/", innovations.innovation_report, name="innovation-report"),
]
