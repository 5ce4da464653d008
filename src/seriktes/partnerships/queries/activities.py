"""Reading activities: what a reporter is likely to enter, and one record with what its reader may do."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from seriktes.common.packs import ActivityKind, get_pack
from seriktes.organisations.models import Affiliation, Organisation, Person
from seriktes.organisations.queries.access import Grants, Viewer, grants_for_user, people_visible_to
from seriktes.organisations.queries.search import targets_matching
from seriktes.partnerships.enums import ActivityState
from seriktes.partnerships.models import (
    Activity,
    ActivityFile,
    ActivityParty,
    ActivityPerson,
    Agreement,
    Partnership,
    Party,
)
from seriktes.partnerships.queries import access
from seriktes.partnerships.queries.lifecycle import BINDING
from seriktes.partnerships.workflow import ACTIVITY, CONFIRM, REPORT, SYSTEM
from seriktes.procedures.definitions.workflow import Transition

TAKEN_PART = "partnerships.confirm_taken_part"
# How much is offered before the rest is folded away, and how many past activities say what is likely.
LIKELY, PARTNERS, LOOKED_AT = 5, 8, 40


# --- For a report -----------------------------------------------------------------------------------------------------
def reporting_sides(user: Viewer, partnership: Partnership) -> list[Organisation]:
    """The sides for which the user may report: the own one, as a rule."""
    parties = access.sides_of(partnership.pk).select_related("organisation").order_by("pk")
    sides = {party.organisation_id: party.organisation for party in parties}
    given = access.permissions_by_side(user, parties)
    return [side for pk, side in sides.items() if REPORT in given[pk]]


def partnerships_to_report_for_user(user: Viewer, text: str = "") -> QuerySet[Partnership]:
    """Partnerships of which the user may report, those in which something happened last first; `text`: only those
    with an organisation or a name of which it is the beginning of a word."""
    rows = Partnership.objects.filter(archived_at__isnull=True)
    if not access.sees_all(user, REPORT):
        own = access.own_organisations(user, REPORT)
        if not own:
            return Partnership.objects.none()
        mine = Party.objects.filter(organisation__in=own, left_on__isnull=True)
        rows = rows.filter(pk__in=mine.values("partnership"))
    if text.strip():
        found = Party.objects.filter(organisation__in=targets_matching(text, target="organisation"))
        named = Q(name_kk__icontains=text) | Q(name_ru__icontains=text) | Q(name_en__icontains=text) | Q(number=text)
        rows = rows.filter(Q(pk__in=found.values("partnership")) | named)
    return rows.order_by(F("last_activity_on").desc(nulls_last=True), "-pk")


def with_sides(partnerships: QuerySet[Partnership]) -> QuerySet[Partnership]:
    sides = Party.objects.filter(left_on__isnull=True).select_related("organisation").order_by("pk")
    return partnerships.prefetch_related(Prefetch("parties", sides, to_attr="current_sides"))


@dataclass(frozen=True)
class Likely:
    """What the form offers at once."""

    kinds: list[ActivityKind]
    people: list[Person]


def likely_for(user: Viewer, partnership: Partnership, *, see_people: bool) -> Likely:
    """Kinds that this partnership had lately, then those of its forms; the user, and who took part lately."""
    past = list(
        Activity.objects.filter(partnership=partnership).order_by("-ends_on", "-pk").values_list("pk", "kind")[:LOOKED_AT]
    )  # fmt: skip
    pack = get_pack()
    counted = [code for code, _count in Counter(kind for _pk, kind in past).most_common()]
    of_forms = [kind.code for form in partnership.forms for kind in pack.activity_kinds if kind.form == form]
    codes = list(dict.fromkeys([*counted, *of_forms, *(kind.code for kind in pack.activity_kinds)]))
    kinds = [kind for code in codes if (kind := pack.activity_kind(code)) is not None]
    sides = access.sides_of(partnership.pk).values("organisation")
    belongs = Affiliation.objects.filter(person=OuterRef("pk"), organisation__in=sides, archived_at__isnull=True)
    people = Person.objects.filter(Exists(belongs), merged_into__isnull=True)
    wanted = Q(user=user.pk)
    if see_people and past:
        wanted |= Q(pk__in=ActivityPerson.objects.filter(activity__in=[pk for pk, _kind in past]).values("person"))
    found = sorted(people.filter(wanted)[:LOOKED_AT], key=lambda person: (person.user_id != user.pk, person.name))
    return Likely(kinds[:LIKELY], found[:PARTNERS])


def agreements_to_report_under(partnership: Partnership) -> QuerySet[Agreement]:
    return Agreement.objects.filter(
        partnership=partnership, state__in=BINDING, amends__isnull=True, archived_at__isnull=True
    ).order_by("-starts_on", "-pk")


# --- One record -------------------------------------------------------------------------------------------------------
@dataclass
class ActivityRecord:
    """An activity with everything its page shows; `people` and `files` are empty for who may not see particulars."""

    activity: Activity
    kind: ActivityKind | None
    parties: list[ActivityParty]
    people: list[ActivityPerson]
    files: list[ActivityFile]
    sees_particulars: bool
    # The ways of the workflow that are open to the reader, and the sides for which a word can be given.
    ways: list[Transition] = field(default_factory=list)
    may_confirm_for: list[ActivityParty] = field(default_factory=list)
    may_dispute_for: list[ActivityParty] = field(default_factory=list)
    reports_for: list[Organisation] = field(default_factory=list)

    @property
    def may_change(self) -> bool:
        return bool(self.reports_for) and self.activity.state != ActivityState.WITHDRAWN

    @property
    def outstanding(self) -> list[ActivityParty]:
        return [party for party in self.parties if party.confirmed_at is None]


def record_for_user(user: Viewer, activity: Activity) -> ActivityRecord:
    """The activity has been found among those that the user may see. Four queries."""
    grants = grants_for_user(user)
    parties = list(activity.parties.select_related("organisation", "confirmed_by").order_by("pk"))
    sides = list(access.sides_of(activity.partnership_id).select_related("organisation").order_by("pk"))
    people = list(activity.people.select_related("person").order_by("pk"))
    took_part = any(one.person.user_id == user.pk for one in people)
    sees_particulars = took_part or _somewhere(grants, access.PARTICULARS, sides)
    record = ActivityRecord(
        activity, get_pack().activity_kind(activity.kind), parties,
        people if sees_particulars else [],
        list(activity.files.select_related("by").order_by("pk")) if sees_particulars else [],
        sees_particulars,
    )  # fmt: skip
    current = {side.organisation_id: side.organisation for side in sides}
    # Only a side that took part can speak for the report.
    taking_part = {party.organisation_id for party in parties}
    record.reports_for = [
        side for pk, side in current.items() if pk in taking_part and grants.allow(REPORT, pk)
    ]  # fmt: skip
    own = [
        party for party in parties
        if grants.allow(CONFIRM, party.organisation_id)
        or (took_part and TAKEN_PART in grants.own.get(party.organisation_id, frozenset()))
    ]  # fmt: skip
    open_ways = {way.code for way in ACTIVITY.allowed(activity.state, lambda code: code != SYSTEM)}
    if "confirm" in open_ways:
        record.may_confirm_for = [party for party in own if party.confirmed_at is None]
    if "dispute" in open_ways:
        settled = activity.state == ActivityState.CONFIRMED
        record.may_dispute_for = [party for party in own if settled or party.confirmed_at is None]
    # A side takes back its own word: whose word is missing or against it disputes.
    spoken = {party.organisation_id for party in parties if party.confirmed_at is not None}
    given = {REPORT: any(side.pk in spoken for side in record.reports_for), CONFIRM: False}
    record.ways = [
        way for way in ACTIVITY.allowed(activity.state, lambda code: given.get(code, False))
        if way.code != "reopen"  # that is what editing does
    ]  # fmt: skip
    return record


def _somewhere(grants: Grants, permission: str, sides: list[Party]) -> bool:
    return permission in grants.everywhere or any(grants.allow(permission, side.organisation_id) for side in sides)


def activities_of(user: Viewer, partnership: Partnership, limit: int) -> list[Activity]:
    """The latest of one partnership that the user may see, with their sides: for `parts/activity_rows.html`."""
    rows = access.activities_visible_to(user).filter(partnership=partnership).order_by("-ends_on", "-pk")
    return list(rows.prefetch_related("parties__organisation")[:limit])


def people_to_name(user: Viewer, activity: Activity, text: str = "") -> QuerySet[Person]:
    """People of the sides whom the user may see; with `text`, those whose names hold its words, eight at most."""
    sides = activity.parties.values("organisation")
    belongs = Affiliation.objects.filter(person=OuterRef("pk"), organisation__in=sides, archived_at__isnull=True)
    people = people_visible_to(user).filter(Exists(belongs))
    return people.filter(pk__in=targets_matching(text, target="person"))[:PARTNERS] if text.strip() else people
