"""A stipend as its page and the lists show it: how money and service stand, on which side the reader is, what comes next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db.models import Count, Prefetch, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from seriktes.common.formats import format_amount, format_day, format_number
from seriktes.organisations.queries.access import Viewer
from seriktes.organisations.queries.search import targets_matching
from seriktes.placements.definitions.service import NOTHING, Standing, Stretch, served_months, shown_months, standing_of
from seriktes.placements.definitions.stipend_stages import OVER, STIPEND, STIPEND_FIELDS, WAYS
from seriktes.placements.enums import PaymentState, ServiceState, StipendState
from seriktes.placements.models import ServicePeriod, Stipend, StipendPayment
from seriktes.placements.queries import access
from seriktes.placements.queries.placements import NextStep, field_words
from seriktes.procedures.definitions.workflow import Transition, is_empty

GRANTOR, OFFICE, STUDENT = "grantor", "office", "student"
WITH = ("grantor", "post", "student", "university", "employer")


@dataclass(frozen=True)
class Account:
    """What a stipend comes to: the standing by its terms, the money planned, and what came back."""

    standing: Standing
    currency: str
    planned: Decimal
    repaid: Decimal
    # Nothing is owed once it is released, waived or was never paid.
    is_settled: bool

    @property
    def left_to_pay_back(self) -> Decimal:
        return NOTHING if self.is_settled else self.owed_if_open

    @property
    def owed_if_open(self) -> Decimal:
        """What would be left to pay back if it had not ended."""
        return max(self.standing.owed - self.repaid, NOTHING)

    # --- For people ---------------------------------------------------------------------------------------------------
    @property
    def served(self) -> Decimal:
        return shown_months(self.standing.served)

    @property
    def remaining(self) -> Decimal:
        return shown_months(self.standing.remaining, up=True)

    @property
    def per_cent(self) -> int:
        required = self.standing.required
        return min(100, int(self.standing.served * 100 / required)) if required else 100

    def money(self, sum_: Decimal) -> str:
        return format_amount(sum_, self.currency)

    @property
    def paid_words(self) -> str:
        return self.money(self.standing.paid)

    @property
    def planned_words(self) -> str:
        return self.money(self.planned)

    @property
    def released_words(self) -> str:
        return self.money(self.standing.paid if self.is_settled else self.standing.released)

    @property
    def repaid_words(self) -> str:
        return self.money(self.repaid)

    @property
    def owed_words(self) -> str:
        return self.money(self.left_to_pay_back)


def with_everything(rows: QuerySet[Stipend]) -> QuerySet[Stipend]:
    """With what `account_of` needs: four queries, however many rows."""
    return rows.select_related(*WITH).prefetch_related(
        "payments",
        "repayments",
        Prefetch("service", ServicePeriod.objects.select_related("employer")),
    )


def account_of(stipend: Stipend) -> Account:
    """From rows that were read with it, or from the database."""
    payments = list(stipend.payments.all())
    paid = _sum(payments, PaymentState.PAID)
    settled = (StipendState.RELEASED, StipendState.WAIVED, StipendState.CANCELLED, StipendState.REPAID)
    standing = standing_of(
        paid=paid, required=stipend.service_months, served=served_of(stipend), release=stipend.release,
        step=stipend.step_months, uplift=stipend.uplift,
    )  # fmt: skip
    return Account(
        standing=standing, currency=stipend.currency, planned=_sum(payments, PaymentState.PLANNED),
        repaid=sum((one.amount for one in stipend.repayments.all()), NOTHING), is_settled=stipend.state in settled,
    )  # fmt: skip


def _sum(payments: Iterable[StipendPayment], state: str) -> Decimal:
    return sum((one.amount for one in payments if one.state == state), NOTHING)


def served_of(stipend: Stipend) -> Fraction:
    """By the periods that are confirmed."""
    return served_months(
        Stretch(one.starts_on, one.ends_on, one.share, employer_key(one))
        for one in stipend.service.all()
        if one.state == ServiceState.CONFIRMED
    )


def employer_key(period: ServicePeriod) -> str:
    return str(period.employer_id) if period.employer_id else " ".join(period.employer_name.casefold().split())


def next_payment(stipend: Stipend) -> StipendPayment | None:
    return stipend.payments.filter(state=PaymentState.PLANNED).order_by("due_on", "place").first()


# --- Who the reader is ------------------------------------------------------------------------------------------------
def roles_on_stipend(user: Viewer, stipend: Stipend) -> frozenset[str]:
    found = set()
    if access.may(user, access.STIPENDS, stipend):
        found.add(GRANTOR)
    if stipend.university_id in access.own_organisations(user, access.STIPENDS):
        found.add(OFFICE)
    if user.is_authenticated and stipend.student.user_id == user.pk:
        found.add(STUDENT)
    return frozenset(found)


def may_plan(user: Viewer, grantor: int, university: int) -> bool:
    """A grantor plans its own; the office of a university those of its own students, in the grantor's stead."""
    kept = access.own_organisations(user, access.STIPENDS)
    return access.sees_all(user, access.STIPENDS) or grantor in kept or university in kept


def ways_of_stipend(stipend: Stipend, roles: frozenset[str]) -> list[Transition]:
    if GRANTOR not in roles:
        return []
    return [way for way in STIPEND.ways_from(stipend.state) if way.code in WAYS]


def may_tell_service(stipend: Stipend, roles: frozenset[str]) -> bool:
    return stipend.state == StipendState.SERVICE and bool(roles & {GRANTOR, STUDENT, OFFICE})


