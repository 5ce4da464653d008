"""What comes round by itself for logs, evaluations and confidential reports."""

import logging
from datetime import datetime

from django.utils import timezone

from seriktes.placements.actions import concerns, evaluation_asking, week_letters
from seriktes.procedures.queries.working_time import country_working_time

log = logging.getLogger(__name__)


def send_week_letters(_due_at: datetime) -> None:
    """One letter a week to each host supervisor whose interns' weeks wait for a word."""
    sent = week_letters.send_week_letters(now=timezone.now())
    if sent.letters:
        log.info("weekly letters to host supervisors: %d, about %d weeks", sent.letters, sent.weeks)


def remind_of_concerns(_due_at: datetime) -> None:
    """Confidential reports whose answer is overdue: told to those who handle them, and to the log only how many."""
    now = timezone.now()
    if country_working_time().is_working_day(timezone.localdate(now)) and (late := concerns.remind_handlers(now=now)):
        log.info("confidential reports whose answer is overdue: %d", late)


def ask_for_evaluations(_due_at: datetime) -> None:
    """Each side of a placement is asked to evaluate it, half-way and at the end as its programme says."""
    asked = evaluation_asking.ask_for_evaluations(now=timezone.now())
    if asked.first or asked.again:
        log.info("asked for evaluations: %d placements, %d of them once more", asked.first + asked.again, asked.again)
