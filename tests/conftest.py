"""How the whole suite runs."""

from hypothesis import settings

# A machine under load is no reason to fail.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")
