from django.urls import path

from judging.views import assignment, consolidation, judge

app_name = "judging"

urlpatterns = [
    # The judge
    path("", judge.desk, name="desk"),
    path("lembar/<int:pk>/", judge.scorecard, name="scorecard"),
    path("lembar/<int:pk>/pernyataan/", judge.assignment_declare, name="assignment-declare"),
    path("lembar/<int:pk>/kembalikan/", judge.assignment_recuse, name="assignment-recuse"),
    path("lembar/<int:pk>/tandatangani/", judge.scorecard_sign, name="scorecard-sign"),
    path("lembar/<int:pk>/tarik/", judge.scorecard_withdraw, name="scorecard-withdraw"),
    path("lembar/<int:pk>/berkas/<int:file>/", judge.evidence_open, name="evidence-open"),
    path("lembar/<int:pk>/minat/", judge.relevance_tick, name="relevance-tick"),
    path("konsolidasi/", consolidation.consolidation_list, name="consolidation"),
    path("konsolidasi/<int:pk>/", consolidation.consolidation_sheet, name="consolidation-sheet"),
    path(
        "konsolidasi/<int:pk>/konfirmasi/",
        consolidation.consolidation_confirm,
        name="consolidation-confirm",
    ),
    # Who judges what
    path("tahap/<int:pk>/penugasan/", assignment.assignment_plan, name="assignment-plan"),
    path("tahap/<int:pk>/penugasan/bagikan/", assignment.assignment_deal, name="assignment-deal"),
    path(
        "tahap/<int:pk>/penugasan/lengkapi/",
        assignment.assignment_top_up,
        name="assignment-top-up",
    ),
    path("tahap/<int:pk>/penugasan/tambah/", assignment.assignment_add, name="assignment-add"),
    path(
        "tahap/<int:pk>/penugasan/<int:holding>/",
        assignment.assignment_judge,
        name="assignment-judge",
    ),
    path("penugasan/<int:pk>/kosongkan/", assignment.assignment_release, name="assignment-release"),
]
