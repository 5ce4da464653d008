"""The invented world that every test may use: a few organisations of each side, their people and the personas.

    world["partnership_officer"]          a user, by the persona's key (see `PERSONAS`)
    world.organisations["university"]     an organisation, by its key (see `ORGANISATIONS`)
    world.people["lecturer"]              a person, by its key (see `PEOPLE`)

Every organisation has a published and an unpublished fellow of its kind. Nothing here is the name of a real body.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser

from seriktes.accounts.models import User
from seriktes.accounts.roles import ROLES
from seriktes.exchange.enums import Source
from seriktes.organisations.actions.naming import refresh_names, refresh_people
from seriktes.organisations.enums import ConsentEventKind, OrganisationKind
from seriktes.organisations.models import (
    Affiliation,
    Consent,
    ConsentEvent,
    Membership,
    Organisation,
    OrganisationName,
    Person,
    Post,
    PostHolding,
)
from seriktes.partnerships.enums import ActivityState, AgreementState, CommitmentKind
from seriktes.partnerships.models import (
    Activity,
    ActivityParty,
    ActivityPerson,
    Agreement,
    Commitment,
    Delivery,
    Instalment,
    Partnership,
    Party,
    Signatory,
)

# Everybody who may look at a page: nobody signed in, somebody signed in without any membership, and the roles.
ANONYMOUS, OUTSIDER = "anonymous", "outsider"
PERSONAS = [ANONYMOUS, OUTSIDER, *(role.code for role in ROLES)]
SINCE = date(2025, 9, 1)
NOON = datetime(2026, 3, 2, 7, tzinfo=UTC)

# key: (kind, published, region, kk, ru, en)
ORGANISATIONS: dict[str, tuple[str, bool, str, str, str, str]] = {
    "university": (
        OrganisationKind.UNIVERSITY, True, "KZ-75",
        "Ойдан шығарылған Самұрық университеті", "Выдуманный университет Самрук", "Invented Samruk University",
    ),
    "hidden_university": (
        OrganisationKind.UNIVERSITY, False, "KZ-71",
        "Ойдан шығарылған Тұлпар институты", "Выдуманный институт Тулпар", "Invented Tulpar Institute",
    ),
    "company": (
        OrganisationKind.COMPANY, True, "KZ-35",
        "«Ойдан шығарылған Темір» ЖШС", "ТОО «Выдуманное Железо»", "Invented Iron LLP",
    ),
    "hidden_company": (
        OrganisationKind.COMPANY, False, "KZ-75",
        "«Ойдан шығарылған Жібек» ЖШС", "ТОО «Выдуманный Шёлк»", "Invented Silk LLP",
    ),
    "agency": (
        OrganisationKind.AGENCY, True, "KZ-71",
        "Ойдан шығарылған істер министрлігі", "Министерство выдуманных дел", "Ministry of Invented Affairs",
    ),
    "hidden_agency": (
        OrganisationKind.AGENCY, False, "KZ-71",
        "Ойдан шығарылған үміттер агенттігі", "Агентство выдуманных надежд", "Agency of Invented Hopes",
    ),
    "fund": (
        OrganisationKind.FUND, True, "KZ-75",
        "Ойдан шығарылған ғылым қоры", "Фонд выдуманной науки", "Fund of Invented Science",
    ),
    "hidden_fund": (
        OrganisationKind.FUND, False, "KZ-75",
        "Ойдан шығарылған бастамалар қоры", "Фонд выдуманных начинаний", "Fund of Invented Beginnings",
    ),
}  # fmt: skip

# Where each role is held.
HELD_AT: dict[str, str] = {
    "partnership_officer": "university",
    "faculty_member": "university",
    "company_manager": "company",
    "host_supervisor": "company",
    "student": "university",
    "career_centre": "university",
    "librarian": "university",
    "ministry_analyst": "agency",
    "fund_manager": "fund",
    "reviewer": "fund",
    "researcher": "university",
    "auditor": "agency",
    "administrator": "agency",
}

# key: (published, kk, ru, en, [(organisation, kind)], the persona whose record it is)
PEOPLE: dict[str, tuple[bool, str, str, str, list[tuple[str, str]], str]] = {
    "officer": (
        False, "Серіктес Аружан Келісімқызы", "Серіктес Аружан Келісімқызы", "Aruzhan Seriktes",
        [("university", "employee")], "partnership_officer",
    ),
    "lecturer": (
        True, "Дәрісбай Ғалым Сабақұлы", "Дарисбай Галым Сабакович", "Galym Darisbay",
        [("university", "faculty")], "faculty_member",
    ),
    "manager": (
        True, "Темірбек Қайсар Зауытұлы", "Темирбек Кайсар Заводович", "Kaisar Temirbek",
        [("company", "employee")], "company_manager",
    ),
    "supervisor": (
        False, "Шеберхан Өнер Ұстазұлы", "Шеберхан Онер Устазович", "Oner Sheberkhan",
        [("company", "employee")], "host_supervisor",
    ),
    "student": (
        False, "Білімбек Әсем Оқуқызы", "Билимбек Асем Учебовна", "Asem Bilimbek",
        [("university", "student")], "student",
    ),
    "fellow_student": (
        False, "Сынақбай Ерлан Емтиханұлы", "Сынакбай Ерлан Экзаменович", "Yerlan Synakbay",
        [("university", "student")], "",
    ),
    "published_student": (
        True, "Жұлдызхан Айша Топқызы", "Жулдызхан Айша Группова", "Aisha Zhuldyzkhan",
        [("university", "student")], "",
    ),
    "hidden_lecturer": (
        False, "Тұлпарбек Мәди Кафедраұлы", "Тулпарбек Мади Кафедрович", "Madi Tulparbek",
        [("hidden_university", "faculty")], "",
    ),
    "hidden_student": (
        False, "Құлынбай Сәуле Сессияқызы", "Кулынбай Сауле Сессиевна", "Saule Kulynbay",
        [("hidden_university", "student")], "",
    ),
    "contact": (
        True, "Жібекова Гүлнәр Сұхбатқызы", "Жибекова Гульнар Беседовна", "Gulnar Zhibekova",
        [("hidden_company", "contact")], "",
    ),
}  # fmt: skip

# key: (parties, published, archived, forms)
PARTNERSHIPS: dict[str, tuple[tuple[str, ...], bool, bool, list[str]]] = {
    "own": (("university", "company"), False, False, ["education", "employment"]),
    "published": (("university", "fund"), True, False, ["research"]),
    "of_others": (("hidden_university", "hidden_company"), False, False, ["consultancy"]),
    "of_others_published": (("company", "agency"), True, False, ["employment"]),
    # Its parties agreed, but one of them is not shown itself.
    "half_hidden": (("hidden_university", "company"), True, False, ["education"]),
    "archived": (("university", "company"), True, True, ["education"]),
    "of_three": (("university", "company", "hidden_agency"), False, False, ["research"]),
}
# key: (organisation, name, the person who holds it)
POSTS: dict[str, tuple[str, str, str]] = {
    "office": ("university", "Head of the partnership office", "officer"),
    "personnel": ("company", "Head of personnel", "manager"),
    "vacant": ("hidden_company", "Head of a vacant desk", ""),
}


@dataclass
class World(Mapping[str, "User | AnonymousUser"]):
    users: dict[str, User | AnonymousUser] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    consents: dict[str, Consent] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    partnerships: dict[str, Partnership] = field(default_factory=dict)
    # By state, all of them in the partnership "own".
    agreements: dict[str, Agreement] = field(default_factory=dict)
    activities: dict[str, Activity] = field(default_factory=dict)
    commitments: dict[str, Commitment] = field(default_factory=dict)
    # Whatever a test adds under a name of its own.
    extras: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, persona: str) -> User | AnonymousUser:
        """A fresh copy of the user: what was read of its rights before must not speak for it now."""
        user = self.users[persona]
        return User.objects.get(pk=user.pk) if user.pk else user

    def __iter__(self) -> Iterator[str]:
        return iter(self.users)

    def __len__(self) -> int:
        return len(self.users)


def build_organisations() -> dict[str, Organisation]:
    made = {}
    for key, (kind, published, region, *names) in ORGANISATIONS.items():
        organisation = Organisation.objects.create(kind=kind, is_public=published, region=region)
        OrganisationName.objects.bulk_create(
            OrganisationName(organisation=organisation, value=name, language=language, source=Source.HAND)
            for language, name in zip(("kk", "ru", "en"), names, strict=True)
        )
        made[key] = organisation
    refresh_names(made.values())
    return made


def build_users(organisations: dict[str, Organisation]) -> dict[str, User | AnonymousUser]:
    users = {
        persona: User(
            email=f"{persona.replace('_', '.')}@example.org",
            name=persona.replace("_", " ").capitalize(),
            language="kk",
            password="!",  # nobody signs in with it; tests use `client.force_login`
        )
        for persona in PERSONAS
        if persona != ANONYMOUS
    }
    User.objects.bulk_create(users.values())
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users.values()
    )
    Membership.objects.bulk_create(
        Membership(user=users[role], organisation=organisations[key], role=role, starts_on=SINCE)
        for role, key in HELD_AT.items()
    )
    return {ANONYMOUS: AnonymousUser(), **users}


def build_people(
    organisations: dict[str, Organisation], users: dict[str, User | AnonymousUser]
) -> tuple[dict[str, Person], dict[str, Consent]]:
    people, affiliations, consents = {}, [], {}
    for key, (published, kk, ru, en, places, persona) in PEOPLE.items():
        person = Person.objects.create(
            name_kk=kk, name_ru=ru, name_en=en, is_public=published, user=users[persona] if persona else None
        )
        people[key] = person
        affiliations += [
            Affiliation(person=person, organisation=organisations[place], kind=kind, starts_on=SINCE)
            for place, kind in places
        ]
        if published:
            consents[key] = consent = Consent.objects.create(
                person=person, operator=organisations[places[0][0]], subject_name=ru, valid_from=SINCE,
                operator_name=organisations[places[0][0]].name_ru, publication=True, data=["name", "position"],
            )  # fmt: skip
            ConsentEvent.objects.create(
                consent=consent, kind=ConsentEventKind.GIVEN, at=datetime(2025, 9, 1, 9, tzinfo=UTC)
            )
    Affiliation.objects.bulk_create(affiliations)
    refresh_people(people.values())
    return people, consents


def build_partnerships(world: World) -> None:
    """Partnerships of every kind; in "own" an agreement and an activity of every state."""
    for key, (places, published, archived, forms) in PARTNERSHIPS.items():
        world.partnerships[key] = partnership = Partnership.objects.create(
            name_en=f"Invented partnership: {key.replace('_', ' ')}", stage="active", forms=forms, began_on=SINCE,
            is_public=published, archived_at=NOON if archived else None, note=f"Note of {key}", ground="need",
            initiator="university", region="KZ-75", number=f"P-{key}",
        )  # fmt: skip
        Party.objects.bulk_create(
            Party(
                partnership=partnership, organisation=world.organisations[place], joined_on=SINCE,
                agreed_to_publish_at=NOON if published else None,
            )
            for place in places
        )  # fmt: skip
    _build_agreements(world)
    _build_activities(world)


def fill_posts(world: World) -> None:
    """Posts that own the partnerships of their organisations, with those who hold them; one of them is vacant."""
    for key, (place, name, holder) in POSTS.items():
        world.posts[key] = post = Post.objects.create(organisation=world.organisations[place], name_en=name)
        if holder:
            PostHolding.objects.create(post=post, person=world.people[holder], starts_on=SINCE)
        Party.objects.filter(organisation=post.organisation_id).update(post=post)


def _build_agreements(world: World) -> None:
    signed = {AgreementState.SIGNED, AgreementState.ACTIVE, AgreementState.SUSPENDED, AgreementState.ENDED,
              AgreementState.TERMINATED}  # fmt: skip
    ours, theirs = world.partnerships["own"].parties.order_by("pk")
    for state in AgreementState.values:
        starts_on = date(2024, 9, 1) if state == AgreementState.ENDED else SINCE
        world.agreements[state] = agreement = Agreement.objects.create(
            partnership=world.partnerships["own"], kind="memorandum", state=state, name_en=f"Invented text: {state}",
            languages=["kk", "ru"], signed_on=starts_on if state in signed else None, starts_on=starts_on,
            ends_on=date(2025, 8, 31) if state == AgreementState.ENDED else date(2027, 8, 31), number=f"A-{state}",
            terminated_on=date(2026, 3, 1) if state == AgreementState.TERMINATED else None,
        )  # fmt: skip
        Signatory.objects.bulk_create(
            Signatory(agreement=agreement, party=party, name="Invented", signed_on=agreement.signed_on)
            for party in (ours, theirs)
        )
    elsewhere = world.partnerships["of_others"]
    world.agreements["elsewhere"] = Agreement.objects.create(
        partnership=elsewhere, kind="framework", state=AgreementState.ACTIVE, name_en="Invented text elsewhere",
        signed_on=SINCE, starts_on=SINCE,
    )  # fmt: skip
    for key, agreement, party in (
        ("own", world.agreements["active"], theirs),
        ("elsewhere", world.agreements["elsewhere"], elsewhere.parties.order_by("pk").first()),
    ):
        world.commitments[key] = promise = Commitment.objects.create(
            agreement=agreement, party=party, kind=CommitmentKind.MONEY, what="Invented support",
            currency="KZT",
        )  # fmt: skip
        Instalment.objects.bulk_create(
            Instalment(commitment=promise, due_on=due_on, amount=500_000)
            for due_on in (date(2026, 1, 31), date(2027, 1, 31))
        )
        Delivery.objects.create(commitment=promise, on=date(2026, 1, 20), amount=300_000, recorded_at=NOON)


def _build_activities(world: World) -> None:
    for key, partnership, state in (
        *((state, "own", state) for state in ActivityState.values),
        ("elsewhere", "of_others", ActivityState.CONFIRMED),
    ):
        world.activities[key] = activity = Activity.objects.create(
            partnership=world.partnerships[partnership], kind="internship", form="employment", mode="dui",
            title=f"Invented activity: {key}", state=state, starts_on=date(2026, 2, 1), ends_on=date(2026, 2, 14),
            hours=40, reported_at=None if state == ActivityState.DRAFT else NOON,
            confirmed_at=NOON if state == ActivityState.CONFIRMED else None,
        )  # fmt: skip
        first, *others = PARTNERSHIPS[partnership][0]
        ActivityParty.objects.create(
            activity=activity, organisation=world.organisations[first], confirmed_at=NOON,
            confirmed_by=world.users["partnership_officer"] if first == "university" else None,
        )  # fmt: skip
        ActivityParty.objects.bulk_create(
            ActivityParty(
                activity=activity, organisation=world.organisations[place],
                confirmed_at=NOON if state == ActivityState.CONFIRMED else None,
                disputed_at=NOON if state == ActivityState.DISPUTED else None,
            )
            for place in others
        )  # fmt: skip
    for key in ("reported", "confirmed"):
        ActivityPerson.objects.bulk_create(
            ActivityPerson(activity=world.activities[key], person=world.people[who], role=role)
            for who, role in (("supervisor", "supervises"), ("student", "takes_part"))
        )


def build_world() -> World:
    organisations = build_organisations()
    users = build_users(organisations)
    people, consents = build_people(organisations, users)
    world = World(users, organisations, people, consents)
    build_partnerships(world)
    return world


def build_world_with_posts() -> World:
    world = build_world()
    fill_posts(world)
    return world
