"""Django's settings: the apps, and the database of the place that the environment names."""

from findspot.instance.places import database_of, place_of

INSTALLED_APPS = ("findspot.ledger.apps.LedgerConfig", "findspot.registry.apps.RegistryConfig")
DATABASES = {"default": database_of(place_of())}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
