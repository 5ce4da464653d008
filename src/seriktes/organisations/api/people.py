from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from pydantic import BaseModel, Field

from seriktes.accounts.api import BearerToken, asker, member
from seriktes.accounts.enums import Scope
from seriktes.common.api.paging import Asked, Page, page_of
from seriktes.common.api.problems import invalid_parameter, invalid_value, not_found, not_permitted
from seriktes.common.api.types import Body, Key, Line, NamesIn, NamesOut, RecordNumber, ShortLine, Shown
from seriktes.common.api.versions import expected_version, mark_version
from seriktes.common.identifiers import validate_orcid
from seriktes.common.packs import InvalidIdentifier
from seriktes.common.telephones import InvalidTelephone, e164
from seriktes.organisations.actions.merging import merge_records, undo_merge
from seriktes.organisations.actions.people import add_affiliation, add_person, change_person, end_affiliation
from seriktes.organisations.api.reading import order_of
from seriktes.organisations.api.records import today, unit_given
from seriktes.organisations.api.schemas import OrganisationRef, names_out
from seriktes.organisations.enums import AffiliationKind
from seriktes.organisations.models import Affiliation, Organisation, Person
from seriktes.organisations.queries.access import grants_for_user, organisations_visible_to, people_visible_to
from seriktes.organisations.queries.merging import MERGE_PERSON, PERSON, may_undo, merges_told, merges_visible_to
from seriktes.organisations.queries.people import (
    affiliations_visible_to,
    is_public_on,
    person_record_for_user,
    with_affiliations,
)
from seriktes.organisations.queries.people_list import Chosen, listed_people

router = Router(tags=["people"])
READ = BearerToken(Scope.PEOPLE_READ, anonymous=True)
WRITE = BearerToken(Scope.PEOPLE_WRITE)


class UnitRef(Shown):
    id: int
    name: str


class AffiliationOut(Shown):
    id: int
    organisation: OrganisationRef
    unit: UnitRef | None
    kind: AffiliationKind
    title: str
    starts_on: date | None
    ends_on: date | None


class PersonListed(Shown):
    id: int
    name: str
    name_language: str
    names: NamesOut
    orcid: str
    affiliations: list[AffiliationOut] = Field(description="With organisations that you may see, today's first.")
    is_public: bool
    changed_at: datetime
    version: int
    url: str


class ContactOut(Shown):
    email: str
    phone: str


class HoldingOut(Shown):
    post: str
    organisation: OrganisationRef
    starts_on: date
    ends_on: date | None


class GraduationOut(Shown):
    organisation: OrganisationRef
    graduated_in: int | None
    programme: str


class PersonOut(PersonListed):
    contact: ContactOut | None = Field(description="Null for those whom no role lets see it.")
    posts: list[HoldingOut]
    graduations: list[GraduationOut]
    created_at: datetime


def _ref(organisation: Organisation) -> OrganisationRef:
    return OrganisationRef(id=organisation.pk, name=organisation.name)


def _affiliation(row: Affiliation) -> AffiliationOut:
    return AffiliationOut(
        id=row.pk, organisation=_ref(row.organisation), kind=AffiliationKind(row.kind), title=row.title,
        unit=UnitRef(id=row.unit.pk, name=row.unit.name) if row.unit else None,
        starts_on=row.starts_on, ends_on=row.ends_on,
    )  # fmt: skip


def _listed(person: Person, affiliations: list[Affiliation], on: date) -> dict[str, Any]:
    return {
        "id": person.pk, "name": person.name, "name_language": person.name_language, "names": names_out(person),
        "orcid": person.orcid, "affiliations": [_affiliation(row) for row in affiliations],
        "is_public": is_public_on(person, on), "changed_at": person.changed_at, "version": person.version,
        "url": person.get_absolute_url(),
    }  # fmt: skip


def _row(person: Any, on: date) -> PersonListed:
    """From a Person with its affiliations as `shown_affiliations`."""
    return PersonListed(**_listed(person, person.shown_affiliations, on))


class PeopleAsked(BaseModel):
    q: Annotated[Line, Field(description="Words of the name, in any of the three languages and any spelling.")] = ""
    organisation: RecordNumber | None = None
    kind: AffiliationKind | None = None
    standing: Literal["current", "former"] | None = None
    published: bool | None = None
    sort: Literal["name", "-name", "changed", "-changed", "id", "-id"] = "name"


