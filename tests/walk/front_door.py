"""Expertise and challenges: objects for each address."""

from tests.walk.arguments import PEOPLE, Fillers, extras, names_on, only, organisations

FILLERS: dict[str, Fillers] = {
    "challenges:ask": {
        "unknown": lambda _world: {"model": "weather", "pk": 1},
        **{
            key: lambda world, key=key: {"model": "organisation", "pk": world.organisations[key].pk}
            for key in ("university", "hidden_university", "company")
        },
        **{
            key: lambda world, key=key: {"model": "person", "pk": world.people[key].pk}
            for key in ("lecturer", "student")
        },
        "partnership own": lambda world: {"model": "partnership", "pk": world.partnerships["own"].pk},
        "partnership published": lambda world: {"model": "partnership", "pk": world.partnerships["published"].pk},
    },
    "challenges:letters": only(secret="no-such-secret"),
    "challenges:figures_of": organisations("university", "hidden_company"),
    "challenges:counted": only(code="answer-first"),
    **dict.fromkeys(
        [f"challenges:answer{name}" for name in ("", "_edit", "_autosave", "_message")],
        extras("answer_draft", "answer_sent", "answer_elsewhere"),
    ),
    "challenges:answer_move": {
        f"{key} {way}": lambda world, key=key, way=way: {"pk": world.extras[f"answer_{key}"].pk, "way": way}
        for key, way in (
            ("draft", "submit"),
            ("sent", "withdraw"),
            ("sent", "qualify"),
            ("sent", "met"),
            ("sent", "next-word"),
            ("sent", "weather"),
            ("elsewhere", "decline"),
        )
    },
    **dict.fromkeys(
        ["challenges:answer_new", "challenges:answers_of"], extras("challenge_answered", "challenge_elsewhere")
    ),
    **dict.fromkeys(
        [
            f"challenges:{name}"
            for name in ("challenge", "edit", "file_add", "acknowledge", "experts", "invitations", "invitation_add")
        ],
        extras("challenge_answered", "challenge_elsewhere"),
    ),
    "challenges:move": {
        f"{key} {way}": lambda world, key=key, way=way: {"pk": world.extras[f"challenge_{key}"].pk, "way": way}
        for key, way in (
            ("answered", "withdraw"),
            ("answered", "archive"),
            ("answered", "weather"),
            ("elsewhere", "withdraw"),
        )
    },
    **{
        f"challenges:{name}": {
            key: lambda world, key=key, part=part, more=more: {
                "pk": world.extras[f"challenge_{key}"].pk,
                f"{part}_pk": world.extras[f"challenge_{part}_{key}"].pk,
                **more,
            }
            for key in ("answered", "elsewhere")
        }
        for name, part, more in (
            ("file", "file", {}),
            ("file_remove", "file", {}),
            ("expert_move", "match", {"way": "invite"}),
            ("invitation_move", "invitation", {"way": "accept"}),
        )
    },
    **dict.fromkeys(["challenges:enquiry", "challenges:reply"], extras("enquiry_university", "enquiry_fund")),
    "challenges:enquiry_move": {
        f"{key} {way}": lambda world, key=key, way=way: {"pk": world.extras[f"enquiry_{key}"].pk, "way": way}
        for key, way in (
            ("university", "close"),
            ("university", "note"),
            ("university", "hand_on"),
            ("university", "weather"),
            ("fund", "close"),
        )
    },
    "challenges:enquiry_routes": organisations("university", "hidden_university", "company", "fund"),
    "challenges:stray_settle": extras("stray_university", "stray_nobody"),
    "expertise:add": {
        "publication": lambda _world: {"kind": "publication"},
        "nothing": lambda _world: {"kind": "poem"},
    },
    **dict.fromkeys(
        ["expertise:evidence", "expertise:edit", "expertise:merge"],
        extras("evidence_public", "evidence_draft", "evidence_hidden"),
    ),
    "expertise:move": {
        key: lambda world, key=key: {"pk": world.extras[key].pk, "way": "retract"}
        for key in ("evidence_public", "evidence_draft", "evidence_hidden")
    },
    "expertise:link": names_on("evidence_public", "evidence_hidden"),
    "expertise:own_name": names_on("evidence_public", "evidence_hidden", word="claim"),
    "expertise:question_decide": extras("author_question"),
    "expertise:expert_edit": PEOPLE,
    "expertise:expert": PEOPLE,
    "expertise:box": organisations("university", "hidden_university", argument="organisation"),
    **dict.fromkeys(["expertise:glossary_edit", "expertise:glossary_use"], only(name="own-999999")),
    "expertise:unit": extras("unit_university", "unit_hidden_company"),
}
