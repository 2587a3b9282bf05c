from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "kipp.accounts"
    verbose_name = "Akun dan instansi"
