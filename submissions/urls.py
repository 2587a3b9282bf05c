from django.urls import path

from submissions.views import attachments, entries, sections

app_name = "submissions"

urlpatterns = [
    path("", entries.entry_list, name="entry-list"),
    path("unduh/<str:kind>/", entries.entry_export, name="entry-export"),
    path("baru/", entries.entry_choose, name="entry-choose"),
    path("baru/<int:group>/", entries.entry_start, name="entry-start"),
    path("<int:pk>/", entries.entry_detail, name="entry-detail"),
    path("<int:pk>/identitas/", entries.entry_identity, name="entry-identity"),
    path("<int:pk>/bagian/<slug:code>/", sections.section_edit, name="section-edit"),
    path("<int:pk>/dokumen/", attachments.attachment_list, name="attachment-list"),
    path("<int:pk>/tim/", entries.entry_team, name="entry-team"),
    path("<int:pk>/tim/<int:member>/keluarkan/", entries.team_remove, name="team-remove"),
    path("<int:pk>/periksa/", entries.entry_check, name="entry-check"),
    path("<int:pk>/kirim/", entries.entry_send, name="entry-send"),
    path("berkas/<int:pk>/", attachments.attachment_open, name="attachment-open"),
    path("berkas/<int:pk>/hapus/", attachments.attachment_remove, name="attachment-remove"),
]
