"""The chapter of hosts that students found: one to be looked at, one returned, one approved, one declined."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from seriktes.organisations.demo.stage import Stage
from seriktes.organisations.models import Affiliation, Organisation, Person
from seriktes.placements.actions.own_hosts import approve_proposal, move_proposal, propose_host
from seriktes.placements.enums import CohortState, HostStanding
from seriktes.placements.models import Application, Cohort, HostRecord

# Name, what it is about, tasks.
FOUND = (
    ("«Ойдан шығарылған Шебер» ЖШС", "Жиһаз цехының есебі", (("Материал есебін жүргізу", 60), ("Апталық есеп жазу", 40))),
    ("«Ойдан шығарылған Дәрі» ЖШС", "Дәріхана қоймасы", (("Қалдықты тексеру", 70), ("Тапсырыс дайындау", 30))),
    ("", "Деректерді тазалау", (("Кестелерді салыстыру", 50), ("Қателер тізімін жасау", 50))),
    ("«Ойдан шығарылған Сауда» ЖШС", "Сауда залындағы жұмыс", (("Тауар қою", 100),)),
)  # fmt: skip
MEND = "Тәлімгердің лауазымын және жұмыс орнының мекенжайын жазыңыз."
DECLINED = "Тапсырмалар мамандыққа сай емес."
LOOKED_AT = "Тәлімгерге қоңырау шалдық, жұмыс орнын көрдік."


def fill_own_hosts(stage: Stage) -> None:
    home = stage.world.universities[0]
    cohort = Cohort.objects.filter(programme__organisation=home, state=CohortState.OPEN).order_by("pk").first()
    if cohort is None:
        return
    inventor = OwnHostInventor(stage, cohort)
    students = inventor.students(home)
    if len(students) == len(FOUND):
        inventor.tell(students)
    stage.tell("own hosts", 1, 1)


@dataclass
class OwnHostInventor:
    stage: Stage
    cohort: Cohort

    def ago(self, days: int) -> datetime:
        return self.stage.now - timedelta(days=days)

    def students(self, home: Organisation) -> list[Person]:
        """Those who rank no positions in the cohort, and are not the persona."""
        own = self.stage.users["student"].person
        applied = Application.objects.filter(cohort=self.cohort).values("student")
        rows = Affiliation.objects.filter(organisation=home, kind="student", archived_at__isnull=True)
        rows = rows.exclude(person__in=applied).exclude(person=own).select_related("person").order_by("-pk")
        return [row.person for row in rows[: len(FOUND)]]

    def tell(self, students: list[Person]) -> None:
        office = self.stage.users["career_centre"]
        known = self._known()
        made = [
            propose_host(
                cohort=self.cohort, student=student, by=None, at=self.ago(3 + number),
                values={
                    "host": None if name else known, "host_name": name, "language": "kk", "title": title, "tasks": tasks,
                    "supervisor_name": "Тәлімгеров Ойдан Шығарылған", "supervisor_email": f"mentor{number}@qiyalkent.example",
                },
            )
            for number, (student, (name, title, tasks)) in enumerate(zip(students, FOUND, strict=True))
        ]  # fmt: skip
        move_proposal(proposal=made[1], way="return", reason=MEND, by=office, at=self.ago(2))
        approve_proposal(proposal=made[2], host=None, looked_at=LOOKED_AT, by=office, at=self.ago(2))
        move_proposal(proposal=made[3], way="decline", reason=DECLINED, by=office, at=self.ago(1))

    def _known(self) -> Organisation:
        """The last company that the university still sends students to."""
        declined = HostRecord.objects.filter(
            organisation=self.cohort.programme.organisation_id, standing=HostStanding.DECLINED
        )
        refused = set(declined.values_list("host", flat=True))
        return next(one for one in reversed(self.stage.world.companies) if one.pk not in refused)
