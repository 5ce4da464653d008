"""Which person of the register a printed name is: the questions that wait for a decision, and names linked by hand."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from pydantic import BaseModel, Field

from seriktes.accounts.api import BearerToken, asker, member
from seriktes.accounts.enums import Scope
from seriktes.common.api.paging import Asked, Order, Page, page_of
from seriktes.common.api.problems import invalid_value, not_found, not_permitted
from seriktes.common.api.types import Body, Key, RecordNumber, Shown
from seriktes.expertise.actions.people import claim, decide_author, refuse
from seriktes.expertise.api.schemas import EvidenceRefOut
from seriktes.expertise.definitions.reasons import reason_words
from seriktes.expertise.models import AuthorQuestion, EvidencePerson
from seriktes.expertise.queries import access
from seriktes.expertise.queries.evidence import may_claim, own_person_of, record_for_user
from seriktes.organisations.models import Person
from seriktes.organisations.queries.access import people_visible_to

router = Router(tags=["expertise"])
READ, WRITE = BearerToken(Scope.EXPERTISE_READ), BearerToken(Scope.EXPERTISE_WRITE)
PEOPLE = "/expertise/evidence/{int:pk}/people/{int:part}"


class AuthorQuestionOut(Shown):
    """May the printed name be this person of the register?"""

    id: int
    evidence: EvidenceRefOut
    printed: str = Field(description="The name as it is printed.")
    person: EvidenceRefOut | None = Field(description="Null where you may not see the person.")
    likeness: float = Field(description="From 0 to 1.")
    reasons: list[str] = Field(description="In the language of the request.")
    asked_at: datetime
    is_same: bool | None = Field(description="Null while nobody has decided.")
    decided_at: datetime | None
    may_decide: bool


class AuthorsAsked(BaseModel):
    state: Literal["waiting", "decided"] = "waiting"


def _shown(request: HttpRequest, rows: list[AuthorQuestion]) -> list[AuthorQuestionOut]:
    user, pks = asker(request), [row.pk for row in rows]
    mine = set(access.decidable_by(user).filter(pk__in=pks).values_list("pk", flat=True))
    seen = access.people_seen_among(user, [row.person_id for row in rows])
    found = []
    for row in rows:
        evidence, person = row.row.evidence, seen.get(row.person_id)
        found.append(
            AuthorQuestionOut(
                id=row.pk, evidence=EvidenceRefOut(id=evidence.pk, name=evidence.name), printed=row.row.name,
                person=EvidenceRefOut(id=person.pk, name=str(person)) if person else None, likeness=row.likeness,
                reasons=[words for reason in row.reasons if (words := reason_words(reason))], asked_at=row.asked_at,
                is_same=row.is_same, decided_at=row.decided_at, may_decide=row.pk in mine and row.is_same is None,
            )
        )  # fmt: skip
    return found


@router.get("/expertise/authors", auth=READ, response=Page[AuthorQuestionOut], summary="Questions about printed names")
def questions(
    request: HttpRequest, response: HttpResponse, asked: Asked, wanted: Annotated[AuthorsAsked, Query()]
) -> dict[str, Any]:
    """For those who decide on the authors of an organisation, and for everybody whose own name is asked about."""
    rows = access.questions_visible_to(asker(request)).filter(is_same__isnull=wanted.state == "waiting")
    rows = rows.select_related("row__evidence")
    return page_of(request, response, rows, asked, Order(), show=lambda found: _shown(request, found))


def _question(request: HttpRequest, pk: int) -> AuthorQuestion:
    found = access.questions_visible_to(asker(request)).select_related("row__evidence").filter(pk=pk).first()
    if found is None:
        raise not_found()
    return found


@router.get(
    "/expertise/authors/{int:pk}", auth=READ, response=AuthorQuestionOut, summary="One question about a printed name"
)
def question(request: HttpRequest, pk: Key) -> AuthorQuestionOut:
    return _shown(request, [_question(request, pk)])[0]


class AuthorDecisionIn(Body):
    same: Annotated[bool, Field(description="True: the name is that person, and nobody else.")]


@router.post(
    "/expertise/authors/{int:pk}/decision", auth=WRITE, response=AuthorQuestionOut,
    summary="Decide whose a printed name is",
)  # fmt: skip
def decide(request: HttpRequest, pk: Key, what: AuthorDecisionIn) -> AuthorQuestionOut:
    """Decided once: the answer stands, whatever an import says later."""
    found = _question(request, pk)
    if not access.may_decide(asker(request), found):
        raise not_permitted()
    decide_author(question=found, same=what.same, by=member(request), at=timezone.now())
    return _shown(request, [AuthorQuestion.objects.select_related("row__evidence").get(pk=pk)])[0]


# --- By hand ----------------------------------------------------------------------------------------------------------
def _row(request: HttpRequest, pk: int, part: int) -> EvidencePerson:
    """A printed name that the asker may read."""
    evidence = access.evidence_visible_to(asker(request)).filter(pk=pk).first()
    if evidence is None:
        raise not_found()
    read = {name.row.pk for name in record_for_user(asker(request), evidence, all_names=True).names}
    rows = evidence.people.filter(archived_at__isnull=True, pk=part).select_related("person", "evidence")
    found = rows.first() if part in read else None
    if found is None:
        raise not_found()
    return found


class LinkIn(Body):
    person: RecordNumber


@router.post(f"{PEOPLE}/link", auth=WRITE, response={204: None}, summary="Say which person a printed name is")
def link(request: HttpRequest, pk: Key, part: Key, what: LinkIn) -> None:
    """For those who keep the record, and for the person: a name like one's own that belongs to nobody yet."""
    row, user = _row(request, pk, part), asker(request)
    own = own_person_of(user)
    if own is not None and own.pk == what.person and may_claim(own, row):
        claim(row=row, person=own, by=member(request), at=timezone.now())
        return
    if not access.may_change(user, row.evidence):
        raise not_permitted()
    person: Person | None = people_visible_to(user).filter(pk=what.person, merged_into__isnull=True).first()
    if person is None:
        raise invalid_value("/person", _("There is no such person, or they are not shown to you."))
    if not access.may_link(user, row, person):
        raise not_permitted()
    claim(row=row, person=person, by=member(request), at=timezone.now())


@router.post(f"{PEOPLE}/refuse", auth=WRITE, response={204: None}, summary="Say that a printed name is somebody else")
def unlink(request: HttpRequest, pk: Key, part: Key) -> None:
    """For the person, and for those who keep the record. No import links it again."""
    row, user = _row(request, pk, part), asker(request)
    own = own_person_of(user)
    is_own = own is not None and row.person_id == own.pk
    if not is_own and not access.may_change(user, row.evidence):
        raise not_permitted()
    refuse(row=row, by=member(request), at=timezone.now())
