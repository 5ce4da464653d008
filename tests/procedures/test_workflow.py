import pytest

from seriktes.procedures.definitions.workflow import (
    BadTable,
    CannotMove,
    Mode,
    Transition,
    Workflow,
    faults_of,
    parse_fields,
)

TABLE = """
# who      | may do what
state     | draft             | sent              | closed
role      | owner    partner  | owner   partner   | owner
title     | required view     | frozen  frozen    | frozen
note      | edit     hidden   | edit    hidden    | view
answer    | hidden   hidden   | view    required  | frozen
"""
FIELDS = parse_fields(TABLE)
SEND = Transition("send", frozenset({"draft"}), "sent", "Send", "papers.send", required=("note",), event="paper.sent")
CLOSE = Transition("close", frozenset({"sent"}), "closed", "Close", "papers.close")
DROP = Transition("drop", frozenset({"draft", "sent"}), "closed", "Drop", "papers.close", is_way_out=True)
WORKFLOW = Workflow(("draft", "sent", "closed"), "draft", (SEND, CLOSE, DROP), FIELDS)


def everything(_permission: str) -> bool:
    return True


def test_the_table_says_who_may_edit_what():
    assert FIELDS.mode("title", "draft", "owner") == Mode.REQUIRED
    assert FIELDS.editable("sent", "owner") == {"note"}
    assert FIELDS.shown("draft", "partner") == {"title"}
    assert FIELDS.refused("sent", "owner", ["note", "title"]) == ["title"]


def test_what_the_table_does_not_name_is_hidden():
    assert FIELDS.mode("title", "closed", "partner") == Mode.HIDDEN
    assert FIELDS.editable("closed", "partner") == frozenset()


def test_a_required_field_of_any_role_must_be_filled():
    assert FIELDS.required("sent") == ("answer",)
    assert WORKFLOW.missing(SEND, "draft", {"title": " ", "note": "x"}) == ["title"]
    assert WORKFLOW.missing(SEND, "draft", {"title": "x"}) == ["note"]
    assert WORKFLOW.missing(CLOSE, "sent", {"answer": 0}) == []
    assert WORKFLOW.missing(DROP, "draft", {}) == []


def test_the_ways_that_somebody_may_take():
    assert WORKFLOW.allowed("draft", everything) == [SEND, DROP]
    assert WORKFLOW.allowed("draft", lambda permission: permission == "papers.send") == [SEND]
    assert WORKFLOW.allowed("closed", everything) == []


@pytest.mark.parametrize(
    ("code", "state", "may", "values", "refusal"),
    [
        ("send", "sent", True, {}, (CannotMove.WRONG_STATE, ())),
        ("send", "draft", False, {}, (CannotMove.NOT_PERMITTED, ())),
        ("send", "draft", True, {"note": "x"}, (CannotMove.MISSING, ("title",))),
        ("fly", "draft", True, {}, (CannotMove.UNKNOWN, ())),
    ],
)
def test_a_way_that_cannot_be_taken_says_why(code, state, may, values, refusal):
    with pytest.raises(CannotMove) as refused:
        WORKFLOW.check_move(code, state, lambda _permission: may, values)
    assert (refused.value.reason, refused.value.fields) == refusal


def test_a_way_that_can_be_taken():
    assert WORKFLOW.check_move("send", "draft", everything, {"title": "x", "note": "y"}) == SEND


def test_a_whole_workflow_has_no_faults():
    assert faults_of(WORKFLOW, states=["draft", "sent", "closed"], fields=["title", "note", "answer"]) == []


def test_the_checker_names_what_is_missing_or_unknown():
    lame = Transition("fly", frozenset({"draft"}), "air", "Fly", "papers.fly", required=("wings",))
    workflow = Workflow(("draft", "sent", "closed"), "draft", (CLOSE, lame), FIELDS)
    assert faults_of(workflow, states=["draft", "sent", "closed", "lost"], fields=["title", "note", "sum"]) == [
        "The state lost is missing from the workflow.",
        "The state lost is missing from the table of fields.",
        "The field sum is missing from the table of fields.",
        "The field answer of the table of fields does not exist.",
        "fly names air, which is none of the states.",
        "fly requires wings, which is none of the fields.",
        "No way leads to closed.",
        "No way leads to sent.",
    ]


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("title | edit", "begins with"),
        ("state | a\nrole | x\ntitle | edi", "'edi' is none of"),
        ("state | a\nrole | x y\ntitle | edit", "1 words for 2 roles"),
        ("state | a | b\nrole | x | x\ntitle | edit", "has 1 states"),
        ("state | a | b\nrole | x\ntitle | edit", "roles for 1 states"),
        ("state | a | a\nrole | x | x\ntitle | edit | edit", "named twice"),
        ("state | a\nrole | x\ntitle | edit\ntitle | view", "named twice"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused(table, sentence):
    with pytest.raises(BadTable, match=sentence):
        parse_fields(table)
