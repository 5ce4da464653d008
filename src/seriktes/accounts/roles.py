"""The roles: plain classes. Who holds which role where is a row (`organisations.Membership`)."""

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# What each permission allows, in words. The codes are `app.verb_noun`, checked with `user.has_perm(code, object)`.
PERMISSIONS: dict[str, Promise] = {
    "organisations.view_unpublished": _("See organisations that are not published yet"),
    "organisations.add_organisation": _("Add an organisation"),
    "organisations.change_organisation": _("Change an organisation's record"),
    "organisations.change_unclaimed": _("Change the record of an organisation that has no members of its own"),
    "organisations.publish_organisation": _("Publish an organisation or take it back"),
    "organisations.merge_organisation": _(
        "Merge organisations that one may change, undo it, and ask for the merging of others"
    ),
    "organisations.review_duplicates": _("Decide on proposed duplicates"),
    "organisations.view_colleagues": _("See the records of staff and contact persons"),
    "organisations.view_students": _("See the records of students and graduates"),
    "organisations.add_person": _("Add a person"),
    "organisations.change_person": _("Change a person's record"),
    "organisations.merge_person": _("Merge records of one person"),
    "organisations.view_consent": _("See the consent register"),
    "organisations.record_consent": _("Record a consent or its withdrawal"),
    "organisations.manage_members": _("Invite members and give roles"),
    "organisations.manage_posts": _("Keep posts and who holds them"),
    "procedures.manage_routes": _("Keep the routes by which records are approved"),
    "partnerships.view_partnership": _("See partnerships with their agreements, commitments and activities"),
    "partnerships.view_particulars": _("See the notes, contacts and people of partnerships"),
    "partnerships.add_partnership": _("Begin a partnership, or propose one to another organisation"),
    "partnerships.change_partnership": _("Keep partnerships: stages, parties, end, archive"),
    "partnerships.keep_party": _("Keep the own side of a partnership: post, contact, agreement to publish"),
    "partnerships.change_agreement": _("Draft agreements, send them for approval, suspend, extend and terminate them"),
    "partnerships.sign_agreement": _("Record the own side's signature under an agreement, and give notice"),
    "partnerships.keep_commitments": _("Write down what was promised in agreements, and by when"),
    "partnerships.record_delivery": _("Record what was delivered, and confirm what was received"),
    "partnerships.report_activity": _("Report activities"),
    "partnerships.confirm_activity": _("Confirm or dispute activities for the own side"),
    "partnerships.confirm_taken_part": _("Confirm or dispute activities in which one took part oneself"),
    "documents.manage_templates": _("Keep the templates of documents"),
    "expertise.change_evidence": _("Keep publications, equipment, technologies and other evidence of expertise"),
    "expertise.decide_authors": _("Decide which person of the register a printed name is"),
    "expertise.keep_glossary": _("Keep the glossary by which the search crosses languages"),
    "challenges.view_own": _("See the own side's challenges, answers and enquiries"),
    "challenges.post_challenge": _("Write challenges, publish them, invite experts and organisations"),
    "challenges.decide_answers": _("Move answers to the own challenges through their stages, choose and decline"),
    "challenges.propose_experts": _("Decide which of the own experts are named for a challenge"),
    "challenges.answer_challenge": _("Answer challenges"),
    "challenges.handle_enquiries": _("Answer enquiries, and keep to which post they go"),
    "curriculum.view_own": _("See the own side's programmes of study, courses and councils"),
    "curriculum.keep_courses": _("Keep programmes of study, courses, and the part that employers have in them"),
    "curriculum.keep_councils": _("Keep business councils: members, meetings, minutes, recommendations"),
    "curriculum.own_changes": _("Carry out recommendations: changes of curricula, course runs and their results"),
    "placements.view_own": _("See the own side's programmes, positions, applications and placements"),
    "placements.keep_programmes": _("Keep placement programmes, cohorts, hosts and placements"),
    "placements.run_rounds": _("Match students and positions, publish the match, change it with a reason"),
    "placements.offer_positions": _("Offer positions and rank those who applied"),
    "placements.supervise": _("Supervise placements in which one is named: confirm logs, sign, evaluate"),
    "placements.take_part": _("Apply for positions, sign and log the own placement"),
    "placements.handle_concerns": _("Read and handle confidential reports about placements"),
    "placements.keep_stipends": _("Keep stipends with a period of service: payments, service, release"),
    "gatherings.view_own": _("See the own side's fairs, events and hackathons with their exhibitors and leads"),
    "gatherings.keep_gatherings": _("Keep fairs, networking events and hackathons"),
    "gatherings.take_part": _("Take part for the own organisation: stands, slots, leads, teams"),
    "exchange.import_records": _("Import records from files"),
    "exchange.export_records": _("Export lists"),
    "accounts.view_audit": _("Read the audit log"),
    "accounts.view_roles": _("See roles and their permissions"),
    "accounts.manage_tokens": _("Keep API tokens of one's own"),
}

