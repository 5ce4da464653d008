from django.utils.functional import Promise

CHOICE: dict[str, Promise] = {}
