from django.utils.functional import Promise

PROGRAMMES: dict[str, Promise] = {}