_EVERY_MEMBER = frozenset({"accounts.view_roles", "accounts.manage_tokens", "exchange.export_records"})
_KEEPS_PEOPLE = frozenset(
    {"organisations.view_colleagues", "organisations.view_students", "organisations.add_person",
     "organisations.change_person", "organisations.view_consent", "organisations.record_consent"}
)  # fmt: skip
_KEEPS_ORGANISATION = _KEEPS_PEOPLE | frozenset(
    {"organisations.change_organisation", "organisations.publish_organisation", "organisations.merge_organisation",
     "organisations.merge_person", "organisations.manage_members", "organisations.manage_posts",
     "documents.manage_templates", "procedures.manage_routes"}
)  # fmt: skip
_REPORTS_ACTIVITIES = frozenset(
    {"partnerships.view_partnership", "partnerships.view_particulars", "partnerships.report_activity",
     "partnerships.confirm_taken_part"}
)  # fmt: skip
# One side of a partnership speaks for itself; it does not keep what both sides share.
SPEAKS_FOR_SIDE = _REPORTS_ACTIVITIES | frozenset(
    {"partnerships.add_partnership", "partnerships.keep_party", "partnerships.sign_agreement",
     "partnerships.record_delivery", "partnerships.confirm_activity"}
)  # fmt: skip
_KEEPS_EVIDENCE = frozenset({"expertise.change_evidence", "expertise.decide_authors"})
_POSTS_CHALLENGES = frozenset(
    {"challenges.view_own", "challenges.post_challenge", "challenges.decide_answers", "challenges.handle_enquiries"}
)
_ANSWERS_CHALLENGES = frozenset({"challenges.view_own", "challenges.answer_challenge"})
# An office speaks for all experts of its organisation.
FRONT_DOOR = _POSTS_CHALLENGES | _ANSWERS_CHALLENGES | _KEEPS_EVIDENCE | {"challenges.propose_experts"}
KEEPS_PARTNERSHIPS = SPEAKS_FOR_SIDE | frozenset(
    {"partnerships.change_partnership", "partnerships.change_agreement", "partnerships.keep_commitments"}
)


_SEES_EDUCATION = frozenset({"curriculum.view_own", "placements.view_own", "gatherings.view_own"})
# A career centre keeps the whole of it; a partnership office too, since small universities have only one of them.
_KEEPS_EDUCATION = _SEES_EDUCATION | frozenset(
    {"curriculum.keep_councils", "placements.keep_programmes", "placements.run_rounds", "placements.offer_positions",
     "placements.keep_stipends", "gatherings.keep_gatherings", "gatherings.take_part"}
)  # fmt: skip
# An employer sees the councils in which it sits and the courses in which it has a part.
_HOSTS = frozenset(
    {"curriculum.view_own", "placements.view_own", "placements.offer_positions", "placements.keep_stipends",
     "gatherings.view_own", "gatherings.take_part"}
)  # fmt: skip


