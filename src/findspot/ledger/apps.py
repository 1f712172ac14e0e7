"""The ledger as a Django app."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Entries, the tree over them, and its signed heads."""

    name = "findspot.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"
