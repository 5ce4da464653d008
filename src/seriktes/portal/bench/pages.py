"""Server time of pages, without the network: a signed-in officer asks through the whole of Django."""

from datetime import date
from functools import partial

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from seriktes.accounts.models import User
from seriktes.organisations.models import Membership, Organisation
from seriktes.portal.bench.data import grow_people, grow_register
from seriktes.portal.bench.figures import Figure, median_seconds

LIST = "/partners/?kind=company&sector=C"
SEARCH = "/search/?q=болат"
PEOPLE = "/people/"
# Signed in, the whole frame, and nothing in it: the officer has no notices.
EMPTY = "/accounts/notices/"
QUERIES, PAGE_RATIO, GROWTH = 8, 3.0, 1.3


def officer(role: str = "partnership_officer") -> Client:
    university = Organisation.objects.create(kind="university", is_public=True)
    user = User.objects.create_user(f"{role}@bench.example", name="Officer")
    Membership.objects.create(user=user, organisation=university, role=role, starts_on=date(2020, 1, 1))
    client = Client(raise_request_exception=False)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def measure_people(size: int, calls: int) -> list[Figure]:
    """The list of people: of an officer, who sees those of the own university, and of an auditor, who sees all."""
    database = connection.vendor
    clients = {"officer": officer(), "auditor": officer("auditor")}
    chosen = grow_people(size)[-1].pk
    asked = (
        ("officer", PEOPLE, "the officer's"),
        ("auditor", PEOPLE, "everybody"),
        ("auditor", f"{PEOPLE}?kind=faculty", "faculty"),
        ("auditor", f"{PEOPLE}?organisation={chosen}", "of one university"),
    )
    figures = []
    for who, url, what in asked:
        get = clients[who].get
        code = get(url).status_code
        if code != 200:
            return [Figure("List of people", database, None, "s", PAGE_RATIO, note=f"{url} answers {code}")]
        empty, listed = median_seconds(calls, partial(get, EMPTY), partial(get, url))
        at = f"{size:,} people".replace(",", " ")
        figures.append(Figure(f"List of {at}: {what}", database, listed, "s", PAGE_RATIO, empty, "empty page"))
    return figures


def measure_pages(sizes: tuple[int, int], calls: int) -> list[Figure]:
    database = connection.vendor
    client = officer()
    answers = {url: client.get(url).status_code for url in (EMPTY, LIST, SEARCH)}
    if set(answers.values()) != {200}:
        note = ", ".join(f"{url} answers {code}" for url, code in answers.items() if code != 200)
        return [Figure("Pages", database, None, "s", PAGE_RATIO, note=note)]
    figures, times = [], []
    for size in sizes:
        grow_register(size)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        empty, listed, searched = median_seconds(
            calls, partial(client.get, EMPTY), partial(client.get, LIST), partial(client.get, SEARCH)
        )
        times.append(listed)
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        at = f"{size:,} organisations".replace(",", " ")
        figures += [
            Figure(f"List, two filters, {at}: queries", database, len(queries), "", QUERIES),
            Figure(f"List, two filters, {at}", database, listed, "s", PAGE_RATIO, empty, "empty page"),
            Figure(f"Search box, {at}", database, searched, "s", PAGE_RATIO, empty, "empty page"),
        ]
    growth = f"List, growth from {sizes[0]} to {sizes[1]} rows"
    return [*figures, Figure(growth, database, times[1], "s", GROWTH, times[0], f"{sizes[0]} rows")]
