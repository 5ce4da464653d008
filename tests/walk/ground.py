"""Accounts, organisations, procedures, documents and what other packages bring: objects for each address."""

from tests.walk.arguments import (
    ABSENT,
    CONSENTS,
    ORGANISATIONS,
    PEOPLE,
    Fillers,
    extras,
    memberships,
    names_of,
    only,
    organisations,
    units_of,
    versions,
)

FILLERS: dict[str, Fillers] = {
    "portal:organisation": ORGANISATIONS,
    "portal:person": PEOPLE,
    **dict.fromkeys(
        [f"organisations:{name}" for name in ("edit", "publish", "unpublish", "particulars", "units")], ORGANISATIONS
    ),
    "organisations:archive": names_of("university", "hidden_university", "company", "hidden_company"),
    **dict.fromkeys(["organisations:unit", "organisations:unit_close"], units_of("university", "hidden_company")),
    **{
        f"exchange:import_{name}": extras("import_run")
        for name in ("run", "columns", "progress", "cancel", "carry_out", "again", "questions", "file", "rejected")
    },
    "exchange:import_rows": {"": lambda world: {"pk": world.extras["import_run"].pk, "outcome": "created"}},
    "exchange:import_decide": {"": lambda world: {"pk": world.extras["import_run"].pk, "question": 999_999_999}},
    "accounts:token_revoke": extras("token"),
    "accounts:audit_event": extras("event"),
    **dict.fromkeys(
        ["organisations:members", "organisations:invite", "organisations:posts", "organisations:post_add"],
        organisations("university", "hidden_university", "company", "agency", "fund"),
    ),
    **dict.fromkeys(
        [
            "organisations:person_edit",
            "organisations:affiliation_add",
            "organisations:consent_add",
            "organisations:alumni_link_add",
        ],
        PEOPLE,
    ),
    **dict.fromkeys(
        [
            "organisations:consent",
            "organisations:consent_withdraw",
            "organisations:consent_unpublished",
            "organisations:consent_stopped",
            "organisations:consent_evidence",
        ],
        CONSENTS,
    ),
    **dict.fromkeys(
        ["organisations:membership_role", "organisations:membership_end"],
        memberships("faculty_member", "host_supervisor", "ministry_analyst", "reviewer"),
    ),
    **dict.fromkeys(
        ["organisations:post_edit", "organisations:post_appoint", "organisations:post_close"],
        extras("post_university", "post_hidden_company"),
    ),
    "organisations:merge": ORGANISATIONS,
    "organisations:merge_person": PEOPLE,
    "organisations:duplicate": extras("proposal"),
    "organisations:merge_undo": extras("merge"),
    "organisations:matched_list": extras("list"),
    "organisations:holding_end": extras("holding_university", "holding_hidden_company"),
    "organisations:affiliation_end": extras(
        "affiliation_student", "affiliation_manager", "affiliation_hidden_lecturer"
    ),
    "organisations:invitation_resend": extras("invitation_university", "invitation_hidden_company"),
    "organisations:invitation_withdraw": extras("invitation_university", "invitation_hidden_company"),
    **dict.fromkeys(
        ["procedures:office_hours", "procedures:own_days"], organisations("university", "hidden_university", "company")
    ),
    "procedures:own_day_remove": extras("own_day_university", "own_day_hidden_company"),
    "procedures:feed_revoke": extras("feed"),
    **dict.fromkeys(
        ["procedures:handover", "procedures:handover_note", "documents:handover_pack"],
        extras("handover_university", "handover_hidden_company"),
    ),
    **dict.fromkeys(
        ["procedures:handover_item_note", "procedures:handover_take_over"],
        extras("handover_item_university", "handover_item_hidden_company"),
    ),
    "procedures:feed": {
        "": lambda world: {"secret": world.extras["feed_secret"]},
        "unknown": lambda _world: {"secret": "no-such-feed"},
    },
    **dict.fromkeys(
        [f"procedures:{name}" for name in ("step", "step_file", "step_answer", "step_call")],
        extras("approval_step"),
    ),
    **dict.fromkeys(["procedures:route", "procedures:route_close"], extras("route_university", "route_hidden_company")),
    "procedures:route_add": organisations("university", "hidden_university", "company"),
    "procedures:delegation_withdraw": extras("delegation_university"),
    **dict.fromkeys(["procedures:link", "procedures:link_file"], only(secret="no-such-link")),
    **dict.fromkeys(
        ["documents:template", "documents:template_close"], extras("template_university", "template_company")
    ),
    "documents:template_file": {"": lambda world: {"pk": world.extras["template_university"].pk, "number": 1}},
    "documents:template_sample": only(code="memorandum-kk-ru"),
    "documents:new": {
        "unknown": lambda _world: {"purpose": "nobody:knows", "subject": 1},
        **{
            key: lambda world, key=key: {"purpose": "agreement:memorandum", "subject": world.agreements[key].pk}
            for key in ("draft", "active", "elsewhere")
        },
    },
    **dict.fromkeys(
        ["documents:document", "documents:version_new", "documents:compare"],
        extras("document_draft", "document_elsewhere"),
    ),
    **dict.fromkeys(
        [
            "documents:sign",
            "documents:paper",
            *(f"documents:version_{name}" for name in ("read", "file", "pdf", "freeze", "replace", "container")),
        ],
        versions("draft", "elsewhere"),
    ),
    **dict.fromkeys(
        [f"documents:signature_{name}" for name in ("file", "check", "withdraw")],
        extras("signature_draft", "signature_elsewhere"),
    ),
    "documents:verify_document": only(public_id="00000000-0000-4000-8000-000000000000"),
    "sitemap": only(section="pages"),
    "api_nothing": only(rest="circus"),
    "organisations:invitation": only(token="no-such-invitation"),
    "organisations:invitation_sign_in": only(token="no-such-invitation", provider="university"),
    "account_confirm_email": only(key="no-such-key"),
    "account_reset_password_from_key": only(uidb36="1", key="no-such-key"),
    "mfa_remove_webauthn": ABSENT,
    "mfa_edit_webauthn": ABSENT,
    "openid_connect_login": only(provider_id="university"),
    "openid_connect_callback": only(provider_id="university"),
}
