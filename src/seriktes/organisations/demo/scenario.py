"""The cases that a partnership office meets: personas, posts, consents whose clocks run, duplicates, a merge,
a succession, gaps in the languages. Made once, over the first rows of the invented region."""

from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from seriktes.accounts.actions import Recorded, notify, record_events
from seriktes.accounts.models import User
from seriktes.accounts.roles import ROLES
from seriktes.exchange.enums import Source
from seriktes.organisations.actions.duplicates import write_proposals
from seriktes.organisations.actions.merging import merge_records
from seriktes.organisations.actions.naming import refresh_names, refresh_people
from seriktes.organisations.demo.words import in_latin_letters, in_russian_letters
from seriktes.organisations.demo.world import World, organisations_of
from seriktes.organisations.enums import (
    AffiliationKind,
    ConsentEventKind,
    NameKind,
    OrganisationKind,
    OrganisationStatus,
    RelationKind,
)
from seriktes.organisations.models import (
    Affiliation,
    AlumniLink,
    Consent,
    ConsentEvent,
    Invitation,
    Membership,
    Organisation,
    OrganisationName,
    Person,
    Post,
    PostHolding,
    Relation,
)
from seriktes.organisations.queries.linkage import link_records_of, linkage_words
from seriktes_analytics.linkage import THRESHOLD, score_pairs

# How many records tell which words of names are rare: the small demonstration has fewer.
COMPARED = 500
SOURCED = {"source": Source.DEMONSTRATION}
PERSONA_NAMES = {
    "partnership_officer": ("Арайжолова Айгүл", "f"),
    "faculty_member": ("Көккөпіров Данияр", "m"),
    "company_manager": ("Болат Шыңжолов", "m"),
    "host_supervisor": ("Нұрмұнараева Шолпан", "f"),
    "student": ("Самалбақов Әділ", "m"),
    "career_centre": ("Жұлдызшамова Зере", "f"),
    "librarian": ("Кітапбекова Айжарық", "f"),
    "ministry_analyst": ("Сарытерезеев Олжас", "m"),
    "fund_manager": ("Қобызсазова Ләззат", "f"),
    "reviewer": ("Мұзқорғанов Ерлан", "m"),
    "researcher": ("Өрнеккілемова Мөлдір", "f"),
    "auditor": ("Үкіқаламов Ғани", "m"),
    "administrator": ("Тұмансуова Дана", "f"),
}
LONG_NAME = "«Қиялкенттегі қызғалдақ өсіру және көктемгі көбікті тазарту тәжірибелік-эксперименттік зауыты» ЖШС"


def fill_scenario(world: World, *, seed: int, now: datetime) -> list[User]:
    """Returns the personas, in the order of the roles."""
    rng = Random(seed + 1)
    on = timezone.localdate(now)
    record_events(
        events=[
            Recorded("organisations.organisation.created", row, {"name": str(row)}) for row in organisations_of(world)
        ],
        by=None,
    )
    users = _personas(world, rng, on)
    officer = users["partnership_officer"]
    _relations(world, on)
    _gaps_and_long_names(world, on)
    _posts(world, users, on)
    _consents(world, users, on, now)
    _duplicates(world, officer, rng, now)
    _invitations(world, users, now)
    notify(user=officer, kind="welcome", url="/desk/")
    return list(users.values())


def _home_of(role: str, world: World) -> Organisation:
    university, company = world.universities[0], world.companies[0]
    return {
        "company_manager": company,
        "host_supervisor": company,
        "ministry_analyst": world.bodies[0],
        "auditor": world.bodies[0],
        "administrator": world.bodies[0],
        "fund_manager": world.bodies[3],
        "reviewer": world.bodies[3],
    }.get(role, university)


def _personas(world: World, rng: Random, on: date) -> dict[str, User]:
    users = {}
    for role in ROLES:
        name, _sex = PERSONA_NAMES[role.code]
        user = User(
            email=f"{role.code.replace('_', '.')}@seriktes.example", name=name, language="kk", persona=role.code
        )
        user.set_unusable_password()
        user.save()
        home = _home_of(role.code, world)
        Membership.objects.create(
            user=user, organisation=home, role=role.code, starts_on=on - timedelta(days=rng.randrange(90, 900))
        )
        kind = {"student": AffiliationKind.STUDENT, "faculty_member": AffiliationKind.FACULTY}.get(
            role.code, AffiliationKind.EMPLOYEE
        )
        person = _person(name, home, kind=kind, user=user, on=on)
        users[role.code] = user
        person.save()
    return users


