"""Three lines for the first visit of a role, put away with one press."""

from __future__ import annotations

from kipp.accounts.models import Role

LINES: dict[str, tuple[str, str, str]] = {
    Role.INNOVATOR: (
        "Anda menulis proposal bersama tim; tekan Simpan kapan saja.",
        "Admin Lokal memeriksa dan mengajukannya ke KemenPANRB sebelum pendaftaran ditutup.",
        "Halaman ini selalu menyebut apa yang kurang dan berapa lama lagi waktunya.",
    ),
    Role.INSTITUTION_ADMIN: (
        "Anda mengundang inovator, memeriksa proposal mereka, dan mengajukannya dalam kuota.",
        "Kembalikan dengan catatan bila perlu; yang siap dapat diajukan sekaligus.",
        "Yang belum diajukan saat pendaftaran ditutup gugur dengan sendirinya.",
    ),
    Role.SECRETARIAT: (
        "Anda menjalankan musim: seleksi administrasi, tahap penilaian, dan pengumuman.",
        "Setiap putusan tercatat atas nama Anda dan tidak dapat dihapus.",
        "Peran penilai baru berlaku setelah dikonfirmasi dua orang.",
    ),
    Role.EVALUATOR: (
        "Nyatakan dahulu bebas benturan kepentingan; setelah itu proposal terbuka.",
        "Tekan Simpan kapan saja; nilai baru berlaku setelah lembar ditandatangani.",
        "Nilai penilai lain tidak tampak sampai konsolidasi dibuka.",
    ),
    Role.PANELIST: (
        "Anda menilai kelayakan finalis untuk diperluas secara nasional.",
        "Beri tanda “relevan bagi K/L kami” beserta alasannya: di situlah perluasan bermula.",
        "Nilai Tim Evaluasi tidak tampak sebelum Anda menandatangani.",
    ),
    Role.PLENARY_CHAIR: (
        "Anda memimpin sidang pleno dan menutup tahap penilaian.",
        "Peringkat dan lembar penilaian tampak sejak konsolidasi dibuka.",
        "Kuorum, usul, dan hasil pemungutan suara tercatat dalam berita acara.",
    ),
    Role.SCALING_OFFICER: (
        "Anda mendampingi inovasi terbaik sampai dipakai secara nasional.",
        "Setiap tahap punya bukti yang diisi satu pihak dan dikonfirmasi pihak lain.",
        "Tahap yang lewat batasnya muncul sendiri di halaman ini.",
    ),
    Role.KL_CONTACT: (
        "Anda mewakili kementerian atau lembaga dalam perluasan inovasi.",
        "Isi bukti tahap yang menjadi bagian Anda; pendamping mengonfirmasinya.",
        "Inovasi baru yang cocok dapat Anda minati dari daftar inovasi terbaik.",
    ),
    Role.ADOPTER: (
        "Anda mewakili instansi yang mereplikasi inovasi instansi lain.",
        "Minat, kesepakatan, persetujuan, lalu berjalan: setiap langkah tercatat.",
        "Setengah tahun sekali Anda mengabarkan keadaannya; cukup dua ketukan.",
    ),
    Role.LEADERSHIP: (
        "Anda melihat jumlah dan kemajuan, tanpa nama penilai.",
        "Hasil tampak setelah sidang pleno menutup tahapnya.",
        "Setiap angka dapat ditelusuri sampai daftarnya.",
    ),
    Role.AUDITOR: (
        "Anda membaca riwayat seluruh portal: siapa melakukan apa, kapan, dalam peran apa.",
        "Baris tidak dapat diubah; sidik kepalanya dikirim kepada Anda setiap hari.",
        "Penilai tampak dengan nama samaran, dan baru setelah hasil diumumkan.",
    ),
    Role.SUPERUSER: (
        "Anda menyiapkan portal: Tim Sekretariat, pimpinan, auditor, dan pengelola lain.",
        "Anda tidak menilai, tidak memutus, dan tidak membaca proposal.",
        "Peran yang Anda berikan dikonfirmasi orang kedua.",
    ),
}
