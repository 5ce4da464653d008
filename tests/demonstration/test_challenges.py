"""The demonstration of the front door: its size, its stories, and that its clocks follow from its events."""

from django.contrib.auth.models import AnonymousUser

from seriktes.challenges.actions.archiving import archive_past
from seriktes.challenges.actions.enquiry_telling import desk_of
from seriktes.challenges.definitions.targets import Side
from seriktes.challenges.enums import AnswerState, ChallengeState, EnquiryState
from seriktes.challenges.models import Answer, Challenge, Enquiry, EnquiryRoute
from seriktes.challenges.queries.enquiry_routing import is_answered, post_for
from seriktes.challenges.queries.enquiry_subjects import orphaned
from seriktes.challenges.queries.enquiry_targets import evidence_target
from seriktes.expertise.demo.words import topics
from seriktes.expertise.enums import EvidenceKind
from seriktes.expertise.models import AuthorQuestion, Evidence, EvidencePerson, IndexChange
from seriktes.organisations.enums import OrganisationKind, OrganisationStatus
from seriktes.organisations.models import Organisation, Person
from seriktes.partnerships.models import Partnership
from seriktes.procedures.models import Event, OpenClock
from seriktes.procedures.queries.clocks import holdings_on
from tests.demonstration.conftest import NOW


def test_the_demonstration_has_the_front_door_at_its_size():
    kinds = {kind: Evidence.objects.filter(kind=kind).count() for kind in EvidenceKind}
    assert (kinds["publication"], kinds["equipment"], Challenge.objects.count()) == (2000, 300, 120)
    assert min(kinds.values()) > 30
    # In one, two and three languages.
    languages = [
        sum(bool(getattr(row, f"text_{code}")) for code in ("kk", "ru", "en"))
        for row in Evidence.objects.filter(kind="publication")
    ]
    assert {1, 2, 3} == set(languages)
    assert Evidence.objects.filter(retracted_on__isnull=False).exists()
    assert AuthorQuestion.objects.filter(decided_at__isnull=True).exists()
    # Everything is told to the index, once.
    assert (
        IndexChange.objects.filter(key__startswith="evidence:").values("key").distinct().count()
        == Evidence.objects.count()
    )
    found = Person.objects.filter(is_public=True, evidence__isnull=False).distinct()
    assert found.count() > 50
    assert EvidencePerson.objects.filter(person__isnull=True).exists()

    assert set(Challenge.objects.values_list("state", flat=True)) == set(ChallengeState.values)
    assert set(Answer.objects.values_list("state", flat=True)) == set(AnswerState.values) - {"draft"}
    assert set(Enquiry.objects.values_list("state", flat=True)) == set(EnquiryState.values) - {"unconfirmed"}
    # What the nightly job would put away has been put away.
    assert Challenge.objects.filter(archived_at__isnull=False).count() > 10
    assert archive_past(now=NOW) == []
    assert Partnership.objects.filter(answer__isnull=False).count() == 2
    told = set(Event.objects.filter(subject_type="challenges.answer").values_list("kind", flat=True))
    assert {"answer.received", "answer.shortlisted", "answer.finalist", "answer.chosen", "answer.declined"} <= told
    running = set(OpenClock.objects.filter(subject_type__startswith="challenges.").values_list("code", flat=True))
    assert {"challenge_due", "challenge_decision", "answer_word", "enquiry_first_reply"} <= running
    _every_university_answers()
    _every_enquiry_is_about_its_card()
    _the_next_word_is_told_by_the_day_of_its_clock()
    # Nothing lies in the future, and every answer came while the challenge took answers.
    assert not Event.objects.filter(subject_type__startswith="challenges.", at__gt=NOW).exists()
    for answer in Answer.objects.select_related("challenge"):
        assert answer.challenge.published_at < answer.submitted_at
        assert answer.submitted_at.date() <= answer.challenge.due_on


def _every_enquiry_is_about_its_card():
    """A question about steel is not put to who keeps a herd: title and letter name a topic of the card's subjects."""
    for enquiry in Enquiry.objects.all():
        card = Evidence.objects.get(pk=enquiry.subject_id)
        subjects = set(card.subjects.values_list("scheme", "code"))
        own = [one for one in topics() if {("ford", one.ford), ("irsti", one.irsti)} <= subjects]
        letter = enquiry.messages.filter(direction="from_asker").earliest("pk").text.casefold()
        names = [getattr(one, enquiry.language).casefold() for one in own]
        assert any(name in enquiry.title.casefold() and name in letter for name in names), (enquiry.title, str(card))


def _every_university_answers():
    """Each of the eight and the branch has a route to one post that is reached; one post is vacant, and what was asked of
    it lies there and shows as orphaned."""
    on = NOW.date()
    universities = Organisation.objects.filter(kind__in=[OrganisationKind.UNIVERSITY, OrganisationKind.BRANCH_CAMPUS])
    sides = [Side(one.pk, one.name) for one in universities.exclude(status=OrganisationStatus.MERGED).order_by("pk")]
    assert len(sides) == 8
    assert [is_answered(side, on) for side in sides] == [True] * 8
    desks = [post_for(side, on) for side in sides]
    assert [desk.organisation_id for desk in desks] == [side.organisation for side in sides]
    assert EnquiryRoute.objects.count() == 8
    held = set(holdings_on(on).filter(post__in=desks).values_list("post", flat=True))
    vacant = [desk for desk in desks if desk.pk not in held]
    assert [desk.organisation_id for desk in vacant] == [sides[2].organisation]
    left = Enquiry.objects.filter(post=vacant[0], state="open")
    assert left.exists()
    assert set(left.values_list("pk", flat=True)) <= set(orphaned(on).values_list("pk", flat=True))
    assert [to.email for to in desk_of(left.first(), on)] == [vacant[0].email]
    # Every piece of equipment can be asked about.
    offers = Evidence.objects.filter(kind="equipment", is_public=True).order_by("pk")
    found = [target for one in offers[::10] if (target := evidence_target(AnonymousUser(), one.pk))]
    assert len(found) > 20
    assert all(is_answered(side, on) for target in found for side in target.sides)


def _the_next_word_is_told_by_the_day_of_its_clock():
    """What the timeline says and what stands beside it is one day, also across weekends and holidays."""
    told, moved = {}, set()
    for event in Event.objects.filter(subject_type="challenges.answer").order_by("at", "pk"):
        if event.kind in ("answer.asked", "answer.replied"):
            moved.add(event.subject_id)
        if "days" in event.data:
            told[event.subject_id] = event.data["date"]
            moved.discard(event.subject_id)
    rows = Answer.objects.filter(next_word_on__isnull=False).exclude(pk__in=moved)
    assert rows.count() > 10
    assert {row.pk: row.next_word_on.isoformat() for row in rows} == {row.pk: told[row.pk] for row in rows}
