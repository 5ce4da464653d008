"""The invented hackathons: teams, submissions, judges, and a result that is computed as any other."""

from datetime import datetime, timedelta
from random import Random

from seriktes.challenges.models import Challenge
from seriktes.gatherings.actions.hackathons import found_team, hand_in, set_criteria
from seriktes.gatherings.actions.judging import declare_conflict, mark, open_judging, publish_result
from seriktes.gatherings.demo import words
from seriktes.gatherings.enums import HackathonPhase, JudgingMethod
from seriktes.gatherings.models import Comparison, Gathering, Hackathon, Judge, Problem, Team, TeamMember
from seriktes.gatherings.queries.judging import conflicts_of, standing_of
from seriktes.organisations.demo.stage import Stage
from seriktes.organisations.models import Organisation

JUDGES = 3
SEED = "a7f3"


class Builder:
    def __init__(self, stage: Stage, rng: Random, home: Organisation, challenges: list[Challenge]) -> None:
        self.stage, self.rng, self.home, self.challenges = stage, rng, home, challenges
        self.persona = stage.users["student"].person
        others = [person for person, _affiliation in stage.world.students[: 4 * len(words.TEAMS)]]
        self.people = [self.persona, *(one for one in others if one != self.persona)]

    def _begin(
        self, gathering: Gathering, due_at: datetime, method: JudgingMethod = JudgingMethod.PAIRWISE
    ) -> tuple[Hackathon, list[Problem]]:
        made = Hackathon.objects.create(gathering=gathering, due_at=due_at, team_to=4, method=method)
        problems = Problem.objects.bulk_create(
            Problem(gathering=gathering, challenge=one, position=place) for place, one in enumerate(self.challenges[:2])
        )
        return made, problems

    def judged(self, gathering: Gathering) -> None:
        """Six teams, three judges of companies, all pairs: some judges see it otherwise, so that a chain connects all."""
        assert gathering.ends_at  # noqa: S101  set where it is made
        due_at = gathering.ends_at - timedelta(hours=2)
        made, problems = self._begin(gathering, due_at)
        teams = [
            Team.objects.create(
                gathering=gathering, name=name, organisation=self.home, problem=problems[place % len(problems)] if problems else None,
                join_code=f"DEMO{place}JUDGED"[:12], title=words.WORKS[place][0], text=words.WORKS[place][1],
                submitted_at=due_at - timedelta(minutes=9 * place),
            )
            for place, name in enumerate(words.TEAMS)
        ]  # fmt: skip
        drawn = list(teams)
        Random(SEED).shuffle(drawn)
        for number, team in enumerate(drawn, 1):
            team.number = number
        Team.objects.bulk_update(drawn, ["number"])
        TeamMember.objects.bulk_create(
            TeamMember(team=team, gathering=gathering, person=person, joined_at=due_at)
            for place, team in enumerate(teams) for person in self.people[place * 3 : place * 3 + 3]
        )  # fmt: skip
        judges = self._judges(gathering, due_at)
        barred = conflicts_of(judges, teams)
        order = sorted(teams, key=lambda team: team.pk)
        Comparison.objects.bulk_create(
            Comparison(
                judge=judge, first=one, second=other, at=due_at + timedelta(hours=1),
                preferred=self.rng.choices(("first", "second", "equal"), (5, 3, 1))[0],
            )
            for judge in judges for place, one in enumerate(order) for other in order[place + 1 :]
            if (judge.pk, one.pk) not in barred and (judge.pk, other.pk) not in barred
        )  # fmt: skip
        made.phase, made.seed = HackathonPhase.JUDGING, SEED
        made.save()
        publish_result(hackathon=made, by=gathering.by, at=due_at + timedelta(hours=3), held=True)

    def _judges(self, gathering: Gathering, at: datetime) -> list[Judge]:
        manager = self.stage.users["company_manager"].person
        staff = [
            person for person, affiliation in self.stage.world.staff if affiliation.organisation_id != self.home.pk
        ]
        people = [manager, *[one for one in staff if one != manager][: JUDGES - 1]]
        return [Judge.objects.create(gathering=gathering, person=one, added_at=at) for one in people]

    def open(self, gathering: Gathering) -> None:
        """Teams still work; the persona of the student has one."""
        assert gathering.ends_at  # noqa: S101  set where it is made
        _made, problems = self._begin(gathering, gathering.ends_at - timedelta(hours=2))
        for place, name in enumerate(words.TEAMS[:3]):
            team = found_team(
                gathering=gathering, name=name, person=self.people[place], organisation=self.home,
                problem=problems[0] if problems else None, by=None, at=self.stage.now,
            )  # fmt: skip
            if place:
                title, text = words.WORKS[place]
                hand_in(
                    team=team, values={"title": title, "text": text}, by=None, at=self.stage.now, expected_version=None
                )
        self._judges(gathering, self.stage.now)

    def under_judging(self, gathering: Gathering) -> None:
        """Handed in and marked in part: one judge is done, one is half way and stands back from one work, one has not begun."""
        assert gathering.starts_at  # noqa: S101  set where it is made
        due_at, by = gathering.starts_at + timedelta(hours=32), gathering.by
        made, problems = self._begin(gathering, due_at, JudgingMethod.RUBRIC)
        rows = [
            dict(zip(("name_kk", "name_ru", "name_en"), names, strict=True)) | {"weight": weight}
            for names, weight in words.RUBRIC
        ]
        criteria = set_criteria(hackathon=made, rows=rows, by=by)
        for place, (name, title, text) in enumerate(words.SMART_WORKS):
            team = found_team(
                gathering=gathering, name=name, person=self.people[place], organisation=self.home,
                problem=problems[place % len(problems)] if problems else None, by=None,
                at=gathering.starts_at + timedelta(minutes=20 * place),
            )  # fmt: skip
            handed_in = due_at - timedelta(minutes=35 - 7 * place)
            hand_in(team=team, values={"title": title, "text": text}, by=None, at=handed_in, expected_version=None)
        judges = self._judges(gathering, gathering.starts_at)
        made = open_judging(hackathon=made, by=by, at=due_at + timedelta(hours=1), seed=SEED)
        at = due_at + timedelta(hours=2)
        waiting = standing_of(judges[0], made).team
        assert waiting  # noqa: S101  five have handed in
        declare_conflict(judge=judges[0], team=waiting, note=words.INTEREST, by=None, at=at)
        for judge, most in zip(judges, (2, len(words.SMART_WORKS), 0), strict=False):
            for _number in range(most):
                if (team_next := standing_of(judge, made).team) is not None:
                    given = {one.pk: self.rng.randint(4, 10) for one in criteria}
                    mark(judge=judge, team=team_next, marks=given, at=at)
