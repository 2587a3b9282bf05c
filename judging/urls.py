from django.urls import path

from judging.views import (
    assignment,
    awards,
    consolidation,
    finalists,
    judge,
    plenary,
    ranking,
    results,
    revocations,
    rounds,
)

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
    path(
        "tahap/<int:pk>/penugasan/unduh/<str:kind>/",
        assignment.assignment_export,
        name="assignment-export",
    ),
    path("tahap/<int:pk>/penugasan/tambah/", assignment.assignment_add, name="assignment-add"),
    path(
        "tahap/<int:pk>/penugasan/<int:holding>/",
        assignment.assignment_judge,
        name="assignment-judge",
    ),
    path("penugasan/<int:pk>/kosongkan/", assignment.assignment_release, name="assignment-release"),
    # A round, from planned to announced
    path("tahap/", rounds.round_list, name="round-list"),
    path("tahap/<int:pk>/", rounds.round_detail, name="round-detail"),
    path("tahap/<int:pk>/buka/", rounds.round_open, name="round-open"),
    path("tahap/<int:pk>/susulan/", rounds.round_admit, name="round-admit"),
    path(
        "tahap/<int:pk>/mulai-konsolidasi/",
        rounds.round_move,
        {"verb": "consolidate"},
        name="round-consolidate",
    ),
    path(
        "tahap/<int:pk>/mulai-sidang/", rounds.round_move, {"verb": "convene"}, name="round-convene"
    ),
    path("tahap/<int:pk>/peringkat/", ranking.ranking, name="ranking"),
    path(
        "tahap/<int:pk>/peringkat/unduh/<str:kind>/", ranking.ranking_export, name="ranking-export"
    ),
    path("tahap/<int:pk>/peringkat/<int:entry>/", ranking.entry_sheets, name="entry-sheets"),
    path("tahap/<int:pk>/finalis/", finalists.finalist_list, name="finalist-list"),
    path("tahap/<int:pk>/finalis/<int:entry>/", finalists.finalist, name="finalist"),
    path(
        "tahap/<int:pk>/finalis/<int:entry>/berkas/<int:file>/",
        finalists.finalist_file,
        name="finalist-file",
    ),
    path("tahap/<int:pk>/sidang/", plenary.plenary, name="plenary"),
    path("tahap/<int:pk>/sidang/<int:entry>/", plenary.plenary_move, name="plenary-move"),
    path("tahap/<int:pk>/tutup/", plenary.round_close, name="round-close"),
    path("tahap/<int:pk>/berita-acara/", plenary.minutes, name="minutes"),
    path("tahap/<int:pk>/umumkan/", plenary.round_announce, name="round-announce"),
    # What comes of it
    path("tahap/<int:pk>/penghargaan/", awards.award_list, name="award-list"),
    path("tahap/<int:pk>/penghargaan/unduh/<str:kind>/", awards.award_export, name="award-export"),
    path("tahap/<int:pk>/keputusan/", awards.decree_add, name="decree-add"),
    path("keputusan/<int:pk>/", awards.decree_file, name="decree-file"),
    path("penghargaan/<int:pk>/cabut/", revocations.award_revoke, name="award-revoke"),
    path("pencabutan/<int:pk>/", revocations.revocation, name="revocation"),
    path("pencabutan/<int:pk>/berkas/", revocations.revocation_file, name="revocation-file"),
    path("hasil/<int:pk>/", results.result, name="result"),
]
