"""Short ways to let something happen in the past, through the actions that the pages use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.common.packs import get_pack
from seriktes.organisations.demo.stage import Stage
from seriktes.organisations.models import Organisation, Person, Post
from seriktes.partnerships.actions import activities, agreements, commitments, partnerships
from seriktes.partnerships.actions.activities import TookPart
from seriktes.partnerships.actions.agreements import Signed, Signer
from seriktes.partnerships.actions.commitments import Part
from seriktes.partnerships.definitions.checks import add_months
from seriktes.partnerships.demo.cast import Cast, sides
from seriktes.partnerships.enums import CommitmentKind
from seriktes.partnerships.models import Activity, Agreement, Commitment, Delivery, Partnership, Party

Names = tuple[str, str, str]
MONEY = frozenset({CommitmentKind.MONEY, CommitmentKind.SCHOLARSHIP})


def named(names: Names) -> dict[str, str]:
    return dict(zip(("name_kk", "name_ru", "name_en"), names, strict=True))


@dataclass
class Teller:
    stage: Stage
    cast: Cast

    @property
    def on(self) -> date:
        return timezone.localdate(self.stage.now)

    @property
    def officer(self) -> User:
        return self.stage.users["partnership_officer"]

    def voice(self, organisation: Organisation) -> dict[str, Any]:
        """Who speaks for the organisation: a persona, else somebody by a link in a mail."""
        role = {
            self.university(0).pk: "partnership_officer", self.company(0).pk: "company_manager",
            self.body(3).pk: "fund_manager",
        }.get(organisation.pk)  # fmt: skip
        if role:
            return {"by": self.stage.users[role]}
        return {"by": None, "by_label": f"partners{organisation.pk}@partner.example"}

    # Organisations, in the order in which they were invented.
    def university(self, place: int) -> Organisation:
        return self.stage.world.universities[place]

    def company(self, place: int) -> Organisation:
        return self.stage.world.companies[place]

    def body(self, place: int) -> Organisation:
        return self.stage.world.bodies[place]

    # --- When -----------------------------------------------------------------------------------------------------
    def ago(self, months: int = 0, days: int = 0) -> date:
        """So long before the day of filling; less than nothing lies ahead."""
        return add_months(self.on, -months) - timedelta(days=days)

    def first_of(self, months_ago: int) -> date:
        """The first of the month, so many months before."""
        return self.ago(months_ago).replace(day=1)

    def at(self, day: date, hour: int = 10) -> datetime:
        moment = timezone.make_aware(datetime.combine(day, time(hour, day.toordinal() % 60)))
        return min(moment, self.stage.now)

    def days_pass(self, until: date) -> None:
        """Agreements go on, run out and come into force, as the nightly job would have done."""
        agreements.run_terms(today=until, at=self.at(until, 1))

    # --- Partnerships ---------------------------------------------------------------------------------------------
    def partnership(
        self, names: Names, *given: Organisation | Post, began: date, forms: Sequence[str],
        stages: Mapping[str, date] | None = None, by: User | None = None, proposed_by: Organisation | None = None,
        **values: Any,
    ) -> Partnership:  # fmt: skip
        """Entered on the day on which it began, then moved through the stages on their days."""
        by = by or self.officer
        partnership = partnerships.create_partnership(
            sides=sides(*given), values={**named(names), "forms": list(forms), "began_on": began, **values}, by=by,
            at=self.at(began, 9), proposed_by=proposed_by,
        )  # fmt: skip
        for stage, day in (stages or {}).items():
            partnerships.move_stage(partnership=partnership, stage=stage, by=by, at=self.at(day, 11))
        return partnership

    def party(self, partnership: Partnership, of: Organisation | Post) -> Party:
        pk = of.organisation_id if isinstance(of, Post) else of.pk
        return partnership.parties.get(organisation=pk)

    # --- Agreements -----------------------------------------------------------------------------------------------
    def recorded(
        self, partnership: Partnership, kind: str, names: Names, *, signed: date, months: int | None,
        starts: date | None = None, languages: Sequence[str] = ("kk", "ru"), **values: Any,
    ) -> Agreement:  # fmt: skip
        """Signed on paper, and entered on the day on which the last side signed."""
        starts = starts or signed
        parties = list(partnership.parties.filter(left_on__isnull=True).order_by("pk"))
        days = [signed - timedelta(days=3 * place) for place in reversed(range(len(parties)))]
        return agreements.record_signed_agreement(
            partnership=partnership, by=self.officer, at=self.at(signed, 17),
            values={**named(names), "kind": kind, "languages": list(languages), "starts_on": starts,
                    "ends_on": self.end(starts, months), **values},
            signatures=[
                Signed(party, day, name=party.contact_name, authority="Жарғы / Устав")
                for party, day in zip(parties, days, strict=True)
            ],
        )  # fmt: skip

    @staticmethod
    def end(starts: date, months: int | None) -> date | None:
        return add_months(starts, months) - timedelta(days=1) if months else None

    def draft(
        self, partnership: Partnership, kind: str, names: Names, *, day: date, starts: date | None = None,
        months: int | None = None, languages: Sequence[str] = ("kk", "ru"), by: User | None = None, **values: Any,
    ) -> Agreement:  # fmt: skip
        return agreements.draft_agreement(
            partnership=partnership, by=by or self.officer, at=self.at(day), signers=self.signers(partnership),
            values={**named(names), "kind": kind, "languages": list(languages), "starts_on": starts,
                    "ends_on": self.end(starts, months) if starts else None, **values},
        )  # fmt: skip

    def signers(self, partnership: Partnership) -> list[Signer]:
        chiefs = {post.organisation_id: post for post in (self.cast.rector, self.cast.company_director)}
        return [
            Signer(
                party, post=chiefs.get(party.organisation_id, party.post), name=party.contact_name,
                email=party.contact_email, authority="Жарғы / Устав",
            )
            for party in partnership.parties.filter(left_on__isnull=True).order_by("pk")
        ]  # fmt: skip

    def submit(self, agreement: Agreement, *, day: date, content_hash: str = "") -> Agreement:
        return agreements.submit_agreement(
            agreement=agreement, content_hash=content_hash, by=self.officer, at=self.at(day, 12)
        )

    def sign(self, agreement: Agreement, *days: date) -> Agreement:
        """The sides sign in their order, each on its day; those for which no day is given have not signed yet."""
        for signatory, day in zip(agreement.signatories.order_by("party"), days, strict=False):
            agreement = agreements.record_signature(
                agreement=agreement, party=signatory.party, on=day, at=self.at(day, 16), by=self.officer
            )
        return agreement

    # --- Commitments ----------------------------------------------------------------------------------------------
    def promise(
        self, agreement: Agreement, of: Organisation | Post, kind: str, what: str, parts: Sequence[tuple[date, int]],
        *, day: date, measure: str, post: Post | None = None, service_months: int | None = None,
    ) -> Commitment:  # fmt: skip
        """`measure`: the currency of money and scholarships, else what it is counted in."""
        counted = {"currency": measure} if kind in MONEY else {"unit": measure}
        return commitments.promise(
            agreement=agreement, party=self.party(agreement.partnership, of), by=self.officer, at=self.at(day, 17),
            values={"kind": kind, "what": what, "post": post, "service_months": service_months, **counted},
            schedule=[Part(due_on, Decimal(amount)) for due_on, amount in parts], history=True,
        )  # fmt: skip

    def deliver(
        self, commitment: Commitment, amount: int, day: date, *, note: str = "", confirmed: date | None = None
    ) -> Delivery:
        delivery = commitments.record_delivery(
            commitment=commitment, on=day, amount=Decimal(amount), by=self.officer, at=self.at(day, 15), note=note,
            currency=commitment.currency,
        )  # fmt: skip
        if confirmed:
            others = commitment.agreement.signatories.exclude(party=commitment.party_id).order_by("party")
            commitments.confirm_delivery(
                delivery=delivery, party=others[0].party, by=self.officer, at=self.at(confirmed, 12)
            )
        return delivery

    # --- Activities -----------------------------------------------------------------------------------------------
    def activity(
        self, partnership: Partnership, kind: str, title: str, day: date, *, days: int = 1,
        reporter: Organisation | Post | None = None, confirmed: bool | Sequence[Organisation | Post] = True,
        people: Sequence[tuple[Person, str]] = (), by: User | None = None, reported: date | None = None, **values: Any,
    ) -> Activity | None:  # fmt: skip
        """Reported some days after it ended and confirmed, within the term, by every other side or by those given.

        None in a country whose pack has no such kind of activity.
        """
        if get_pack().activity_kind(kind) is None:
            return None
        every = [party.organisation for party in partnership.parties.order_by("pk").select_related("organisation")]
        home = _organisation(reporter) if reporter else every[0]
        voice = {"by": by} if by else self.voice(home)
        ends = min(day + timedelta(days=days - 1), self.on)
        told = reported or min(ends + timedelta(days=2), self.on)
        activity = activities.report_new_activity(
            partnership=partnership, reporter=home, at=self.at(told, 14), **voice,
            values={"kind": kind, "title": title, "starts_on": day, "ends_on": ends, **values},
            people=[TookPart(person, role) for person, role in people],
        )  # fmt: skip
        others = every if confirmed is True else [_organisation(one) for one in confirmed or ()]
        for place, other in enumerate(dict.fromkeys(one for one in others if one.pk != home.pk)):
            activity = activities.confirm_activity(
                activity=activity, organisation=other, **self.voice(other),
                at=self.at(min(told + timedelta(days=3 + place), self.on), 15),
            )  # fmt: skip
        return activity


def _organisation(one: Organisation | Post) -> Organisation:
    return one.organisation if isinstance(one, Post) else one
