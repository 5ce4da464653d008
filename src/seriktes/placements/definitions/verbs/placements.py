from django.utils.functional import Promise

PLACEMENTS: dict[str, Promise] = {}
