from django.urls import path

from submissions.views import (
    agency,
    attachments,
    disqualifications,
    entries,
    grace,
    profiles,
    receipts,
    screening,
    sections,
)

app_name = "submissions"

urlpatterns = [
    path("", entries.entry_list, name="entry-list"),
    path("unduh/<str:kind>/", entries.entry_export, name="entry-export"),
    path("baru/", entries.entry_choose, name="entry-choose"),
    path("baru/<int:group>/", entries.entry_start, name="entry-start"),
    path("<int:pk>/", entries.entry_detail, name="entry-detail"),
    path("<int:pk>/baca/", entries.entry_read, name="entry-read"),
    path("<int:pk>/identitas/", entries.entry_identity, name="entry-identity"),
    path("<int:pk>/bagian/<slug:code>/", sections.section_edit, name="section-edit"),
    path("<int:pk>/dokumen/", attachments.attachment_list, name="attachment-list"),
    path("<int:pk>/tim/", entries.entry_team, name="entry-team"),
    path("<int:pk>/tim/<int:member>/keluarkan/", entries.team_remove, name="team-remove"),
    path("<int:pk>/periksa/", entries.entry_check, name="entry-check"),
    path("<int:pk>/kirim/", entries.entry_send, name="entry-send"),
    path("berkas/<int:pk>/", attachments.attachment_open, name="attachment-open"),
    path("berkas/<int:pk>/hapus/", attachments.attachment_remove, name="attachment-remove"),
    # From the Admin Lokal to KemenPANRB
    path("meja/", agency.agency_desk, name="agency-desk"),
    path("meja/unduh/<str:kind>/", agency.agency_export, name="agency-export"),
    path("meja/ajukan/", agency.agency_lodge, name="agency-lodge"),
    path("meja/ajukan/hasil/", agency.agency_report, name="agency-report"),
    path("<int:pk>/kembalikan/", agency.agency_give_back, name="agency-give-back"),
    path("<int:pk>/catatan/", agency.agency_remark, name="agency-remark"),
    path("<int:pk>/ajukan-kembali/", agency.agency_relodge, name="agency-relodge"),
    path("<int:pk>/tarik/", agency.agency_withdraw, name="agency-withdraw"),
    path("<int:pk>/tanda-terima/", receipts.receipt, name="receipt"),
    # Seleksi administrasi
    path("seleksi/", screening.screening_queue, name="screening-queue"),
    path("seleksi/unduh/<str:kind>/", screening.screening_export, name="screening-export"),
    path("seleksi/lolos/", screening.screening_accept, name="screening-accept"),
    path("seleksi/<int:pk>/", screening.screening_entry, name="screening-entry"),
    path("seleksi/<int:pk>/tidak-lolos/", screening.screening_reject, name="screening-reject"),
    path("seleksi/<int:pk>/kembalikan/", screening.screening_return, name="screening-return"),
    path("seleksi/<int:pk>/keberatan/", screening.screening_uphold, name="screening-uphold"),
    path(
        "seleksi/<int:pk>/diskualifikasi/",
        disqualifications.screening_disqualify,
        name="screening-disqualify",
    ),
    path("diskualifikasi/<int:pk>/", disqualifications.disqualification, name="disqualification"),
    path(
        "diskualifikasi/<int:pk>/berkas/",
        disqualifications.disqualification_file,
        name="disqualification-file",
    ),
    path("kelompok/<int:pk>/perpanjang/", screening.group_extend, name="group-extend"),
    path("tenggang/", grace.grace_list, name="grace-list"),
    # Profil terbit
    path("inovasi/<int:pk>/profil/", profiles.profile_fill, name="profile-fill"),
    path("profil/", profiles.profile_list, name="profile-list"),
    path("profil/<int:pk>/terbitkan/", profiles.profile_release, name="profile-release"),
]