@router.get("/people", auth=READ, response=Page[PersonListed], summary="List of people")
def people(
    request: HttpRequest, response: HttpResponse, asked: Asked, wanted: Annotated[PeopleAsked, Query()]
) -> dict[str, Any]:
    """Published people, and those whom a role lets you see. Organisation, kind and standing speak of one affiliation."""
    user, on = asker(request), today()
    organisation = None
    if wanted.organisation is not None:
        organisation = organisations_visible_to(user).filter(pk=wanted.organisation).first()
        if organisation is None:
            raise invalid_parameter("organisation", _("There is no such record, or it is not shown to you."))
    chosen = Chosen(
        organisation=organisation, kind=wanted.kind or "", standing=wanted.standing or "", text=wanted.q,
        published={None: "", True: "yes", False: "no"}[wanted.published],
    )  # fmt: skip
    rows = listed_people(user, chosen, today=on)
    return page_of(
        request, response, with_affiliations(rows, user), asked, order_of(wanted.sort),
        show=lambda found: [_row(row, on) for row in found],
    )  # fmt: skip


def _visible(request: HttpRequest, pk: int) -> Person:
    found = people_visible_to(asker(request)).filter(pk=pk).first()
    if found is None:
        raise not_found()
    return found


def _editable(request: HttpRequest, pk: int) -> Person:
    found = _visible(request, pk)
    if not asker(request).has_perm("organisations.change_person", found):
        raise not_permitted()
    return found


def _answer(request: HttpRequest, pk: int, response: HttpResponse | None = None) -> PersonOut:
    user, on = asker(request), today()
    person = _visible(request, pk)
    record = person_record_for_user(user, person, on)
    mark_version(request, person.version)
    if response is not None:
        response["Location"] = request.build_absolute_uri(f"/api/v1/people/{pk}")
    return PersonOut(
        **_listed(person, record.affiliations, on),
        contact=ContactOut(email=person.email, phone=person.phone) if record.shows_contact else None,
        posts=[
            HoldingOut(
                post=row.post.name,
                organisation=_ref(row.post.organisation),
                starts_on=row.starts_on,
                ends_on=row.ends_on,
            )
            for row in record.holdings
        ],
        graduations=[
            GraduationOut(
                organisation=_ref(link.organisation), graduated_in=link.graduated_in, programme=link.programme
            )
            for link in record.alumni_links
        ],
        created_at=person.created_at,
    )


@router.get("/people/{int:pk}", auth=READ, response=PersonOut, summary="One person")
def person(request: HttpRequest, pk: Key) -> PersonOut:
    return _answer(request, pk)


class AffiliationIn(Body):
    organisation: RecordNumber
    unit: RecordNumber | None = None
    kind: AffiliationKind = AffiliationKind.EMPLOYEE
    title: Line = ""
    starts_on: date | None = None
    ends_on: date | None = None


class Particulars(Body):
    orcid: ShortLine | None = None
    email: Annotated[str, Field(max_length=254, pattern=r"^[^\x00-\x1f\x7f]*$")] | None = None
    phone: ShortLine | None = None

    def values(self, names: NamesIn | None) -> dict[str, str]:
        """What `actions.people` takes, each value checked; null empties."""
        given = {name: getattr(self, name) or "" for name in self.model_fields_set & Particulars.model_fields.keys()}
        for name, value in given.items():
            given[name] = _CLEANERS[name](value.strip()) if value.strip() else ""
        return given | {f"name_{code}": name for code, name in (names.given() if names else {}).items()}


def _orcid(value: str) -> str:
    try:
        return validate_orcid(value)
    except InvalidIdentifier as invalid:
        raise invalid_value("/orcid", invalid.message, invalid.code) from None


def _email(value: str) -> str:
    try:
        validate_email(value)
    except ValidationError:
        raise invalid_value("/email", _("This is not an e-mail address. Enter it as in office@example.org.")) from None
    return value


def _phone(value: str) -> str:
    try:
        return e164(value)
    except InvalidTelephone:
        raise invalid_value("/phone", _("This is not a telephone number. Write it with its area code.")) from None


_CLEANERS = {"orcid": _orcid, "email": _email, "phone": _phone}


class PersonNew(Particulars):
    names: NamesIn
    affiliation: AffiliationIn


class PersonChange(Particulars):
    names: NamesIn | None = None


