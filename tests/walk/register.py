"""Partnerships: objects for each address."""

from tests.walk.arguments import (
    ORGANISATIONS,
    PARTNERSHIPS,
    Fillers,
    activities,
    agreements,
    deliveries,
    extras,
    only,
    partnerships,
    promises,
    sides,
    signatories,
)

RECORD_PAGES = (
    "record", "edit", "archive", "unarchive", "timeline", "clocks", "letter", "alumni_name", "side_add",
)  # fmt: skip


FILLERS: dict[str, Fillers] = {
    **dict.fromkeys(
        [*(f"partnerships:commitment{name}" for name in ("", "_edit", "_withdraw")), "partnerships:delivery_add"],
        promises("own", "elsewhere"),
    ),
    **dict.fromkeys(
        [f"partnerships:delivery_{name}" for name in ("confirm", "dispute", "withdraw", "evidence")],
        deliveries("own", "elsewhere"),
    ),
    "partnerships:signatory_send": signatories("approved", "active"),
    "partnerships:commitment_add": agreements("draft", "active", "elsewhere"),
    **dict.fromkeys(["partnerships:agreement_add", "partnerships:agreement_enter"], partnerships("own", "of_others")),
    **dict.fromkeys(
        [f"partnerships:agreement{name}" for name in ("", "_clocks", "_edit", "_signatories")],
        agreements("draft", "active", "elsewhere"),
    ),
    "partnerships:agreement_move": {
        **agreements("draft", way="submit"),
        **agreements("active", "elsewhere", way="terminate"),
        **agreements("approved", way="sign"),
    },
    "partnerships:from_answer": extras("answer_sent", "answer_chosen", "answer_elsewhere"),
    "partnerships:from_enquiry": extras("enquiry_university", "enquiry_fund"),
    **dict.fromkeys([f"partnerships:{name}" for name in RECORD_PAGES], PARTNERSHIPS),
    "partnerships:alumni_forget": partnerships("own", "of_others", link=999_999_999),
    "partnerships:rules": ORGANISATIONS,
    "partnerships:move": partnerships("own", "published", "of_others", way="to_paused"),
    "partnerships:fact": {
        **partnerships("own", "published", "of_others", code="confirmed"),
        "unknown": lambda world: {"pk": world.partnerships["own"].pk, "code": "weather"},
    },
    **dict.fromkeys(
        [f"partnerships:side_{name}" for name in ("edit", "leave", "publish", "unpublish", "answer")],
        sides("own", "published", "of_others"),
    ),
    **dict.fromkeys(
        [f"partnerships:activity{name}" for name in ("", "_edit", "_people", "_file_add")],
        activities("draft", "reported", "confirmed", "disputed", "elsewhere"),
    ),
    "partnerships:activity_move": {
        way: lambda world, way=way: {"pk": world.activities["reported"].pk, "way": way}
        for way in ("report", "confirm", "dispute", "withdraw", "settle")
    },
    **dict.fromkeys(
        ["partnerships:activity_file", "partnerships:activity_file_remove"], only(pk=999_999_999, file_pk=1)
    ),
}
