"""The chapter of stipends: a dozen at every state, paid by invented companies and served with them."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from django.utils import timezone

from seriktes.organisations.demo.stage import Stage
from seriktes.organisations.models import Affiliation, Organisation, Person
from seriktes.placements.actions import stipend_payments as money
from seriktes.placements.actions import stipend_service as service
from seriktes.placements.actions import stipends as actions
from seriktes.placements.definitions.service import months_after
from seriktes.placements.enums import PaymentState, StipendKind
from seriktes.placements.models import Stipend

TERMS = {
    "terms_kk": "Ойдан шығарылған шарт: оқуды аяқтағаннан кейін компанияда жұмыс істеу.",
    "terms_ru": "Выдуманное условие: после окончания учёбы работать в компании.",
    "terms_en": "An invented condition: to work for the company after graduation.",
}
# How far each has come, and how many months ago its first payment was.
SERVED, SERVING, WAITING, PAYING, SIGNED, PLANNED, WAIVED = (
    "served", "serving", "waiting", "paying", "signed", "planned", "waived",
)  # fmt: skip
STORIES = (
    (SERVING, 30), (SERVED, 44), (SERVING, 26), (WAITING, 16), (PAYING, 3), (PAYING, 5), (PAYING, 2), (SIGNED, 0),
    (PLANNED, 0), (PLANNED, 0), (WAIVED, 14), (SERVING, 22),
)  # fmt: skip
MONTHS, PAYMENTS = 24, 4


def fill_stipends(stage: Stage) -> None:
    """The first is that of the persona's own student, with the company of the personas."""
    inventor = Inventor(stage, Random(stage.seed + 17), timezone.localdate(stage.now))
    home, companies = stage.world.universities[0], stage.world.companies
    for number, (student, (story, ago)) in enumerate(zip(inventor.students(home), STORIES, strict=False)):
        inventor.tell(student, home, companies[0 if number % 2 == 0 else number], story, ago)
    stage.tell("stipends", 1, 1)


@dataclass
class Inventor:
    stage: Stage
    rng: Random
    on: date

    def students(self, home: Organisation) -> list[Person]:
        persona = self.stage.users["student"].person
        rows = Affiliation.objects.filter(organisation=home, kind="student", archived_at__isnull=True)
        rows = rows.exclude(person=persona).select_related("person").order_by("pk")
        return [persona, *(row.person for row in rows[: len(STORIES) - 1])]

    def tell(self, student: Person, home: Organisation, grantor: Organisation, story: str, ago: int) -> None:
        first = months_after(self.on.replace(day=5), -ago) if ago else months_after(self.on.replace(day=5), 1)
        begun = first - timedelta(days=20)
        amount = Decimal(self.rng.randrange(8, 30) * 10_000)
        stipend = actions.add_stipend(
            values={
                "grantor": grantor, "student": student, "university": home, "currency": "KZT", "employer": grantor,
                "kind": StipendKind.SCHOLARSHIP if self.rng.random() < 0.3 else StipendKind.STIPEND, **TERMS,
                "number": f"СТ-{student.pk}", "service_months": MONTHS, "by_university": True,
                "release": self.rng.choice(("daily", "daily", "steps")), "uplift": Decimal(self.rng.choice((0, 0, 10))),
            },
            payments=actions.schedule(first=first, count=PAYMENTS, amount=amount), by=None, at=self._at(begun),
        )  # fmt: skip
        if story == PLANNED:
            return
        stipend = actions.record_signed(
            stipend=stipend, on=min(begun, self.on), reason="Ойдан шығарылған 7-бума", by=None, at=self._at(begun)
        )
        self._pay(stipend)
        if story == WAIVED:
            stipend.refresh_from_db()
            actions.waive(stipend=stipend, reason="Ойдан шығарылған себеп: денсаулық", by=None, at=self._at(self.on))
        if story in (WAITING, SERVING, SERVED):
            self._serve(stipend, story, months_after(first, PAYMENTS + 1))

    def _pay(self, stipend: Stipend) -> None:
        """What is due is paid; one that is due this week waits for the reader."""
        for payment in stipend.payments.filter(state=PaymentState.PLANNED, due_on__lt=self.on - timedelta(days=7)):
            payment.stipend = stipend
            on = payment.due_on + timedelta(days=2)
            money.pay(payment=payment, on=on, reference=f"ПП-{payment.pk}", by=None, at=self._at(on))

    def _serve(self, stipend: Stipend, story: str, graduated: date) -> None:
        stipend.refresh_from_db()
        stipend = actions.graduate(stipend=stipend, on=graduated, by=None, at=self._at(graduated))
        if story == WAITING:
            return
        starts = graduated + timedelta(days=30)
        last = months_after(starts, MONTHS) if story == SERVED else self.on - timedelta(days=40)
        middle = min(months_after(starts, 12), last)
        for begins, ends, is_confirmed in ((starts, middle, True), (middle + timedelta(days=1), last, story == SERVED)):
            if begins > ends:
                continue
            values = {"employer": stipend.employer, "starts_on": begins, "ends_on": ends}
            period = service.tell_service(stipend=stipend, values=values, by=None, at=self._at(ends))
            if is_confirmed:
                service.confirm_service(
                    period=period, evidence="", by=None, by_label="Кадр бөлімі", at=self._at(ends + timedelta(days=1))
                )
        if story == SERVED:
            stipend.refresh_from_db()
            actions.release(stipend=stipend, by=None, at=self._at(last + timedelta(days=5)))

    def _at(self, day: date) -> datetime:
        return min(timezone.make_aware(datetime.combine(day, time(11))), self.stage.now)
