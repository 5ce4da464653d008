"""The chapter of theses: a dozen at every stage, topics of companies and of a lecturer, one defence behind and one ahead."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from seriktes.organisations.demo.stage import Stage
from seriktes.organisations.models import Affiliation, Organisation, Person
from seriktes.placements.actions import defences, theses
from seriktes.placements.actions.placements import Planned, plan_placements
from seriktes.placements.models import Cohort, Defence, Placement, Position, Thesis
from seriktes.placements.queries.choice import choosable

# Titles, and the ways that each thesis has gone: where few topics are free, the first of them show every stage.
WORKS = (
    ("Құйма ақауларын кескін бойынша тану", "Распознавание дефектов отливок по снимкам", "Finding casting faults in pictures", "accept submit admit"),
    ("Жылу желісіндегі шығынды болжау", "Прогноз потерь в тепловой сети", "Forecasting losses of a heat network", "accept submit admit"),
    ("Астық сапасын жедел бағалау", "Экспресс-оценка качества зерна", "Quick assessment of grain", "accept submit admit"),
    ("Қойма жолдарын оңтайландыру", "Оптимизация маршрутов склада", "Better routes in a warehouse", "accept submit admit"),
    ("Қазақша сөйлеуді мәтінге айналдыру", "Распознавание казахской речи", "Kazakh speech to text", "accept submit"),
    ("Жол төсемінің тозуы", "Износ дорожного покрытия", "Wear of road surface", "accept"),
    ("Кітапхана қорын іздеу", "Поиск по фонду библиотеки", "Search in a library's stock", ""),
    ("Су сынамаларын талдау", "Анализ проб воды", "Analysis of water samples", "accept submit admit"),
    ("Күн панелінің тиімділігі", "Эффективность солнечной панели", "Yield of a solar panel", "accept submit"),
    ("Сүт өнімінің сақталу мерзімі", "Срок хранения молочной продукции", "Shelf life of milk products", "accept"),
    ("Шағын кәсіпорын есебі", "Учёт малого предприятия", "Accounts of a small firm", ""),
    ("Станок дірілін бақылау", "Контроль вибрации станка", "Watching the vibration of a lathe", "accept"),
)  # fmt: skip
RESULTS = ((91, 3, 0, "Енгізуге ұсынылды."), (78, 3, 0, ""), (42, 1, 2, "Қайта қорғауға жіберілді."))


def fill_theses(stage: Stage) -> None:
    home = stage.world.universities[0]
    cohort = Cohort.objects.filter(programme__organisation=home, programme__kind="thesis", state="running").first()
    if cohort is None:
        return
    inventor = ThesisInventor(stage, cohort)
    made = inventor.begin(home)
    for thesis, (*_titles, ways) in zip(made, WORKS, strict=False):
        inventor.go(thesis, ways.split())
    admitted = list(Thesis.objects.filter(pk__in=[one.pk for one in made], state="admitted").order_by("pk"))
    behind, ahead = admitted[: len(RESULTS)], admitted[len(RESULTS) :]
    if behind:
        inventor.judge(inventor.defence(behind, -2), behind)
    if ahead:
        inventor.defence(ahead, 9)
    stage.tell("theses", 1, 1)


@dataclass
class ThesisInventor:
    stage: Stage
    cohort: Cohort

    def at(self, days: int) -> datetime:
        return self.stage.now + timedelta(days=days)

    def begin(self, home: Organisation) -> list[Thesis]:
        """Students who have no place in the cohort yet, each with an approved topic that has one left."""
        lecturer = self.stage.users["faculty_member"].person
        placed = Placement.objects.filter(cohort=self.cohort).values("student")
        rows = Affiliation.objects.filter(organisation=home, kind="student", archived_at__isnull=True)
        students = [row.person for row in rows.exclude(person__in=placed).select_related("person").order_by("-pk")[:12]]
        topics = choosable(self.cohort).filter(placements__isnull=True)
        chosen = list(topics.select_related("host", "supervisor").order_by("pk")[: len(students)])
        for number, topic in enumerate(chosen):
            names = dict(zip(("name_kk", "name_ru", "name_en"), WORKS[number], strict=False))
            # Every third topic came from the university's side.
            Position.objects.filter(pk=topic.pk).update(**names, proposed_by=lecturer if number % 3 == 0 else None)
            topic.refresh_from_db()
        planned = [
            Planned(student, topic.host, topic, {"academic_supervisor": lecturer})
            for student, topic in zip(students, chosen, strict=False)
        ]
        rows_made = plan_placements(cohort=self.cohort, planned=planned, by=None, at=self.at(-60))
        return list(Thesis.objects.filter(placement__in=rows_made).order_by("pk"))

    def go(self, thesis: Thesis, ways: list[str]) -> None:
        for way, days in zip(ways, (-57, -12, -8), strict=False):
            theses.move_thesis(thesis=thesis, way=way, by=None, at=self.at(days))

    def defence(self, chosen: list[Thesis], days: int) -> Defence:
        home = self.cohort.programme.organisation
        company = self.stage.world.companies[0]
        manager: Person | None = self.stage.users["company_manager"].person
        defence = defences.plan_defence(
            cohort=self.cohort, starts_at=self.at(days).replace(hour=5, minute=0, second=0, microsecond=0),
            place="Қиялкент, бас ғимарат, 204-бөлме", by=None, at=self.at(-7),
        )  # fmt: skip
        for seat in (
            defences.Seat("chair", name="Төрағаев Әділ Комиссияұлы", email="chair@qiyalkent.example", organisation=home, post="профессор"),
            defences.Seat("member", person=manager, organisation=company),
            defences.Seat("member", name="Сынақова Дана Қорғауқызы", organisation=home, post="доцент"),
            defences.Seat("member", person=self.stage.users["faculty_member"].person, organisation=home),
            defences.Seat("secretary", name="Хаттамина Раушан Жазуқызы", organisation=home),
        ):  # fmt: skip
            defences.add_member(defence=defence, seat=seat, by=None, at=self.at(-7))
        defences.put_theses(defence=defence, theses=[one.pk for one in chosen], by=None, at=self.at(-7))
        return defences.call_defence(defence=defence, by=None, at=self.at(-6))

    def judge(self, defence: Defence, chosen: list[Thesis]) -> None:
        for thesis, (points, votes_for, votes_against, resolution) in zip(chosen, RESULTS, strict=True):
            defences.judge_thesis(
                defence=defence, thesis=thesis, points=points, votes_for=votes_for, votes_against=votes_against,
                resolution=resolution, by=None, at=self.at(-1),
            )  # fmt: skip