def _person(name: str, home: Organisation, *, kind: str, on: date, user: User | None = None) -> Person:
    person = Person.objects.create(
        name_kk=name, name_ru=in_russian_letters(name), name_en=in_latin_letters(name), user=user,
        email=user.email if user else "",
    )  # fmt: skip
    Affiliation.objects.create(
        person=person, organisation=home, kind=kind, starts_on=on - timedelta(days=700), source_on=on, **SOURCED
    )
    refresh_people([person])
    return person


def _relations(world: World, on: date) -> None:
    """A successor whose predecessor is no longer active, a branch campus, and the agency above a university."""
    old, new, branch = world.universities[5], world.universities[1], world.universities[4]
    Organisation.objects.filter(pk=old.pk).update(status=OrganisationStatus.INACTIVE)
    Organisation.objects.filter(pk=branch.pk).update(kind=OrganisationKind.BRANCH_CAMPUS)
    dated = SOURCED | {"source_on": on}
    Relation.objects.bulk_create(
        [
            Relation(organisation=new, kind=RelationKind.PREDECESSOR, other=old, since=date(2021, 9, 1), **dated),
            Relation(organisation=branch, kind=RelationKind.PARENT, other=world.universities[0], **dated),
            Relation(organisation=world.universities[0], kind=RelationKind.PARENT, other=world.bodies[0], **dated),
            Relation(
                organisation=world.companies[0], kind=RelationKind.PARENT, other_label="Ойдан шыққан холдинг", **dated
            ),
        ]
    )
    OrganisationName.objects.create(
        organisation=new, value=f"{old.name_ru} (до 2021 года)", language="ru", kind=NameKind.FORMER,
        until=date(2021, 8, 31), **dated,
    )  # fmt: skip
    refresh_names([new, old, branch])


def _gaps_and_long_names(world: World, on: date) -> None:
    long_named = world.companies[1]
    OrganisationName.objects.filter(organisation=long_named, language="kk", kind=NameKind.LABEL).delete()
    OrganisationName.objects.create(
        organisation=long_named, value=LONG_NAME, language="kk", kind=NameKind.LABEL, source_on=on, **SOURCED
    )
    refresh_names([long_named])


def _posts(world: World, users: dict[str, User], on: date) -> None:
    """Posts held, a post vacated last week, and one that changed hands."""
    university, company = world.universities[0], world.companies[0]
    partnership = Post.objects.create(
        organisation=university, name_kk="Серіктестік кеңсесінің жетекшісі", name_ru="Руководитель офиса партнёрства",
        name_en="Head of the partnership office", email="partnership@qiyalkent.example",
    )  # fmt: skip
    career = Post.objects.create(
        organisation=university, name_kk="Мансап орталығының жетекшісі", name_ru="Руководитель центра карьеры",
        name_en="Head of the career centre", email="career@qiyalkent.example",
    )  # fmt: skip
    vacated = Post.objects.create(
        organisation=university, name_kk="Өндірістік тәжірибе үйлестірушісі", name_ru="Координатор производственной практики",
        name_en="Placement coordinator",
    )  # fmt: skip
    people = Post.objects.create(
        organisation=company,
        name_kk="Кадр бөлімінің басшысы",
        name_ru="Начальник отдела кадров",
        name_en="Head of personnel",
    )
    leaver = world.faculty[0][0]
    PostHolding.objects.bulk_create(
        [
            PostHolding(
                post=partnership, person=leaver, starts_on=on - timedelta(days=1500), ends_on=on - timedelta(days=401)
            ),
            PostHolding(
                post=partnership, person=users["partnership_officer"].person, starts_on=on - timedelta(days=400)
            ),
            PostHolding(post=career, person=users["career_centre"].person, starts_on=on - timedelta(days=250)),
            PostHolding(
                post=vacated,
                person=world.faculty[1][0],
                starts_on=on - timedelta(days=800),
                ends_on=on - timedelta(days=6),
            ),
            PostHolding(post=people, person=users["company_manager"].person, starts_on=on - timedelta(days=900)),
        ]
    )


DATA = ["name", "position", "email", "photo"]


