from django.utils.functional import Promise

AGREEMENTS: dict[str, Promise] = {}
