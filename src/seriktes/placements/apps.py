from datetime import time

from django.apps import AppConfig


class PlacementsConfig(AppConfig):
    name = "seriktes.placements"
    label = "placements"

    def ready(self) -> None:
        """Each part registers what is its own in a method of its own."""
        from seriktes.accounts.queries.history import register_verbs
        from seriktes.placements import receivers, rules  # noqa: F401  hears of merges; registers permissions
        from seriktes.placements.definitions.events import EVENTS
        from seriktes.placements.definitions.verbs import VERBS
        from seriktes.procedures.definitions.events import register_events

        register_events(EVENTS)
        register_verbs(VERBS)
        self._programmes()
        self._choice()
        self._placements()
        self._own_hosts()
        self._logs()
        self._agreements()
        self._theses()
        self._stipends()

    @staticmethod
    def _theses() -> None:
        from seriktes.documents.definitions.purposes import register_purpose
        from seriktes.organisations.demo.chapters import register_chapter
        from seriktes.placements.actions import placements
        from seriktes.placements.actions.commission_links import LINKS
        from seriktes.placements.actions.minutes import PURPOSE
        from seriktes.placements.actions.theses import begin_theses, leave_thesis
        from seriktes.placements.definitions import clocks_of_theses as clocks
        from seriktes.placements.definitions.parts import PlacementPart, register_part
        from seriktes.placements.queries import theses
        from seriktes.placements.queries.thesis_part import SUBJECTS, thesis_part
        from seriktes.procedures.definitions.clocks import register_clocks
        from seriktes.procedures.definitions.links import register_links
        from seriktes.procedures.definitions.subjects import register_subjects

        register_chapter("seriktes.placements.demo.theses.fill_theses")
        register_links(LINKS)
        register_subjects(SUBJECTS)
        register_clocks(clocks.thesis_clocks(theses.thesis_owners, theses.supervisors_asked, theses.students_asked))
        register_clocks(clocks.defence_clocks(theses.defence_owners))
        register_purpose(PURPOSE)
        register_part(PlacementPart("thesis", "placements/parts/thesis_section.html", thesis_part, order=5))
        placements.ON_PLANNED.append(begin_theses)
        placements.ON_LEAVING.append(leave_thesis)

    @staticmethod
    def _agreements() -> None:
        from seriktes.documents.actions.samples import register_sample
        from seriktes.documents.definitions.purposes import register_purpose
        from seriktes.placements.actions.placements import TELL_OF_LEAVING
        from seriktes.placements.actions.purposes import LEARNING_AGREEMENT, SAMPLES
        from seriktes.placements.actions.signing import tell_of_end
        from seriktes.placements.actions.signing_links import LINKS
        from seriktes.placements.actions.signing_reminders import address_to_sign
        from seriktes.placements.definitions.clocks import signing_clock
        from seriktes.placements.definitions.parts import PlacementPart, register_part
        from seriktes.placements.queries.signing_clocks import signing_owners, signing_people
        from seriktes.placements.queries.signing_part import section_of_agreement
        from seriktes.procedures.definitions.clocks import register_clocks
        from seriktes.procedures.definitions.links import register_links

        register_purpose(LEARNING_AGREEMENT)
        for sample in SAMPLES:
            register_sample(sample)
        register_links(LINKS)
        register_clocks([signing_clock(signing_owners, signing_people, address_to_sign)])
        register_part(
            PlacementPart("agreement", "placements/agreements_section.html", read=section_of_agreement, order=10)
        )
        if tell_of_end not in TELL_OF_LEAVING:
            TELL_OF_LEAVING.append(tell_of_end)

    @staticmethod
    def _stipends() -> None:
        from seriktes.documents.actions.samples import register_sample
        from seriktes.documents.definitions.purposes import register_purpose
        from seriktes.organisations.demo.chapters import register_chapter
        from seriktes.placements.actions.stipend_links import LINKS
        from seriktes.placements.actions.stipend_papers import PURPOSES, SAMPLES
        from seriktes.placements.definitions.clocks_of_stipends import stipend_clocks
        from seriktes.placements.imports import payments, stipends  # noqa: F401  register kinds of import
        from seriktes.placements.queries.stipend_subjects import SUBJECTS, grantors, students
        from seriktes.procedures.definitions.clocks import register_clocks
        from seriktes.procedures.definitions.links import register_links
        from seriktes.procedures.definitions.subjects import register_subjects

        for purpose in PURPOSES:
            register_purpose(purpose)
        for sample in SAMPLES:
            register_sample(sample)
        register_chapter("seriktes.placements.demo.stipends.fill_stipends")
        register_subjects(SUBJECTS)
        register_clocks(stipend_clocks(grantors, students))
        register_links(LINKS)

    @staticmethod
    def _programmes() -> None:
        from seriktes.common import periodic
        from seriktes.organisations.demo.chapters import register_chapter
        from seriktes.placements.actions.position_links import LINKS
        from seriktes.placements.definitions import clocks_of_programmes as clocks
        from seriktes.placements.imports import kinds, rankings, theses  # noqa: F401  registers kinds of import
        from seriktes.placements.queries import programme_subjects as subjects
        from seriktes.procedures.definitions.clocks import register_clocks
        from seriktes.procedures.definitions.links import register_links
        from seriktes.procedures.definitions.subjects import register_subjects

        register_chapter("seriktes.placements.demo.positions.fill_positions")
        register_subjects(subjects.SUBJECTS)
        register_links(LINKS)
        register_clocks(clocks.cohort_clocks(subjects.cohort_owners))
        register_clocks(clocks.position_clocks(subjects.offered_to, subjects.offered_by))
        register_clocks(clocks.host_clocks(subjects.host_keepers))
        periodic.register(
            periodic.Periodic(
                name="move_cohorts", run="seriktes.placements.tasks.programmes.move_cohorts", at=time(0, 20)
            )
        )

    @staticmethod
    def _choice() -> None:
        from seriktes.accounts.queries import register_notices
        from seriktes.common import periodic
        from seriktes.organisations.demo.chapters import register_chapter
        from seriktes.placements.actions import leaving, placements, ranking_links
        from seriktes.placements.definitions.clocks_of_choice import choice_clocks
        from seriktes.placements.definitions.parts import ASIDE, PlacementPart, register_part
        from seriktes.placements.definitions.rounds import NOTICES
        from seriktes.placements.queries import choice_subjects
        from seriktes.placements.queries.programme_subjects import offered_by
        from seriktes.placements.queries.results import part_of_match
        from seriktes.procedures.definitions.clocks import register_clocks
        from seriktes.procedures.definitions.links import register_links
        from seriktes.procedures.definitions.subjects import register_subjects

        register_subjects(choice_subjects.SUBJECTS)
        register_clocks(choice_clocks(offered_by))
        register_links(ranking_links.LINKS)
        register_part(
            PlacementPart("match", "placements/parts/matched.html", read=part_of_match, place=ASIDE, order=60)
        )
        register_chapter("seriktes.placements.demo.choice.fill_choice")
        register_notices(NOTICES)
        placements.ON_LEAVING.append(leaving.follow_placement)
        periodic.register(
            periodic.Periodic(
                name="remind_applicants", run="seriktes.placements.tasks.rounds.remind_applicants", at=time(7, 30)
            )
        )

    @staticmethod
    def _placements() -> None:
        from seriktes.common import periodic
        from seriktes.organisations.demo.chapters import register_chapter
        from seriktes.placements.queries.dates import dates_of_placements
        from seriktes.placements.queries.subjects import PLACEMENT_SUBJECT
        from seriktes.procedures.definitions.dates import register_dates
        from seriktes.procedures.definitions.subjects import register_subjects

        register_subjects([PLACEMENT_SUBJECT])
        register_dates(dates_of_placements)
        register_chapter("seriktes.placements.demo.agreements.fill_placements")
        periodic.register(
            periodic.Periodic(
                name="follow_placements", run="seriktes.placements.tasks.placements.follow_placements", at=time(0, 25)
            )
        )

    @staticmethod
    def _own_hosts() -> None:
        from seriktes.organisations.demo.chapters import register_chapter
        from seriktes.placements.definitions.clocks_of_own_hosts import own_host_clocks
        from seriktes.placements.definitions.parts import ASIDE, PlacementPart, register_part
        from seriktes.placements.queries import own_hosts
        from seriktes.procedures.definitions.clocks import register_clocks
        from seriktes.procedures.definitions.subjects import register_subjects

        register_chapter("seriktes.placements.demo.own_hosts.fill_own_hosts")
        register_subjects(own_hosts.SUBJECTS)
        register_clocks(own_host_clocks(own_hosts.proposal_owners, own_hosts.students_asked))
        register_part(
            PlacementPart(
                "own_host", "placements/parts/own_host_aside.html", own_hosts.part_of_proposal, ASIDE, order=61
            )
        )

    @staticmethod
    def _logs() -> None:
        from seriktes.common import periodic
        from seriktes.documents.definitions.purposes import register_purpose
        from seriktes.organisations.demo.chapters import register_chapter
        from seriktes.placements.actions import evaluation_links, placements, week_links
        from seriktes.placements.actions.certificates import document_purposes
        from seriktes.placements.actions.recounting import recount_after_leaving
        from seriktes.placements.definitions.clocks_of_logs import dispute_clock
        from seriktes.placements.definitions.parts import ASIDE, PlacementPart, register_part
        from seriktes.placements.queries.host_evaluations import evaluation_figures
        from seriktes.placements.queries.hosts import register_counter
        from seriktes.placements.queries.log_clocks import address_of_week, deciders, dispute_owners
        from seriktes.placements.queries.log_parts import concern_part, documents_part, evaluation_part, log_part
        from seriktes.procedures.definitions.clocks import register_clocks
        from seriktes.procedures.definitions.links import register_links

        placements.ON_LEAVING.append(recount_after_leaving)
        register_counter(evaluation_figures)
        register_clocks([dispute_clock(dispute_owners, deciders, address_of_week)])
        register_links([*week_links.LINKS, *evaluation_links.LINKS])
        register_part(PlacementPart("log", "placements/parts/log_section.html", log_part, order=20))
        register_part(
            PlacementPart("evaluations", "placements/parts/evaluation_section.html", evaluation_part, order=30)
        )
        register_part(PlacementPart("concern", "placements/parts/concern_aside.html", concern_part, ASIDE, order=90))
        register_part(PlacementPart("papers", "placements/parts/documents_aside.html", documents_part, ASIDE, order=40))
        for purpose in document_purposes():
            register_purpose(purpose)
        register_chapter("seriktes.placements.demo.logs.fill_logs")
        tasks = "seriktes.placements.tasks.logs"
        periodic.register(periodic.Periodic(name="send_week_letters", run=f"{tasks}.send_week_letters", at=time(8)))
        periodic.register(periodic.Periodic(name="remind_of_concerns", run=f"{tasks}.remind_of_concerns", at=time(9)))
        periodic.register(
            periodic.Periodic(name="ask_for_evaluations", run=f"{tasks}.ask_for_evaluations", at=time(8, 30))
        )
