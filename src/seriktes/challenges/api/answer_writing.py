"""Answering a challenge: an answer is begun, saved and sent. Replying to an enquiry."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from seriktes.accounts.api import asker, member
from seriktes.challenges.actions import enquiry_letters as letters
from seriktes.challenges.actions.answers import MOST_AUTHORS, begin_answer, save_answer, submit_answer
from seriktes.challenges.api import answers, enquiries
from seriktes.challenges.api.answers import AnswerOut, shown, visible_answer
from seriktes.challenges.api.enquiries import EnquiryOut, visible_enquiry
from seriktes.challenges.api.reading import visible_challenge
from seriktes.challenges.api.writing import OPTIONAL, WRITE, Level, post_given
from seriktes.challenges.definitions.answer_texts import LIMITS
from seriktes.challenges.models import Answer
from seriktes.challenges.queries.enquiries import standing_of
from seriktes.challenges.queries.of_answers import answering_organisations, may_write, people_of
from seriktes.common.api.problems import invalid_value, not_permitted
from seriktes.common.api.types import LARGEST_KEY, LINES, ONE_LINE, Body, Currency, DecimalIn, Key, RecordNumber
from seriktes.common.api.versions import expected_version, version_if_given
from seriktes.common.models import Languages
from seriktes.organisations.models import Person
from seriktes.organisations.queries.access import people_visible_to


class AnswerNew(Body):
    organisation: Annotated[RecordNumber, Field(description="Who answers.")]
    language: Languages | None = None


@answers.router.post(
    "/challenges/{int:pk}/answers", auth=WRITE, response={201: AnswerOut}, summary="Begin an answer to a challenge"
)
def begin(request: HttpRequest, response: HttpResponse, pk: Key, new: AnswerNew) -> AnswerOut:
    """A draft that its own side alone sees. If the owner of the token works there, it begins with that author."""
    challenge, user = visible_challenge(request, pk), member(request)
    organisations = answering_organisations(user, challenge)
    if not organisations.exists():
        raise not_permitted()
    organisation = organisations.filter(pk=new.organisation).first()
    if organisation is None:
        raise invalid_value("/organisation", _("You do not answer challenges for this organisation."))
    own = Person.objects.filter(user=user, merged_into__isnull=True)
    authors = people_of(organisation.pk, timezone.localdate()).filter(pk__in=own.values("pk"))
    made = begin_answer(
        challenge=challenge, organisation=organisation, by=user, at=timezone.now(), authors=list(authors),
        language=str(new.language or ""),
    )  # fmt: skip
    return shown(request, made, response)


Title = Annotated[str, Field(max_length=LIMITS["title"], pattern=ONE_LINE)]
Approach = Annotated[str, Field(max_length=LIMITS["approach"], pattern=LINES)]
Result = Annotated[str, Field(max_length=LIMITS["result"], pattern=LINES)]
Ability = Annotated[str, Field(max_length=LIMITS["ability"], pattern=LINES)]
Economics = Annotated[str, Field(max_length=LIMITS["economics"], pattern=LINES)]
Risks = Annotated[str, Field(max_length=LIMITS["risks"], pattern=LINES)]


class AnswerChange(Body):
    """What the answer says. A member that is left out stays as it is; null empties."""

    title: Title | None = None
    approach: Approach | None = None
    result: Result | None = None
    ability: Ability | None = None
    economics: Economics | None = None
    risks: Risks | None = None
    trl_now: Level | None = None
    trl_then: Level | None = None
    months: Annotated[int, Field(ge=1, le=600)] | None = None
    price: DecimalIn | None = None
    currency: Currency | None = None
    language: Languages | None = None
    post: Annotated[RecordNumber | None, Field(description="The post of the answering side that looks after it.")] = (
        None
    )
    authors: Annotated[
        list[RecordNumber], Field(max_length=MOST_AUTHORS, description="All of them; the first is the contact.")
    ] | None = None  # fmt: skip

    def columns(self) -> dict[str, Any]:
        names = self.model_fields_set - {"post", "authors"}
        if self.language is None:
            names -= {"language"}
        values = {name: getattr(self, name) for name in names}
        return values | ({"language": str(self.language)} if "language" in values else {})


def own_answer(request: HttpRequest, pk: int) -> Answer:
    """Of the side that answers."""
    found = visible_answer(request, pk)
    if not may_write(asker(request), found):
        raise not_permitted()
    return found


@answers.router.patch(
    "/answers/{int:pk}", auth=WRITE, response=AnswerOut, openapi_extra={"x-if-match": True}, summary="Save an answer"
)
def save(request: HttpRequest, pk: Key, change: AnswerChange) -> AnswerOut:
    """A draft may lack anything. What was sent may be changed until the deadline, and stays whole."""
    record = own_answer(request, pk)
    version = expected_version(request)
    post = record.post
    if "post" in change.model_fields_set:
        post = post_given(record.organisation_id, change.post) if change.post else None
    saved = save_answer(
        answer=record, values=change.columns(), by=member(request), at=timezone.now(), expected_version=version,
        authors=_authors(request, change.authors), post=post,
    )  # fmt: skip
    return shown(request, saved)


def _authors(request: HttpRequest, given: list[int] | None) -> list[Person] | None:
    if given is None:
        return None
    known = people_visible_to(asker(request)).filter(merged_into__isnull=True, pk__in=given).in_bulk()
    for place, pk in enumerate(given):
        if pk not in known:
            raise invalid_value(f"/authors/{place}", _("There is no such person, or they are not shown to you."))
    return [known[pk] for pk in dict.fromkeys(given)]


@answers.router.post(
    "/answers/{int:pk}/submit", auth=WRITE, response=AnswerOut, openapi_extra=OPTIONAL, summary="Send an answer"
)
def submit(request: HttpRequest, pk: Key) -> AnswerOut:
    """From here on the asker sees it, and owes a first word. Refused with the reason `missing` and `fields` while it
    lacks something."""
    record = own_answer(request, pk)
    version = version_if_given(request)
    return shown(request, submit_answer(answer=record, by=member(request), at=timezone.now(), expected_version=version))


class ReplyIn(Body):
    text: Annotated[str, Field(max_length=letters.LONGEST, pattern=LINES)]
    asks_back: Annotated[bool, Field(description="Ask something: the clock waits for the asker.")] = False
    seen: Annotated[
        int, Field(ge=0, le=LARGEST_KEY, description="The last letter that you had before you, notes left out.")
    ] | None = None  # fmt: skip


@enquiries.router.post(
    "/enquiries/{int:pk}/replies", auth=WRITE, response={201: EnquiryOut}, summary="Reply to an enquiry"
)
def reply(request: HttpRequest, response: HttpResponse, pk: Key, sent: ReplyIn) -> EnquiryOut:
    """For the side that is asked. With `seen`, the reply is refused when another letter came meanwhile
    (`answered_meanwhile`)."""
    found = visible_enquiry(request, pk)
    if not standing_of(asker(request), found, timezone.localdate()).may_reply:
        raise not_permitted()
    letters.reply(
        enquiry=found, text=sent.text, by=member(request), at=timezone.now(), seen=sent.seen, asks_back=sent.asks_back
    )
    response["Location"] = request.build_absolute_uri(f"/api/v1/enquiries/{pk}")
    return enquiries.shown(request, visible_enquiry(request, pk))