def _consents(world: World, users: dict[str, User], on: date, now: datetime) -> None:
    """In force; expired; withdrawn with a clock that runs, one that is nearly out, and one that is over."""
    university = world.universities[0]
    at_home = [pair for pair in world.faculty if pair[1].organisation_id == university.pk]
    own = [users[code].person for code in ("faculty_member", "partnership_officer", "company_manager", "student")]
    given = {person: _consent(person, university, on - timedelta(days=300), now) for person in own}
    for person, _affiliation in at_home[:8]:
        given[person] = _consent(person, university, on - timedelta(days=200), now)
    people = [person for person, _affiliation in at_home[:8]]
    _consent(world.students[0][0], university, on - timedelta(days=800), now, until=on - timedelta(days=70))
    by = users["partnership_officer"]
    for person, days_ago in zip(people[:3], (3, 18, 40), strict=True):
        _withdraw(given[person], now - timedelta(days=days_ago), by)
    ConsentEvent.objects.create(
        consent=given[people[0]], kind=ConsentEventKind.UNPUBLISHED, at=now - timedelta(days=2), by=by
    )
    for person in [*own, *people]:
        person.is_public = person not in people[:3]
        person.save(update_fields=["is_public"])
    refresh_people([*own, *people])
    graduate = _person("Күйшіқалова Назерке", world.companies[0], kind=AffiliationKind.EMPLOYEE, on=on)
    AlumniLink.objects.create(
        person=graduate, organisation=university, graduated_in=2019, programme="6B071",
        consent=_consent(graduate, university, on - timedelta(days=150), now), **SOURCED,
    )  # fmt: skip
    graduate.is_public = True
    graduate.save(update_fields=["is_public"])
    refresh_people([graduate])


def _consent(
    person: Person, operator: Organisation, start: date, now: datetime, *, until: date | None = None
) -> Consent:
    number = operator.identifiers.filter(scheme="bin").first()
    consent = Consent.objects.create(
        person=person,
        operator=operator,
        operator_name=operator.name_kk or str(operator),
        operator_number=number.value if number else "",
        subject_name=person.name_kk,
        valid_from=start,
        valid_until=until or start + timedelta(days=5 * 365),
        publication=True,
        data=DATA,
    )
    at = datetime.combine(start, time(10), tzinfo=now.tzinfo)
    ConsentEvent.objects.create(consent=consent, kind=ConsentEventKind.GIVEN, at=at)
    return consent


def _withdraw(consent: Consent, at: datetime, by: User) -> None:
    ConsentEvent.objects.create(consent=consent, kind=ConsentEventKind.WITHDRAWN, at=at, by=by)


def _duplicates(world: World, by: User, rng: Random, now: datetime) -> None:
    """The same company twice, in other spellings: one pair merged already, the others proposed for a person to decide."""
    copies = []
    for original in rng.sample(world.companies[5:], 6):
        copy = Organisation.objects.create(
            kind=original.kind, region=original.region, city=original.city, is_public=False
        )
        value = original.name_ru.replace("ТОО «", "").replace("АО «", "").rstrip("»") or original.name
        OrganisationName.objects.create(
            organisation=copy, value=f"{value} ЖШС", language="ru", kind=NameKind.LABEL, **SOURCED
        )
        refresh_names([copy])
        copies.append((original, copy))
    original, copy = copies[0]
    merge_records(kept=original, archived=copy, by=by)
    _proposals([(original.pk, copy.pk) for original, copy in copies[1:]], now)


def _proposals(pairs: list[tuple[int, int]], now: datetime) -> None:
    """The pairs scored one by one: the search itself would take seconds of the first start, and runs every night."""
    near = Organisation.objects.filter(pk__lte=max(pk for pair in pairs for pk in pair)).order_by("pk")
    chosen = {pk for pair in pairs for pk in pair} | set(near.values_list("pk", flat=True)[:COMPARED])
    records = link_records_of(Organisation.objects.filter(pk__in=chosen))
    matches = score_pairs(records, [(str(left), str(right)) for left, right in pairs], **linkage_words())
    write_proposals(matches=[match for match in matches if match.score >= THRESHOLD], now=now)


def _invitations(world: World, users: dict[str, User], now: datetime) -> None:
    Invitation.objects.create(
        email="new.colleague@seriktes.example", organisation=world.universities[0], role="faculty_member", language="kk",
        by=users["partnership_officer"], expires_at=now + timedelta(days=5),
    )  # fmt: skip
