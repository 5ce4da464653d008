"""The demonstration's partnerships: every awkward case of an office is among them, at whatever day it is filled."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.documents.models import Document, DocumentVersion
from seriktes.organisations.demo.filling import fill_demonstration
from seriktes.organisations.demo.sizes import SIZES
from seriktes.partnerships.models import (
    Activity,
    ActivityParty,
    Agreement,
    Commitment,
    Delivery,
    Partnership,
)
from seriktes.partnerships.queries import access, judgement
from seriktes.partnerships.queries.commitments import with_sums
from seriktes.partnerships.queries.coverage import gaps_of, years_uncovered
from seriktes.partnerships.queries.responsibilities import orphaned_parties
from seriktes.procedures.actions.clocks import verify_clocks
from seriktes.procedures.models import ApprovalStep, Event, Handover, HandoverItem, OpenClock, OwnDay
from seriktes.procedures.queries.clocks import clocks_for_user
from tests.partnerships.conftest import BACKEND, queries_of

# A Sunday, and the night of a leap day on which the clocks of Almaty change: what is told must hold on any day.
pytestmark = [pytest.mark.django_db, pytest.mark.long]
DAYS = (datetime(2026, 11, 22, 8, tzinfo=UTC), datetime(2024, 2, 29, 17, tzinfo=UTC))


def fill(now):
    fill_demonstration(size=SIZES["small"], seed=1701, now=now)


@pytest.fixture(scope="module", params=DAYS, ids=lambda now: now.date().isoformat())
def now(request, django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        fill(request.param)
        yield request.param
        transaction.set_rollback(True)


def told(*kinds):
    return set(kinds) <= set(Event.objects.values_list("kind", flat=True))


def cases_of_agreements(now, on):
    agreements, clocks = Agreement.objects, OpenClock.objects
    half_signed = agreements.filter(state="approved", signatories__signed_on__isnull=False)
    desks = ApprovalStep.objects
    near = (now, now + timedelta(days=12))
    return {
        "last day for notice near": clocks.filter(code="agreement_notice", due_at__range=near).exists(),
        "ends soon, notice given": agreements.filter(
            state="active", notice_given_on__isnull=False, ends_on__lte=on + timedelta(days=30)
        ).exists(),
        "renewed by itself": told("agreement.renewed"),
        "extended": told("agreement.extended"),
        "amended": told("agreement.amendment_signed"),
        "superseded": told("agreement.superseded"),
        "under a framework": agreements.filter(framework__isnull=False, state="active").exists(),
        "suspended": agreements.filter(state="suspended").exists(),
        "terminated": agreements.filter(state="terminated").exclude(termination_reason="").exists(),
        "ended": agreements.filter(state="ended").exists(),
        "abandoned": agreements.filter(state="abandoned").exists() and told("agreement.abandoned"),
        "draft": agreements.filter(state="draft").exists(),
        "signed by one side": half_signed.filter(signatories__signed_on=None).exists(),
        "signature late": clocks.filter(code="agreement_signature", due_at__lt=now).exists(),
        "signed, not in force": agreements.filter(state="signed", starts_on__gt=on).exists(),
        "in three languages": {3, 2, 1} <= {len(row.languages) for row in agreements.all()},
        "on a vacant desk": desks.filter(state="open", post__holdings__ends_on__lt=on)
        .exclude(post__holdings__ends_on=None)
        .exists(),
        "on the desk of the other side": desks.filter(state="open", post__organisation__kind="company").exists(),
        "on a desk that was lent": desks.filter(state="open", post__delegations_given__ends_on__gte=on).exists(),
        "refused with a reason": desks.filter(state="refused").exclude(reason="").exists(),
        "text drafted from a template": DocumentVersion.objects.filter(state="draft", origin="template").exists(),
        "text frozen in kk and ru": DocumentVersion.objects.filter(state="frozen", languages=["kk", "ru"]).exists(),
        "with a sum": agreements.filter(amount__gt=0).exists(),
    }


def cases_of_promises(on):
    promises = with_sums(Commitment.objects.filter(withdrawn_at=None, agreement__signed_on__isnull=False), on)
    kinds = {"money", "in_kind", "places", "hours", "equipment", "scholarship"}
    return {
        "overdue": promises.filter(delivered=0, due__gt=0).exists(),
        "half delivered": any(0 < row.delivered < row.due for row in promises),
        "kept": any(row.delivered >= row.due > 0 for row in promises),
        "scholarship with service": promises.filter(kind="scholarship", service_months__gt=0).exists(),
        "every kind of promise": set(promises.values_list("kind", flat=True)) == kinds,
        "delivered, not confirmed": Delivery.objects.filter(confirmed_at=None, withdrawn_at=None).exists(),
    }


def cases_of_activities(now):
    activities = Activity.objects
    return {
        "disputed": ActivityParty.objects.exclude(dispute="").filter(activity__state="disputed").exists(),
        "awaits the other side": activities.filter(state="reported").count() >= 3,
        "noted, not reported": activities.filter(state="draft").exists(),
        "many kinds": activities.values("kind").distinct().count() >= 12,
        "with people": activities.filter(people__role="supervises").exists(),
        "five years": Event.objects.order_by("at").first().at < now - timedelta(days=5 * 365),
    }


def cases_of_partnerships(now, on):
    running = Partnership.objects.filter(archived_at=None).exclude(stage="ended")
    clocks = OpenClock.objects
    sheets = [judgement.fact_sheet(row, on) for row in running]
    agency = running.filter(parties__organisation__kind="agency")
    stages = {"contact", "talks", "agreeing", "active", "paused", "ended"}
    return {
        "paper only": running.filter(stage="active", last_activity_on=None, ground="indicator").exists(),
        "years without cover": any(len(years_uncovered(gaps_of(row, on))) > 2 for row in running),
        "rests on one person": any(
            one.share_of_activities == 1 and one.of_activities > 3 for sheet in sheets for one in sheet.dependence
        ),
        "handover waits for somebody to come": Handover.objects.filter(state="open", coming=None).exists(),
        "handover waits for the newcomer": HandoverItem.objects.exclude(note="")
        .filter(handover__coming__person__user__persona="career_centre", acknowledged_at=None)
        .exists(),
        "orphaned": orphaned_parties(on).exists(),
        "many sides, a state agency": any(row.parties.count() > 3 for row in agency),
        "published": access.partnerships_visible_to(AnonymousUser()).count() >= 2,
        "alumni opened the door": running.filter(alumni__consent__isnull=False, initiator="alumni").exists(),
        "letter unanswered": clocks.filter(code="partnership_reply", due_at__lt=now).exists(),
        "letter to answer": clocks.filter(code="partnership_reply", due_at__gte=now).exists(),
        "letter answered": told("partnership.answered"),
        "proposed by a company": told("partnership.proposed"),
        "ended and archived": Partnership.objects.filter(stage="ended", archived_at__isnull=False).exists(),
        "every stage": set(Partnership.objects.values_list("stage", flat=True)) == stages,
        "by law, by need, by chance": {"law", "need", "contact"} <= set(running.values_list("ground", flat=True)),
        "days of its own": OwnDay.objects.exists(),
    }


def test_every_awkward_case_is_present(now):
    on = timezone.localdate(now)
    cases = (
        cases_of_agreements(now, on) | cases_of_promises(on) | cases_of_partnerships(now, on) | cases_of_activities(now)
    )
    assert [case for case, is_present in cases.items() if not is_present] == []


# Those who act: what the demonstration says of the others is that they may look.
BUSY = {"partnership_officer": 6, "company_manager": 4, "career_centre": 1, "fund_manager": 2}


def test_each_persona_finds_something(now):
    users = {user.persona: user for user in User.objects.exclude(persona="")}
    waiting = {code: sum(row.clock.due_at < now + timedelta(days=30) for row in clocks_for_user(user, now))
               for code, user in users.items()}  # fmt: skip
    assert {code: waiting[code] >= count for code, count in BUSY.items()} == dict.fromkeys(BUSY, True)
    seen = {code: access.activities_visible_to(user).count() for code, user in users.items()}
    assert {code for code, count in seen.items() if not count} == {"reviewer", "researcher", "librarian"}
    published = set(access.partnerships_visible_to(AnonymousUser()).values_list("pk", flat=True))
    for code in ("reviewer", "researcher"):
        assert set(access.partnerships_visible_to(users[code]).values_list("pk", flat=True)) == published


def test_clocks_stand_as_the_log_says(now):
    differences = verify_clocks(now=now, repair=False)
    assert (differences.missing, differences.extra, differences.changed) == ([], [], [])
    assert OpenClock.objects.count() > 30


def test_nothing_happened_after_the_day_of_filling(now):
    assert not Event.objects.filter(at__gt=now).exists()
    assert not Activity.objects.filter(ends_on__gt=timezone.localdate(now)).exists()


@pytest.mark.parametrize("persona", ["partnership_officer", "ministry_analyst", "administrator"])
def test_the_page_of_an_agreement_takes_at_most_twelve_queries(now, client, persona):
    user = User.objects.get(persona=persona)
    client.force_login(user, backend=BACKEND)
    seen = access.agreements_visible_to(user)
    hanging = [Count(name, distinct=True) for name in ("signatories", "commitments", "activities", "amendments")]
    fullest = seen.annotate(hanging=sum(hanging[1:], start=hanging[0])).order_by("hanging", "pk").last()
    with_text = Document.objects.filter(subject_type=Agreement._meta.label_lower).values("subject_id")
    under_approval = seen.filter(state="in_approval", pk__in=with_text, signatories__isnull=False).first()
    for agreement in (fullest, under_approval):
        assert queries_of(lambda about=agreement: client.get(about.get_absolute_url())) <= 12
    page = client.get(under_approval.get_absolute_url())
    assert page.context["track"].open_steps
    assert page.context["versions"]