class Role:
    """One role. `sides` are the sides of organisations that may grant it."""

    code: ClassVar[str]
    label: ClassVar[Promise]
    # One line: what the holder does here.
    task: ClassVar[Promise]
    # One paragraph: who may hold the role, and what it is for.
    holders: ClassVar[Promise]
    sides: ClassVar[frozenset[str]]
    # What the holder may do inside the organisation of the membership …
    own: ClassVar[frozenset[str]] = frozenset()
    # … and over the whole register.
    everywhere: ClassVar[frozenset[str]] = _EVERY_MEMBER


class PartnershipOfficer(Role):
    code = "partnership_officer"
    label = _("Partnership officer")
    task = _("Keeps the university's partners, people and posts")
    holders = _(
        "Held by the person in a university's partnership post. Keeps the university's own record, people, posts and "
        "members, its partnerships with their agreements, commitments and activities, its evidence of expertise, its "
        "challenges, answers and enquiries; adds partner organisations, imports lists and decides which records are the "
        "same."
    )
    sides = frozenset({"university"})
    own = _KEEPS_ORGANISATION | KEEPS_PARTNERSHIPS | FRONT_DOOR | _KEEPS_EDUCATION | {
        "curriculum.keep_courses", "curriculum.own_changes",
    }  # fmt: skip
    everywhere = _EVERY_MEMBER | {
        "organisations.view_unpublished", "organisations.add_organisation", "organisations.change_unclaimed",
        "organisations.review_duplicates", "organisations.merge_organisation", "exchange.import_records",
    }  # fmt: skip


class FacultyMember(Role):
    code = "faculty_member"
    label = _("Faculty member")
    task = _("Looks for partners and keeps the own profile")
    holders = _(
        "Held by teaching and research staff of a university. Sees the register, the colleagues and the partnerships of "
        "the university, reports activities and answers challenges; keeps nothing but the own profile."
    )
    sides = frozenset({"university"})
    own = _REPORTS_ACTIVITIES | _ANSWERS_CHALLENGES | {
        "organisations.view_colleagues", "curriculum.view_own", "curriculum.own_changes", "placements.supervise",
        # Faculty apply for secondments as students do for internships.
        "placements.take_part",
    }  # fmt: skip


class CompanyManager(Role):
    code = "company_manager"
    label = _("Company manager")
    task = _("Keeps the company's record and its people")
    holders = _(
        "Held by somebody whom a company names to speak for it. Keeps the company's record, its people, posts and "
        "members; sees universities' public records and the company's side of every partnership; proposes "
        "partnerships, records the company's signatures and deliveries, reports and confirms activities; poses "
        "challenges, decides on the answers and answers enquiries."
    )
    sides = frozenset({"industry"})
    own = _KEEPS_ORGANISATION | SPEAKS_FOR_SIDE | _POSTS_CHALLENGES | _HOSTS


class HostSupervisor(Role):
    code = "host_supervisor"
    label = _("Host supervisor")
    task = _("Supervises students at a host organisation")
    holders = _(
        "Held by an employee of a host who supervises students. Sees the public register and the own company's people; "
        "confirms the activities in which the supervisor took part."
    )
    sides = frozenset({"industry", "state", "other"})
    own = frozenset({"organisations.view_colleagues", "partnerships.confirm_taken_part", "placements.supervise"})


class Student(Role):
    code = "student"
    label = _("Student")
    task = _("Sees hosts and the own record with its consents")
    holders = _(
        "Held by a student of a university for the time of study. Sees published organisations and people, the "
        "own record with its consents and the activities in which the student took part; nothing of fellow students."
    )
    sides = frozenset({"university"})
    own = frozenset({"placements.take_part"})
    everywhere = frozenset({"accounts.view_roles"})


class CareerCentre(Role):
    code = "career_centre"
    label = _("Career centre")
    task = _("Keeps students and graduates with their consents")
    holders = _(
        "Held by staff of a university's career centre. Keeps the records of students and graduates with their "
        "consents, adds host organisations, sees the university's partnerships and reports activities."
    )
    sides = frozenset({"university"})
    own = _KEEPS_PEOPLE | _REPORTS_ACTIVITIES | _KEEPS_EDUCATION | {"placements.handle_concerns"}
    everywhere = _EVERY_MEMBER | {
        "organisations.view_unpublished", "organisations.add_organisation", "organisations.change_unclaimed",
        "exchange.import_records",
    }  # fmt: skip