def _place(request: HttpRequest, given: AffiliationIn, pointer: str) -> dict[str, Any]:
    """Where the asker may say that somebody works or studies."""
    organisation = organisations_visible_to(asker(request)).filter(pk=given.organisation).first()
    if organisation is None:
        raise invalid_value(f"{pointer}/organisation", _("There is no such record, or it is not shown to you."))
    if not grants_for_user(asker(request)).allow("organisations.add_person", organisation.pk):
        raise not_permitted()
    unit = unit_given(organisation, given.unit, f"{pointer}/unit")
    return given.model_dump() | {"organisation": organisation, "unit": unit}


@router.post("/people", auth=WRITE, response={201: PersonOut}, summary="Add a person")
def new_person(request: HttpRequest, response: HttpResponse, new: PersonNew) -> PersonOut:
    """A person is added to an organisation whose people you keep, and is seen by its keepers alone until there is a
    consent to publication."""
    place = _place(request, new.affiliation, "/affiliation")
    person = add_person(
        values=new.values(new.names), by=member(request), organisation=place.pop("organisation"), affiliation=place
    )
    return _answer(request, person.pk, response)


@router.patch(
    "/people/{int:pk}", auth=WRITE, response=PersonOut, openapi_extra={"x-if-match": True}, summary="Change a person"
)
def alter_person(request: HttpRequest, pk: Key, change: PersonChange) -> PersonOut:
    person = _editable(request, pk)
    version = expected_version(request)
    change_person(person=person, values=change.values(change.names), by=member(request), expected_version=version)
    return _answer(request, pk)


@router.post("/people/{int:pk}/affiliations", auth=WRITE, response={201: PersonOut}, summary="Add an affiliation")
def affiliate(request: HttpRequest, response: HttpResponse, pk: Key, new: AffiliationIn) -> PersonOut:
    person = _editable(request, pk)
    add_affiliation(person=person, by=member(request), **_place(request, new, ""))
    return _answer(request, pk, response)


class EndIn(Body):
    on: Annotated[date, Field(description="The last day, which still counts.")]


@router.post(
    "/people/{int:pk}/affiliations/{int:part}/end", auth=WRITE, response=PersonOut, summary="End an affiliation"
)
def leave(request: HttpRequest, pk: Key, part: Key, what: EndIn) -> PersonOut:
    user = member(request)
    person = _visible(request, pk)
    row = affiliations_visible_to(user).filter(person=person, pk=part).first()
    if row is None:
        raise not_found()
    if person.user_id != user.pk and not grants_for_user(user).allow(
        "organisations.change_person", row.organisation_id
    ):
        raise not_permitted()
    end_affiliation(affiliation=row, on=what.on, by=user)
    return _answer(request, pk)


class MergePersonIn(Body):
    archived: Annotated[RecordNumber, Field(description="The record that goes into this one.")]


@router.post(
    "/people/{int:pk}/merge", auth=WRITE, response=PersonOut, summary="Merge another record of a person into this one"
)
def merge_person(request: HttpRequest, pk: Key, what: MergePersonIn) -> PersonOut:
    """For those who may merge both. Everything of the other record moves here; it is archived, nothing is deleted."""
    user, kept = member(request), _visible(request, pk)
    if not user.has_perm(MERGE_PERSON, kept):
        raise not_permitted()
    archived = people_visible_to(user).filter(pk=what.archived).first()
    if archived is None:
        raise invalid_value("/archived", _("There is no such record, or it is not shown to you."))
    if not user.has_perm(MERGE_PERSON, archived):
        raise not_permitted()
    merge_records(kept=kept, archived=archived, by=user)
    return _answer(request, pk)


@router.post(
    "/people/{int:pk}/unmerge", auth=WRITE, response=PersonOut, summary="Undo the merge of one person's records"
)
def unmerge_person(request: HttpRequest, pk: Key) -> PersonOut:
    """`pk` is the record that was archived. It comes back with what still stands where the merge put it."""
    user = member(request)
    record = (
        merges_visible_to(user)
        .filter(target_type=PERSON, archived_id=pk, undone_at__isnull=True)
        .order_by("-pk")
        .first()
    )
    if record is None:
        raise not_found()
    if not may_undo(user, merges_told([record])[0]):
        raise not_permitted()
    undo_merge(record=record, by=user)
    # Who undoes it sees the kept record; the one that came back may stand where it is hidden again.
    shown = people_visible_to(user).filter(pk=pk).exists()
    return _answer(request, pk if shown else record.kept_id)