# --- What comes next --------------------------------------------------------------------------------------------------
def values_to_sign(stipend: Stipend) -> dict[str, object]:
    values: dict[str, object] = {
        name: getattr(stipend, name) for name in STIPEND_FIELDS.fields if name not in ("payments", "terms")
    }
    terms = stipend.terms_kk or stipend.terms_ru or stipend.terms_en
    return values | {"terms": terms, "payments": stipend.payments.exists() or None}


def missing_to_sign(stipend: Stipend) -> list[str]:
    values = values_to_sign(stipend)
    return [name for name in STIPEND_FIELDS.required(stipend.state) if is_empty(values.get(name))]


def next_step(stipend: Stipend, account: Account, today: date) -> NextStep:
    state, who = stipend.state, str(stipend.post or stipend.grantor)
    if state == StipendState.PLANNED:
        if missing := missing_to_sign(stipend):
            return NextStep(_("Fill in first: %(fields)s.") % {"fields": field_words(missing)}, who)
        return NextStep(_("Make the contract and have both sides sign it."), who)
    if state in OVER:
        words = {
            StipendState.RELEASED: _("The whole service is confirmed: nothing is owed."),
            StipendState.REPAID: _("It ended: what was owed was paid back."),
            StipendState.WAIVED: _("It was waived: %(reason)s") % {"reason": stipend.ended_reason},
            StipendState.CANCELLED: _("It does not come about: %(reason)s") % {"reason": stipend.ended_reason},
        }  # fmt: skip
        return NextStep(words[StipendState(state)], tone="neutral")
    payment = next((one for one in stipend.payments.all() if one.state == PaymentState.PLANNED), None)
    if payment is not None and (state != StipendState.SERVICE or payment.due_on <= today):
        told = {"amount": account.money(payment.amount), "day": format_day(payment.due_on)}
        tone = "warn" if payment.due_on < today else "info"
        return NextStep(_("Next payment: %(amount)s on %(day)s.") % told, who, tone=tone)
    if state != StipendState.SERVICE:
        return NextStep(_("Everything is paid. When the study ends, service begins to count."), who, tone="neutral")
    if account.standing.is_served:
        return NextStep(_("The whole service is confirmed: release the stipend."), who, tone="ok")
    told = {
        "months": format_number(account.remaining),
        "day": format_day(stipend.begin_by) if stipend.begin_by else "",
    }
    if not account.standing.served:
        late = stipend.begin_by is not None and stipend.begin_by < today
        return NextStep(
            _("Service begins by %(day)s; %(months)s months are to be served.") % told, stipend.student.name,
            tone="warn" if late else "info",
        )  # fmt: skip
    return NextStep(_("%(months)s months of service are left.") % told, stipend.student.name, tone="neutral")


# --- Lists ------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class StipendSelection:
    show: str = ""
    kind: str = ""
    grantor: int | None = None
    university: int | None = None
    q: str = ""

    @property
    def is_narrowed(self) -> bool:
        return self != StipendSelection()


DUE, TOLD = "due", "told"
PILLS = ("", DUE, TOLD, *StipendState.values)


def stipends_listed(user: Viewer, selection: StipendSelection, today: date) -> QuerySet[Stipend]:
    rows = access.stipends_visible_to(user)
    if selection.show:
        rows = rows.filter(_shown_by(selection.show, today))
    for name in ("kind", "grantor", "university"):
        if wanted := getattr(selection, name):
            rows = rows.filter(**{name: wanted})
    if selection.q:
        student = Q(student__in=targets_matching(selection.q, target="person"))
        grantor = Q(grantor__in=targets_matching(selection.q, target="organisation"))
        rows = rows.filter(student | grantor | Q(number__iexact=selection.q))
    return rows


def _shown_by(show: str, today: date) -> Q:
    """`due`: a payment is due, or overdue; `told`: service waits to be confirmed."""
    if show == TOLD:
        told = ServicePeriod.objects.filter(state=ServiceState.TOLD, ends_on__lte=today)
        return Q(pk__in=told.values("stipend"), state=StipendState.SERVICE)
    if show != DUE:
        return Q(state=show)
    due = StipendPayment.objects.filter(state=PaymentState.PLANNED, due_on__lte=today)
    running = (StipendState.SIGNED, StipendState.PAYING, StipendState.SERVICE)
    return Q(pk__in=due.values("stipend"), state__in=running)


def pill_counts(user: Viewer, selection: StipendSelection, today: date) -> dict[str, int]:
    """One query for the states, one for each pill beside them."""
    every = stipends_listed(user, replace(selection, show=""), today).order_by()
    states = dict(every.values_list("state").annotate(n=Count("pk")))
    beside = {code: every.filter(_shown_by(code, today)).count() for code in (DUE, TOLD)}
    return {"": sum(states.values()), **beside, **{state: states.get(state, 0) for state in StipendState.values}}


def sums_of(rows: QuerySet[Stipend]) -> list[tuple[str, Decimal]]:
    """What was paid under stipends of a list, by currency."""
    paid = StipendPayment.objects.filter(stipend__in=rows.order_by().values("pk"), state=PaymentState.PAID)
    return list(paid.order_by("stipend__currency").values_list("stipend__currency").annotate(sum=Sum("amount")))


def own_stipends(user: Viewer) -> Sequence[Stipend]:
    if not user.is_authenticated:
        return []
    rows = access.stipends_visible_to(user).filter(student__user=user.pk)
    return list(with_everything(rows).order_by("-pk"))
