from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class SubmissionsConfig(AppConfig):
    name = "submissions"
    verbose_name = "Proposal"

    def ready(self) -> None:
        autodiscover_modules("entry_stages")  # what the apps above tell about a proposal
