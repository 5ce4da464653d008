"""The chapter of courses and councils: a catalogue, two councils with three meetings each, and chains in every state."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.curriculum.actions import advice as chain
from seriktes.curriculum.actions import councils, course_activities, courses, meetings, minutes
from seriktes.curriculum.actions.meetings import Came, Item
from seriktes.curriculum.actions.minutes import Part
from seriktes.curriculum.definitions.activities import CERTIFICATION, OF_A_COURSE
from seriktes.curriculum.demo import words
from seriktes.curriculum.enums import Answer, CouncilRole, EmployerPart
from seriktes.curriculum.models import Attendance, Council, Course, CourseRun, Meeting, Recommendation, StudyProgramme
from seriktes.curriculum.queries.seats import seats_on
from seriktes.organisations.demo.stage import Stage
from seriktes.organisations.models import Organisation, Person, Post, PostHolding
from seriktes.partnerships.enums import ActivityState
from seriktes.partnerships.models import Activity
from seriktes.procedures.actions.clocks import clocks_set_aside

LANGUAGES = (["kk", "ru"], ["ru"], ["kk", "ru", "en"], ["kk"])


def fill_curriculum(stage: Stage) -> None:
    teller = Teller(stage)
    with clocks_set_aside(now=stage.now):
        teller.catalogue()
        stage.tell("curriculum", 1, 3)
        teller.employers()
        teller.councils()
        stage.tell("curriculum", 2, 3)
        teller.chains()
        stage.tell("curriculum", 3, 3)


def named(said: words.Said) -> dict[str, str]:
    return dict(zip(("name_kk", "name_ru", "name_en"), said, strict=True))


class Teller:
    def __init__(self, stage: Stage) -> None:
        self.stage, self.on = stage, timezone.localdate(stage.now)
        self.by: User = stage.users["partnership_officer"]
        self.university: Organisation = stage.world.universities[0]
        self.units = stage.world.units.get(self.university.pk, [])
        self.teachers = [
            person for person, place in stage.world.faculty if place.organisation_id == self.university.pk
        ][:12] or [stage.users["faculty_member"].person]
        self.programmes: list[StudyProgramme] = []
        self.courses: dict[str, Course] = {}
        self.runs: dict[str, CourseRun] = {}
        posts = Post.objects.filter(organisation=self.university, closed_on__isnull=True).order_by("pk")
        self.posts = {post.name_en: post for post in posts}
        self.office = self.posts["Head of the partnership office"]
        self.vacant = self.posts["Placement coordinator"]

    # --- When ---------------------------------------------------------------------------------------------------------
    def ago(self, days: int) -> date:
        """So many days before the day of filling; less than nothing lies ahead."""
        return self.on - timedelta(days=days)

    def at(self, days: int, hour: int = 11) -> datetime:
        moment = timezone.make_aware(datetime.combine(self.ago(days), time(hour)))
        return min(moment, self.stage.now) if days >= 0 else moment

    # --- The catalogue ------------------------------------------------------------------------------------------------
    def catalogue(self) -> None:
        at = self.at(900)
        for place, (code, said) in enumerate(words.PROGRAMMES):
            unit = self.units[place % len(self.units)] if self.units else None
            values = {"code": code, **named(said), "unit": unit}
            self.programmes.append(
                courses.add_programme(organisation=self.university, values=values, by=self.by, at=at)
            )
        for number, (letters, said, places) in enumerate(words.SUBJECTS):
            for step, (digits, form) in enumerate(words.STEPS):
                self._course(number * len(words.STEPS) + step, f"{letters} {digits}", said, form, places)

    def _course(self, number: int, code: str, said: words.Said, form: words.Said, places: tuple[int, ...]) -> None:
        names = tuple(template.format(name) for template, name in zip(form, said, strict=True))
        values: dict[str, Any] = {
            "code": code, **named(names), "credits": Decimal(3 + number % 4), "languages": LANGUAGES[number % 4],  # type: ignore[arg-type]
            "responsible": self.teachers[number % len(self.teachers)] if number % 7 else None,
            "unit": self.units[number % len(self.units)] if self.units else None,
            "employers_part": words.EMPLOYERS_PART[number % 3] if number % 3 == 0 else "",
        }  # fmt: skip
        course = courses.add_course(
            organisation=self.university, values=values, by=self.by, at=self.at(900),
            programmes=[self.programmes[place] for place in places],
        )  # fmt: skip
        self.courses[code] = course

    def employers(self) -> None:
        """Employers have parts in a third of the courses; runs of two years; activities of partnerships; a certification."""
        companies = self.stage.world.companies[:5]
        parts = list(EmployerPart)
        for number, (code, course) in enumerate(self.courses.items()):
            if number % 3 == 0:
                courses.add_employer(
                    course=course, organisation=companies[number % len(companies)], part=parts[number % len(parts)],
                    by=self.by, at=self.at(700), starts_on=self.ago(700),
                )  # fmt: skip
            if number % 4 == 0:
                self._run(course, number)
            del code
        self._activities()

    def _run(self, course: Course, number: int) -> None:
        autumn = date(self.on.year - (self.on.month < 9), 9, 1)
        for years in (1, 0):
            start = autumn.replace(year=autumn.year - years)
            values = {
                "term": f"{start.year}/{(start.year + 1) % 100:02}, 1", "starts_on": start,
                "ends_on": start + timedelta(days=115), "language": course.languages[0],
                "students": 18 + number % 25, "teacher": self.teachers[number % len(self.teachers)],
            }  # fmt: skip
            self.runs[course.code] = courses.add_run(course=course, values=values, by=self.by, at=self.at(300))

    def _activities(self) -> None:
        """Activities of the university's partnerships that fit a course belong to one; of a certification its end is known."""
        rows = Activity.objects.filter(
            kind__in=OF_A_COURSE,
            parties__organisation=self.university,
            state__in=[ActivityState.CONFIRMED, ActivityState.REPORTED],
        )
        found = list(self.courses.values())
        for place, activity in enumerate(rows.order_by("-ends_on", "-pk").distinct()[:9]):
            row = course_activities.name_activity(
                course=found[(place * 6) % len(found)], activity=activity, by=self.by, at=self.stage.now
            )
            other = activity.parties.exclude(organisation=self.university).first()
            if activity.kind == CERTIFICATION and activity.state == ActivityState.CONFIRMED and other is not None:
                course_activities.certify(
                    row=row, certifier=other.organisation, valid_until=max(self.ago(-40), activity.ends_on), by=self.by,
                    at=self.stage.now, certificate=f"ҮЛГІ-{place + 1}",
                )  # fmt: skip

    # --- Councils -----------------------------------------------------------------------------------------------------
    def councils(self) -> None:
        self.dean = self._post(words.DEAN, self.teachers[1 % len(self.teachers)])
        self.head = self._post(words.PROGRAMME_HEAD, self.teachers[2 % len(self.teachers)])
        self.told: list[tuple[Council, list[Meeting]]] = []
        for place, (said, programmes) in enumerate(words.COUNCILS):
            council = councils.found_council(
                organisation=self.university, by=self.by, at=self.at(500),
                programmes=[self.programmes[one] for one in programmes],
                values={**named(said), "post": self.office, "quorum": (50, 67)[place], "founded_on": self.ago(500),
                        "ground": f"№ {12 + place} бұйрық / приказ № {12 + place}"},
            )  # fmt: skip
            self._members(council, place)
            self.told.append((council, self._meetings(council, place)))

    def _post(self, said: words.Said, holder: Person) -> Post:
        post = Post.objects.create(organisation=self.university, **named(said))
        PostHolding.objects.create(post=post, person=holder, starts_on=self.ago(800))
        return post

    def _members(self, council: Council, place: int) -> None:
        companies = self.stage.world.companies
        known = {
            post.organisation_id: post for post in Post.objects.filter(organisation__in=companies[:6]).order_by("-pk")
        }
        for number, company in enumerate(companies[place : place + 5]):
            post = known.get(company.pk)
            values: dict[str, Any] = {
                "role": CouncilRole.CHAIR if number == 0 else CouncilRole.MEMBER, "starts_on": self.ago(500),
                "ends_on": self.ago(-45) if number == 2 else self.ago(-600), "post": post,
            }  # fmt: skip
            if post is None:
                values |= {
                    "contact_name": f"Ойдан Шығарылған {number + 1}",
                    "contact_email": f"council{company.pk}@company.example",
                }
            councils.add_member(council=council, organisation=company, values=values, by=self.by, at=self.at(500))

    def _meetings(self, council: Council, place: int) -> list[Meeting]:
        """Two that were held, with minutes (one of them corrected, one not written yet), and one that the members are called to."""
        first = self._held(council, 340 - 20 * place)
        self._minutes(first, 330 - 20 * place, corrected=place == 0)
        second = self._held(council, 60 - 30 * place)
        if place == 0:
            self._minutes(second, 52)
        third = self._planned(council, -12 - 9 * place)
        if place == 0:
            third = meetings.call_meeting(meeting=third, by=self.by, at=self.stage.now)
            self._answers(third)
        return [first, second, third]

    def _planned(self, council: Council, days: int) -> Meeting:
        starts = timezone.make_aware(datetime.combine(self.ago(days), time(15)))
        agenda = [Item(kk, ru) for kk, ru in words.AGENDA]
        values = {
            "starts_at": starts,
            "ends_at": starts + timedelta(hours=2),
            "place": "Бас ғимарат, 101 / Главный корпус, 101",
        }
        return meetings.plan_meeting(
            council=council, values=values, agenda=agenda, by=self.by, at=self.at(max(days, 0) + 20)
        )

    def _held(self, council: Council, days: int) -> Meeting:
        meeting = self._planned(council, days)
        came = [
            Came(seat, came=number != 3, deputy="Ойдан Орынбасар" if number == 1 else "")
            for number, seat in enumerate(seats_on(council, self.ago(days)).order_by("pk"))
        ]
        return meetings.hold_meeting(meeting=meeting, came=came, by=self.by, at=self.at(days, 18))

    def _answers(self, meeting: Meeting) -> None:
        said = ((Answer.YES, ""), (Answer.DEPUTY, "Ойдан Орынбасар"), (Answer.NO, ""))
        rows = Attendance.objects.filter(meeting=meeting).select_related("member__organisation").order_by("member")
        for row, (answer, deputy) in zip(rows, said, strict=False):
            meetings.answer_invitation(
                meeting=meeting, member=row.member, answer=answer, deputy=deputy, at=self.stage.now, by=None,
                by_label=f"council{row.member.organisation_id}@company.example",
            )  # fmt: skip

    def _minutes(self, meeting: Meeting, days: int, *, corrected: bool = False) -> None:
        draft = minutes.draft_minutes(meeting=meeting, by=self.by, at=self.at(days + 2))
        parts = [Part(*heading, *heard) for heading, heard in zip(words.AGENDA, words.HEARD, strict=True)]
        minutes.write_minutes(minutes=draft, parts=parts, by=self.by, at=self.at(days + 1))
        minutes.approve_minutes(minutes=draft, by=self.by, at=self.at(days))
        if corrected:
            again = minutes.correct_minutes(meeting=meeting, reason=words.CORRECTION, by=self.by, at=self.at(days - 10))
            parts[1] = Part(*words.AGENDA[1], *words.CORRECTED)
            minutes.write_minutes(minutes=again, parts=parts, by=self.by, at=self.at(days - 10))
            minutes.approve_minutes(minutes=again, by=self.by, at=self.at(days - 9))

    # --- Chains -------------------------------------------------------------------------------------------------------
    def chains(self) -> None:
        (digital, first), (engineering, second) = self.told
        done = self._advice(digital, first[0], 0, "DAT 1101", self.dean, days=335)
        self._through(done, 0, 300, concluded=True)
        half = self._advice(digital, first[0], 1, "SEC 2202", self.dean, days=335)
        self._through(half, 1, 280)
        self._proposed(self._advice(digital, first[1], 2, "MLR 1101", self.dean, days=55), 2, 30)
        # Nobody owns it, and no day was set.
        self._advice(digital, first[1], 3, "TST 2202", None, days=55)
        overdue = self._advice(engineering, second[0], 4, "WLD 3303", self.head, days=310)
        self._accepted(self._proposed(overdue, 3, 280, due=260), 265, due=20)
        # Its owner's post is vacant.
        self._advice(engineering, second[0], 5, "REL 1101", self.vacant, days=310, due=-30)
        self._advice(engineering, second[1], 6, "OSH 1101", self.head, days=25, due=-20)
        chain.refuse_advice(
            advice=self._advice(engineering, second[1], 7, "CAD 2202", self.head, days=25), reason=words.REFUSED, by=self.by,
            at=self.at(10),
        )  # fmt: skip

    def _advice(
        self,
        council: Council,
        meeting: Meeting,
        number: int,
        code: str,
        owner: Post | None,
        *,
        days: int,
        due: int | None = None,
    ) -> Recommendation:
        course = self.courses[code]
        seat = council.members.order_by("pk")[number % 5]
        due_on = self.ago(due) if due is not None else (self.ago(days - 40) if owner is not None else None)
        return chain.give_advice(
            council=council, meeting=meeting, owner=owner, due_on=due_on, by=self.by, at=self.at(days),
            values={**named(words.ADVICE[number]), "course": course, "member": seat},
        )  # fmt: skip

    def _proposed(self, advice: Recommendation, number: int, days: int, *, due: int = -15) -> Any:
        return chain.propose_change(
            advice=advice, values={"course": advice.course, "what": words.CHANGES[number]}, due_on=self.ago(due), by=self.by,
            at=self.at(days),
        )  # fmt: skip

    def _accepted(self, change: Any, days: int, *, due: int) -> Any:
        return chain.accept_change(
            change=change,
            decided_on=self.ago(days),
            decided_by=words.BODY,
            due_on=self.ago(due),
            by=self.by,
            at=self.at(days),
        )

    def _through(self, advice: Recommendation, number: int, days: int, *, concluded: bool = False) -> None:
        change = self._accepted(self._proposed(advice, number, days, due=days - 30), days - 20, due=days - 150)
        course = advice.course
        run = self.runs.get(course.code) if course is not None else None
        if run is None and course is not None:
            self._run(course, number)
            run = self.runs[course.code]
        if run is None:
            return
        change = chain.carry_out(change=change, run=run, due_on=self.ago(-60), by=self.by, at=self.at(40))
        if concluded:
            chain.conclude_change(
                change=change, by=self.by, at=self.at(5),
                values={"result": words.RESULT, "measure": words.MEASURE, "before": Decimal(41), "after": Decimal(68),
                        "unit": words.UNIT},
            )  # fmt: skip
