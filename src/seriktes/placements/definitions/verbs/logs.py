from django.utils.functional import Promise

LOGS: dict[str, Promise] = {}
