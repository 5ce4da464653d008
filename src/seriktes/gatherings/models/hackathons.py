from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from seriktes.challenges.models import Answer, Challenge
from seriktes.common.models import Stamped
from seriktes.gatherings.enums import HackathonPhase, JudgingMethod, Preferred, TeamState
from seriktes.gatherings.models.gatherings import Gathering
from seriktes.organisations.models import Organisation, Person
from seriktes.organisations.models.organisation import NamedInThree
from seriktes.partnerships.models import Partnership


class Hackathon(Stamped):
    """What an event that is a hackathon has besides: its deadline, how it is judged, and the result with the bundle from
    which anybody can compute it again."""

    gathering = models.OneToOneField(Gathering, on_delete=models.CASCADE, related_name="hackathon")
    due_at = models.DateTimeField(_("submissions are due by"), null=True, blank=True)
    method = models.CharField(
        _("how it is judged"), max_length=8, choices=JudgingMethod.choices, default=JudgingMethod.PAIRWISE
    )
    team_from = models.PositiveSmallIntegerField(_("members of a team, at least"), default=1)
    team_to = models.PositiveSmallIntegerField(_("members of a team, at most"), default=5)
    phase = models.CharField(max_length=7, choices=HackathonPhase.choices, default=HackathonPhase.WORKING)
    # Numbers under which judges see submissions are drawn from it; told when judging begins.
    seed = models.CharField(max_length=64, blank=True, editable=False)
    bundle = models.JSONField(null=True, editable=False)
    result = models.JSONField(null=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    judged_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("hackathon")
        verbose_name_plural = _("hackathons")
        constraints = [
            models.CheckConstraint(
                name="team_size_in_order", condition=Q(team_from__gte=1) & Q(team_to__gte=F("team_from"))
            )
        ]

    def __str__(self) -> str:
        return str(self.gathering)


class Problem(models.Model):
    """A challenge that is set at a hackathon."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="problems")
    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="hackathons")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("problem of a hackathon")
        verbose_name_plural = _("problems of hackathons")
        ordering = ("position", "pk")
        constraints = [models.UniqueConstraint(fields=["gathering", "challenge"], name="problem_once")]

    def __str__(self) -> str:
        return str(self.challenge)


class Criterion(NamedInThree):
    """A line of the rubric."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="criteria")
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)
    maximum = models.PositiveSmallIntegerField(_("highest mark"), default=10)

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ("pk",)
        constraints = [models.CheckConstraint(name="criterion_counts", condition=Q(weight__gte=1) & Q(maximum__gte=1))]


class Team(Stamped):
    """Those who work on one problem together, and what they handed in. Judges see `number` and the words, no name."""

    gathering = models.ForeignKey(Gathering, on_delete=models.PROTECT, related_name="teams")
    problem = models.ForeignKey(Problem, null=True, blank=True, on_delete=models.PROTECT, related_name="teams")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="hackathon_teams"
    )
    name = models.CharField(_("name of the team"), max_length=120)
    # Whoever has it may join.
    join_code = models.CharField(max_length=12, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=11, choices=TeamState.choices, default=TeamState.TAKING_PART)
    number = models.PositiveSmallIntegerField(null=True, editable=False)
    title = models.CharField(_("title"), max_length=200, blank=True)
    text = models.TextField(_("what you made, and how it solves the problem"), max_length=6000, blank=True)
    address = models.URLField(_("where it can be seen"), max_length=500, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)
    # What came of it: handed over once.
    answer = models.ForeignKey(
        Answer, null=True, blank=True, on_delete=models.PROTECT, related_name="hackathon_teams", editable=False
    )
    partnership = models.ForeignKey(
        Partnership, null=True, blank=True, on_delete=models.PROTECT, related_name="hackathon_teams", editable=False
    )

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        constraints = [
            models.UniqueConstraint(fields=["gathering", "name"], name="team_name_once"),
            models.UniqueConstraint(
                fields=["gathering", "number"], condition=Q(number__isnull=False), name="team_number_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("gatherings:team", args=[self.gathering_id, self.pk])


class TeamMember(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="members")
    # Repeated, so that the database keeps a person from being in two teams of one hackathon.
    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="team_members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="hackathon_teams")
    joined_at = models.DateTimeField()

    class Meta:
        verbose_name = _("member of a team")
        verbose_name_plural = _("members of teams")
        ordering = ("joined_at", "pk")
        constraints = [models.UniqueConstraint(fields=["gathering", "person"], name="person_in_one_team")]

    def __str__(self) -> str:
        return f"{self.team_id}: {self.person_id}"


class Judge(models.Model):
    gathering = models.ForeignKey(Gathering, on_delete=models.PROTECT, related_name="judges")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="judged_hackathons")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="hackathon_judges"
    )
    added_at = models.DateTimeField()
    # Who judges in the place of another: the first who had it. Those of one seat judge everything once between them.
    seat = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="successors")
    # What was left then is judged by somebody else of the seat.
    handed_over_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("judge")
        verbose_name_plural = _("judges")
        constraints = [models.UniqueConstraint(fields=["gathering", "person"], name="judge_once")]

    def __str__(self) -> str:
        return str(self.person)


class DeclaredConflict(models.Model):
    """A judge who may not judge a submission for a reason that the register does not know."""

    judge = models.ForeignKey(Judge, on_delete=models.CASCADE, related_name="conflicts")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="conflicts")
    note = models.CharField(_("why"), max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("declared conflict of interest")
        verbose_name_plural = _("declared conflicts of interest")
        constraints = [models.UniqueConstraint(fields=["judge", "team"], name="conflict_declared_once")]

    def __str__(self) -> str:
        return f"{self.judge_id}: {self.team_id}"


class Comparison(models.Model):
    """Which of two submissions a judge prefers. The pair is kept in the order of ids, so that it is judged once."""

    judge = models.ForeignKey(Judge, on_delete=models.PROTECT, related_name="comparisons")
    first = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="compared_first")
    second = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="compared_second")
    preferred = models.CharField(max_length=6, choices=Preferred.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("comparison")
        verbose_name_plural = _("comparisons")
        constraints = [
            models.UniqueConstraint(fields=["judge", "first", "second"], name="pair_judged_once"),
            models.CheckConstraint(name="pair_in_order", condition=Q(first__lt=F("second"))),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} : {self.second_id}"


class Score(models.Model):
    judge = models.ForeignKey(Judge, on_delete=models.PROTECT, related_name="scores")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="scores")
    value = models.PositiveSmallIntegerField(_("mark"))
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("mark")
        verbose_name_plural = _("marks")
        constraints = [models.UniqueConstraint(fields=["judge", "team", "criterion"], name="mark_once")]

    def __str__(self) -> str:
        return f"{self.team_id}: {self.value}"