class Librarian(Role):
    code = "librarian"
    label = _("Librarian")
    task = _("Keeps publications, equipment and the glossary of the search")
    holders = _(
        "Held by staff of a university's library or research office. Imports and keeps the university's publications, "
        "projects, patents, equipment and technologies, decides which printed name is which person, and keeps the "
        "glossary by which the search crosses languages."
    )
    sides = frozenset({"university"})
    own = _KEEPS_EVIDENCE | {"organisations.view_colleagues"}
    everywhere = _EVERY_MEMBER | {"expertise.keep_glossary", "exchange.import_records"}


class MinistryAnalyst(Role):
    code = "ministry_analyst"
    label = _("Ministry analyst")
    task = _("Compares figures over the whole register")
    holders = _(
        "Held by an official of a ministry or agency who compares figures. Sees every organisation, published or not, "
        "and every partnership without its people and notes, and exports lists; sees people only where they are "
        "public; changes nothing."
    )
    sides = frozenset({"state"})
    everywhere = _EVERY_MEMBER | {"organisations.view_unpublished", "partnerships.view_partnership"}


class FundManager(Role):
    code = "fund_manager"
    label = _("Fund manager")
    task = _("Keeps the record of a fund that runs calls")
    holders = _(
        "Held by staff of a fund or agency that runs calls. Keeps the fund's own record, people, posts, members and "
        "partnerships; sees published organisations; poses challenges and answers enquiries."
    )
    sides = frozenset({"state"})
    own = _KEEPS_ORGANISATION | KEEPS_PARTNERSHIPS | _POSTS_CHALLENGES | _HOSTS


class Reviewer(Role):
    code = "reviewer"
    label = _("Reviewer")
    task = _("Reviews applications and sees the public register only")
    holders = _(
        "Held by an expert who reviews applications for a fund, for the time of a call. Sees the public register only, "
        "so that nothing learnt here can identify an applicant under blind review."
    )
    sides = frozenset({"state", "university"})
    everywhere = _EVERY_MEMBER - {"exchange.export_records"}


class Researcher(Role):
    code = "researcher"
    label = _("Researcher of partnerships")
    task = _("Studies partnerships from what is published")
    holders = _(
        "Held by somebody who studies partnerships under a protocol of the own university. Sees and exports what is "
        "published, partnerships too; personal data only with consent to publication."
    )
    sides = frozenset({"university"})


class Auditor(Role):
    code = "auditor"
    label = _("Auditor")
    task = _("Reads every record and the audit log, changes nothing")
    holders = _(
        "Held by an internal or state auditor, named by order for a term. Reads every record, every partnership, every "
        "consent and the whole audit log; changes nothing."
    )
    sides = frozenset({"state", "university"})
    everywhere = _EVERY_MEMBER | {
        "organisations.view_unpublished", "organisations.view_colleagues", "organisations.view_students",
        "organisations.view_consent", "accounts.view_audit",
        "partnerships.view_partnership", "partnerships.view_particulars", "challenges.view_own",
        *_SEES_EDUCATION,
    }  # fmt: skip


class Administrator(Role):
    code = "administrator"
    label = _("Administrator")
    task = _("Runs the installation and may do everything")
    holders = _(
        "Held by the few people who run the installation. May do everything in the register, for every organisation; "
        "whatever they do is in the audit log, which they cannot change."
    )
    sides = frozenset({"state"})
    everywhere = frozenset(PERMISSIONS)


ROLES: tuple[type[Role], ...] = (
    PartnershipOfficer, FacultyMember, CompanyManager, HostSupervisor, Student, CareerCentre, Librarian,
    MinistryAnalyst, FundManager, Reviewer, Researcher, Auditor, Administrator,
)  # fmt: skip
ROLE_BY_CODE: dict[str, type[Role]] = {role.code: role for role in ROLES}
ROLE_CHOICES = [(role.code, role.label) for role in ROLES]
