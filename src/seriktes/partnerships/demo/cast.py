"""The posts on which the told partnerships rest, and who holds them."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from seriktes.organisations.demo.stage import Stage
from seriktes.organisations.models import Affiliation, Organisation, Person, Post, PostHolding
from seriktes.partnerships.actions.partnerships import Side

RECTOR = {
    "kk": "Ректор", "ru": "Ректор", "en": "Rector",
}  # fmt: skip
LAWYER = {"kk": "Заң бөлімінің басшысы", "ru": "Начальник юридического отдела", "en": "Head of the legal department"}
ACCOUNTANT = {"kk": "Бас бухгалтер", "ru": "Главный бухгалтер", "en": "Chief accountant"}
DIRECTOR = {"kk": "Директор", "ru": "Директор", "en": "Director"}
PARTNERSHIPS = {
    "kk": "Серіктестік бөлімінің басшысы", "ru": "Начальник отдела партнёрства", "en": "Head of partnerships",
}  # fmt: skip
PROGRAMMES = {"kk": "Бағдарламалар менеджері", "ru": "Менеджер программ", "en": "Programme manager"}


@dataclass
class Cast:
    """Posts by the organisation that they belong to; `office` owns the relations of the personas' university."""

    office: Post
    career: Post
    # Nobody holds it since last week.
    vacant: Post
    rector: Post
    lawyer: Post
    accountant: Post
    personnel: Post
    company_director: Post
    fund: Post
    agency: Post
    other_office: Post
    teachers: list[Person]
    supervisor: Person
    student: Person


def make_cast(stage: Stage) -> Cast:
    world, users, on = stage.world, stage.users, timezone.localdate(stage.now)
    university, other, company = world.universities[0], world.universities[1], world.companies[0]
    agency, fund = world.bodies[0], world.bodies[3]
    at_home = [person for person, affiliation in world.faculty if affiliation.organisation_id == university.pk]
    abroad = [person for person, affiliation in world.faculty if affiliation.organisation_id == other.pk]
    known = {post.name_en: post for post in Post.objects.filter(organisation__in=[university, company])}
    # Colleagues of the first, who left the office of partnerships.
    teachers = [users["faculty_member"].person, *at_home[1:]]
    contacts = [
        affiliation.person
        for affiliation in Affiliation.objects.filter(organisation=company).select_related("person").order_by("pk")
        if affiliation.person_id not in {users[code].person.pk for code in ("company_manager", "host_supervisor")}
    ]  # fmt: skip
    return Cast(
        office=known["Head of the partnership office"],
        career=known["Head of the career centre"],
        vacant=known["Placement coordinator"],
        personnel=known["Head of personnel"],
        rector=_post(university, RECTOR, teachers[1], on, years=6, email="rector@qiyalkent.example"),
        lawyer=_post(university, LAWYER, teachers[2], on, years=3, email="law@qiyalkent.example"),
        accountant=_post(university, ACCOUNTANT, teachers[3], on, years=6, email="accounts@qiyalkent.example"),
        company_director=_post(company, DIRECTOR, contacts[0] if contacts else None, on, years=6),
        fund=_post(fund, PROGRAMMES, users["fund_manager"].person, on, years=2),
        agency=_post(agency, PARTNERSHIPS, users["administrator"].person, on, years=2),
        other_office=_post(other, PARTNERSHIPS, abroad[0], on, years=5),
        teachers=teachers[4:],
        supervisor=users["host_supervisor"].person,
        student=users["student"].person,
    )


def _post(
    organisation: Organisation, names: dict[str, str], holder: Person | None, on: date, *, years: int, email: str = ""
) -> Post:
    post = Post.objects.create(
        organisation=organisation, email=email, **{f"name_{language}": name for language, name in names.items()}
    )
    if holder is not None:
        PostHolding.objects.create(post=post, person=holder, starts_on=on - timedelta(days=365 * years))
    return post


def sides(*given: Organisation | Post) -> list[Side]:
    """A post stands for its organisation and owns the relation there; else somebody is to be written to."""
    return [Side(one.organisation, post=one) if isinstance(one, Post) else Side(one, **_contact(one)) for one in given]


def _contact(organisation: Organisation) -> dict[str, Any]:
    affiliation = Affiliation.objects.filter(organisation=organisation).select_related("person").first()
    return {
        "contact_name": affiliation.person.name_kk if affiliation else "",
        "contact_email": f"partners{organisation.pk}@partner.example",
    }
