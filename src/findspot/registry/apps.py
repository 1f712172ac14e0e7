"""The registry as a Django app."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Parties, models, permits, promises, deliveries and decisions."""

    name = "findspot.registry"
    label = "registry"
    default_auto_field = "django.db.models.BigAutoField"
