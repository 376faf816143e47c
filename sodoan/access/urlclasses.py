"""Who may open what: every URL name of the program, classified. One line each.

To add an address: put its name into `URLS`, with one of

    PUBLIC                                   everybody, signed in or not
    SIGNED_IN                                everybody signed in (the page shows one's own things)
    can(Capability.IMPORT)                   who holds one of these capabilities anywhere
    in_scope(Capability.VIEW_PEOPLE, sample="person")
                                             who holds one of them on the object's unit; else 404
    in_scope(..., sample="enrolment", owner=True)
                                             also the person the object is about
    own(sample="enrolment")                  only the person the object is about; else 404
    by_rule("org.appoint", sample="unit")    whom the predicate lets, asked about the object
                                             (several predicates: all of them)

Addresses that only take POST say so: `can(Capability.IMPORT, post=True)`. `sample` names a builder
in `tests/access/samples.py`, which makes one such object inside branch A1 and one in branch B1.
`tests/access/test_matrix.py` then opens the address as every role, inside and outside, and fails on
a name that is missing here. `docs/permissions.md` is written from this table:
`python -m sodoan.access.permissions > docs/permissions.md`.
"""

from dataclasses import dataclass, replace
from typing import Final

from sodoan.org.choices import Capability


@dataclass(frozen=True)
class UrlClass:
    """Who may open an address. `kind` is public, signed_in, can, in_scope, own or by_rule."""

    kind: str
    capabilities: tuple[str, ...] = ()
    sample: str = ""
    owner: bool = False
    rules: tuple[str, ...] = ()
    post: bool = False


PUBLIC: Final = UrlClass("public")
SIGNED_IN: Final = UrlClass("signed_in")


def can(*capabilities: str, post: bool = False) -> UrlClass:
    """Holders of one of the capabilities, wherever."""
    return UrlClass("can", capabilities, post=post)


def in_scope(*capabilities: str, sample: str, owner: bool = False, post: bool = False) -> UrlClass:
    """Holders of one of the capabilities on the unit of the object."""
    return UrlClass("in_scope", capabilities, sample, owner, post=post)


def own(sample: str, *, post: bool = False) -> UrlClass:
    """The person the object is about, nobody else."""
    return UrlClass("own", sample=sample, owner=True, post=post)


def by_rule(*rules: str, sample: str, post: bool = False) -> UrlClass:
    """Whom all of the permission predicates let."""
    return UrlClass("by_rule", sample=sample, rules=rules, post=post)


def posted(url_class: UrlClass) -> UrlClass:
    """The same, for an address that only takes POST."""
    return replace(url_class, post=True)


_ISSUING: Final = (Capability.DESIGN, Capability.EVALUATE, Capability.APPROVE)

URLS: Final[dict[str, UrlClass]] = {
    # home, notices, common
    "home": SIGNED_IN,
    "more": SIGNED_IN,
    "search": SIGNED_IN,
    "notice_export": SIGNED_IN,
    "handbook": PUBLIC,
    "handbook_page": UrlClass("public", sample="handbook"),
    "notices:inbox": SIGNED_IN,
    "notices:read_all": posted(SIGNED_IN),
    # jobs
    "jobs:list": SIGNED_IN,
    "jobs:cancel": own("job", post=True),
    "jobs:download": own("job_result"),
    # without a signal: the worker holds no data, the outbox is filled by the browser
    "common:worker": PUBLIC,
    "common:outbox": SIGNED_IN,
    "common:outbox_token": SIGNED_IN,
    # the kit is not found in production (`SHOW_KIT`); it shows invented people only
    "common:kit": PUBLIC,
    "common:kit_confirm": PUBLIC,
    "common:kit_save": posted(PUBLIC),
    # accounts: signing in
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "mfa_authenticate": PUBLIC,
    "mfa_login_webauthn": PUBLIC,
    "accounts:activate": PUBLIC,
    "accounts:choose_password": PUBLIC,
    "accounts:data_notice": PUBLIC,
    # accounts: one's own account
    "accounts:account": SIGNED_IN,
    "accounts:change_password": SIGNED_IN,
    "accounts:end_sessions": posted(SIGNED_IN),
    "accounts:end_session": own("session", post=True),
    "account_reauthenticate": SIGNED_IN,
    "mfa_index": SIGNED_IN,
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": own("authenticator_app"),
    "mfa_view_recovery_codes": own("recovery_codes"),
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_list_webauthn": SIGNED_IN,
    "mfa_add_webauthn": SIGNED_IN,
    "mfa_reauthenticate_webauthn": SIGNED_IN,
    "mfa_remove_webauthn": own("passkey"),
    "mfa_edit_webauthn": own("passkey"),
    # access
    "access:who_sees_me": SIGNED_IN,
    "access:switch_role": posted(SIGNED_IN),
    "access:slips": can(Capability.ISSUE_SLIPS),
    "access:unit_slips": in_scope(Capability.ISSUE_SLIPS, sample="unit"),
    "access:print_slips": can(Capability.ISSUE_SLIPS, post=True),
    # org
    "org:tree": can(Capability.VIEW_UNITS),
    "org:unit_list": can(Capability.VIEW_UNITS),
    "org:unit": in_scope(Capability.VIEW_UNITS, sample="unit"),
    "org:history": in_scope(Capability.VIEW_HISTORY, sample="unit"),
    "org:found": by_rule("org.manage_unit", sample="unit"),
    "org:edit": by_rule("org.manage_unit", sample="unit"),
    "org:rename": by_rule("org.manage_unit", sample="unit"),
    "org:move": by_rule("org.manage_unit", sample="unit"),
    "org:catalogue": can(Capability.SYSTEM),
    "org:add_post": can(Capability.SYSTEM),
    "org:edit_post": by_rule("org.edit_catalogue", sample="post"),
    "org:edit_unit_type": by_rule("org.edit_catalogue", sample="unit_type"),
    "org:open_term": by_rule("org.appoint", sample="unit"),
    "org:edit_term": by_rule("org.appoint", sample="term"),
    # people
    "people:person_list": can(Capability.VIEW_PEOPLE),
    "people:export": can(Capability.VIEW_PEOPLE),
    "people:post_export": can(Capability.SYSTEM),
    "people:unit_export": can(Capability.VIEW_UNITS),
    "people:unit_history_export": in_scope(Capability.VIEW_HISTORY, sample="unit"),
    "people:account_export": can(Capability.ISSUE_SLIPS),
    "people:unit_accounts": in_scope(Capability.ISSUE_SLIPS, sample="unit"),
    "people:admit": can(Capability.MANAGE_PEOPLE),
    "people:admit_many": by_rule("people.decide_admission", sample="unit"),
    "people:admitted": in_scope(*_ISSUING, sample="admission_entry"),
    "people:duplicates": can(Capability.MANAGE_PEOPLE),
    "people:compare": by_rule("people.manage_person", sample="pair"),
    "people:apart": by_rule("people.manage_person", sample="pair", post=True),
    "people:person": by_rule("people.view_person", sample="person"),
    "people:story": by_rule("people.view_person", sample="person"),
    "people:training": by_rule("people.view_person", sample="person"),
    "people:history": by_rule("people.view_person", "people.view_history", sample="person"),
    "people:sensitive": by_rule("people.reveal_sensitive", sample="person"),
    "people:edit": by_rule("people.manage_person", sample="person"),
    "people:edit_sensitive": by_rule("people.manage_person", sample="person"),
    "people:transfer": by_rule("people.transfer", sample="person"),
    "people:temporary": by_rule("people.transfer", sample="person"),
    "people:honorary": by_rule("people.manage_person", sample="person"),
    "people:end_membership": by_rule("people.manage_person", sample="membership"),
    "people:end_temporary": by_rule("people.end_temporary", sample="stay"),
    "people:withdraw_membership": by_rule("people.withdraw_membership", sample="coming"),
    "people:appoint": by_rule("org.appoint", sample="unit"),
    "people:end_appointment": by_rule("org.appoint", sample="appointment"),
    # lists from Excel (imports)
    "imports:batch_list": can(Capability.IMPORT),
    "imports:new": can(Capability.IMPORT),
    "imports:batch": in_scope(Capability.IMPORT, sample="import_batch"),
    "imports:progress": in_scope(Capability.IMPORT, sample="import_batch"),
    "imports:decide": in_scope(Capability.IMPORT, sample="import_batch", post=True),
    "imports:remap": in_scope(Capability.IMPORT, sample="import_batch", post=True),
    "imports:headers": in_scope(Capability.IMPORT, sample="import_batch"),
    "imports:apply": in_scope(Capability.IMPORT, sample="import_batch", post=True),
    "imports:cancel": in_scope(Capability.IMPORT, sample="import_batch", post=True),
    "imports:resume": in_scope(Capability.IMPORT, sample="import_batch", post=True),
    "imports:undo": in_scope(Capability.IMPORT, sample="import_batch"),
    "imports:error_file": in_scope(Capability.IMPORT, sample="import_batch"),
    "imports:absent": in_scope(Capability.IMPORT, sample="import_batch"),
    "imports:national": can(Capability.VIEW_PEOPLE),
    # documents
    "documents:register": can(*_ISSUING),
    "documents:register_export": can(*_ISSUING),
    "documents:entry_file": in_scope(*_ISSUING, sample="register_entry"),
    "documents:void": in_scope(*_ISSUING, sample="register_entry"),
    "documents:own_templates": can(Capability.DESIGN),
    "documents:templates": in_scope(Capability.DESIGN, sample="unit"),
    "documents:template": in_scope(Capability.DESIGN, sample="unit_paper"),
    "documents:drop_template": in_scope(Capability.DESIGN, sample="unit_paper", post=True),
    "documents:template_file": in_scope(Capability.DESIGN, sample="unit_paper_file"),
    # activities
    "activities:home": can(Capability.VIEW_ACTIVITIES),
    "activities:units": can(Capability.VIEW_ACTIVITIES),
    "activities:launch": can(Capability.LAUNCH),
    "activities:nudge": by_rule("activities.oversee", sample="scheme", post=True),
    "activities:week": by_rule("activities.oversee", sample="scheme"),
    "activities:week_docx": by_rule("activities.oversee", sample="scheme"),
    "activities:month": in_scope(Capability.VIEW_ACTIVITIES, sample="acting_unit"),
    "activities:month_table": in_scope(Capability.VIEW_ACTIVITIES, sample="month_table"),
    "activities:copy_month": in_scope(Capability.ACT, sample="acting_unit", post=True),
    "activities:slots": in_scope(Capability.ACT, sample="acting_unit"),
    "activities:add": in_scope(Capability.ACT, sample="acting_unit"),
    "activities:fill_month": in_scope(Capability.ACT, sample="own_unit", post=True),
    "activities:own_slots": in_scope(Capability.ACT, sample="own_unit"),
    "activities:end_slot": in_scope(Capability.ACT, sample="own_slot", post=True),
    "activities:resolutions": in_scope(Capability.VIEW_ACTIVITIES, sample="own_unit"),
    "activities:resolution": in_scope(Capability.ACT, sample="resolution", owner=True),
    "activities:reopen": in_scope(Capability.ACT, sample="resolution", post=True),
    "activities:meeting": in_scope(Capability.VIEW_ACTIVITIES, sample="meeting_activity"),
    "activities:minutes": in_scope(Capability.ACT, sample="meeting_activity"),
    "activities:minutes_paper": in_scope(Capability.VIEW_ACTIVITIES, sample="meeting_activity"),
    "activities:add_resolution": in_scope(Capability.ACT, sample="meeting_activity"),
    "activities:projects": can(Capability.VIEW_ACTIVITIES),
    "activities:add_project": in_scope(Capability.ACT, sample="own_unit"),
    "activities:project": in_scope(Capability.VIEW_ACTIVITIES, sample="project"),
    "activities:change_project": in_scope(Capability.ACT, sample="project"),
    "activities:move_project": in_scope(Capability.ACT, sample="project"),
    "activities:project_photo": in_scope(Capability.VIEW_ACTIVITIES, sample="project_photo"),
    "activities:change": in_scope(Capability.ACT, sample="activity"),
    "programmes:counting": in_scope(Capability.ACT, sample="counted_activity"),
    "activities:skip": in_scope(Capability.ACT, sample="activity"),
    "activities:report": in_scope(Capability.ACT, sample="activity"),
    "activities:photo": in_scope(Capability.VIEW_ACTIVITIES, sample="activity_photo"),
    "activities:code": in_scope(Capability.ACT, sample="activity"),
    "mails:choices": SIGNED_IN,
    "mails:ask": posted(SIGNED_IN),
    "mails:prove": own("mail_proof"),
    "mails:stop": UrlClass("public", sample="mail_stop"),
    "activities:kept": SIGNED_IN,
    "activities:feeds": SIGNED_IN,
    "activities:feed": UrlClass("public", sample="calendar_key"),
    "activities:scan": UrlClass("public", sample="check_in_code"),
    "activities:check_in": SIGNED_IN,
    "activities:attendance": in_scope(Capability.ACT, sample="activity"),
    # reports
    "reports:home": can(Capability.VIEW_REPORTS),
    "reports:overview": can(Capability.VIEW_REPORTS),
    "reports:year": can(Capability.VIEW_REPORTS),
    "reports:reports": can(Capability.VIEW_REPORTS),
    "reports:nudge": by_rule("reports.nudge", sample="receiver", post=True),
    "reports:forms": can(Capability.VIEW_REPORTS),
    "reports:issue": can(Capability.LAUNCH),
    "reports:form": in_scope(Capability.VIEW_REPORTS, sample="report_form"),
    "reports:report": in_scope(Capability.VIEW_REPORTS, sample="report"),
    "reports:paper": in_scope(Capability.VIEW_REPORTS, sample="report_paper"),
    "reports:number": by_rule("reports.fill_in", sample="report_to_number"),
    "reports:behind": in_scope(Capability.VIEW_REPORTS, sample="figure"),
    "reports:below": in_scope(Capability.VIEW_REPORTS, sample="report"),
    "reports:quote": by_rule("reports.fill_in", sample="report", post=True),
    "reports:annex_add": by_rule("reports.fill_in", sample="report", post=True),
    "reports:annex": in_scope(Capability.VIEW_REPORTS, sample="annex"),
    "reports:annex_drop": by_rule("reports.fill_in_annex", sample="annex", post=True),
    "reports:settle": by_rule("reports.settle", sample="report", post=True),
    # inspections
    "inspections:home": can(Capability.VIEW_REPORTS),
    "inspections:new": can(Capability.INSPECT),
    "inspections:inspection": by_rule("inspections.carry_out", sample="inspection"),
    "inspections:conclude": by_rule("inspections.carry_out", sample="inspection"),
    "inspections:cancel": by_rule("inspections.carry_out", sample="inspection"),
    "inspections:add_finding": by_rule("inspections.carry_out", sample="inspection"),
    "inspections:item": by_rule("inspections.check_item", sample="drawn"),
    "inspections:item_file": by_rule("inspections.check_item", sample="drawn"),
    "inspections:findings": can(Capability.VIEW_REPORTS),
    "inspections:finding": by_rule("inspections.see_finding", sample="finding"),
    "inspections:answer": by_rule("inspections.answer", sample="finding", post=True),
    "inspections:settle": by_rule("inspections.settle", sample="answered_finding", post=True),
    "inspections:finding_file": by_rule("inspections.see_step", sample="finding_step"),
    # programmes: a member's own pages
    "programmes:mine": SIGNED_IN,
    "programmes:sheet": in_scope(
        Capability.SUPPORT, Capability.VIEW_RESULTS, sample="enrolment", owner=True
    ),
    "programmes:attended": in_scope(
        Capability.SUPPORT, Capability.VIEW_RESULTS, sample="enrolment", owner=True
    ),
    "programmes:enrolment_history": by_rule("programmes.view_changes", sample="enrolment"),
    "programmes:register": in_scope(Capability.SUPPORT, sample="enrolment", owner=True),
    "programmes:group": in_scope(Capability.SUPPORT, sample="enrolment_group", owner=True),
    "programmes:submit": in_scope(Capability.SUPPORT, sample="enrolment", owner=True),
    "programmes:wall_consent": own("enrolment", post=True),
    "programmes:amend": in_scope(Capability.SUPPORT, sample="enrolment", owner=True),
    "programmes:add_evidence": in_scope(Capability.SUPPORT, sample="pledge", owner=True),
    "programmes:withdraw_evidence": in_scope(Capability.SUPPORT, sample="evidence", owner=True),
    "programmes:evidence_file": in_scope(
        Capability.SUPPORT, Capability.VIEW_RESULTS, sample="evidence", owner=True
    ),
    "programmes:self_assess": in_scope(Capability.SUPPORT, sample="enrolment", owner=True),
    "programmes:complain": own("published_result"),
    "programmes:record_book": SIGNED_IN,
    "programmes:record_book_of": in_scope(
        Capability.VIEW_PEOPLE, Capability.VIEW_RESULTS, sample="person", owner=True
    ),
    "programmes:verify": UrlClass("public", sample="book_token"),
    # programmes: figures, approvals, plans, papers
    "programmes:overview": can(Capability.VIEW_RESULTS),
    "programmes:figures": can(Capability.VIEW_RESULTS),
    "programmes:figure_people": can(Capability.VIEW_RESULTS),
    "programmes:figures_export": can(Capability.VIEW_RESULTS),
    "programmes:approvals": can(Capability.APPROVE),
    "programmes:approve_round": in_scope(Capability.APPROVE, sample="round"),
    "programmes:return_round": by_rule("programmes.approve_round", sample="round"),
    "programmes:publish_round": by_rule("programmes.approve_round", sample="round"),
    "programmes:return_result": by_rule("programmes.approve_round", sample="round_result"),
    "programmes:close_unit": by_rule("org.close_unit", sample="unit"),
    "programmes:complaints": can(Capability.APPROVE),
    "programmes:answer_complaint": in_scope(Capability.APPROVE, sample="complaint"),
    "programmes:plan_list": can(Capability.DESIGN),
    "programmes:load_pack": can(Capability.LAUNCH),
    "programmes:plan": in_scope(Capability.DESIGN, sample="plan"),
    "programmes:adopt": in_scope(Capability.DESIGN, sample="plan"),
    "programmes:edit_plan": by_rule("programmes.design_plan", sample="plan"),
    "programmes:publish_plan": by_rule("programmes.design_plan", sample="plan"),
    "programmes:new_version": by_rule("programmes.design_plan", sample="plan"),
    "programmes:open_enrolments": by_rule("programmes.open_enrolments", sample="plan_unit"),
    "programmes:paper_sheet": by_rule("programmes.view_enrolment", sample="enrolment"),
    "programmes:paper_sheets": in_scope(
        Capability.SUPPORT, Capability.VIEW_RESULTS, sample="branch_papers"
    ),
    "programmes:paper_wall": in_scope(
        Capability.SUPPORT, Capability.VIEW_RESULTS, sample="branch_papers"
    ),
    "programmes:paper_summary": in_scope(
        Capability.SUPPORT, Capability.VIEW_RESULTS, sample="branch_summary"
    ),
    "programmes:paper_bundle": in_scope(
        Capability.SUPPORT, Capability.VIEW_RESULTS, sample="branch_papers", post=True
    ),
    "programmes:paper_minutes": in_scope(
        Capability.EVALUATE, Capability.VIEW_RESULTS, sample="meeting_round"
    ),
    "programmes:paper_correction": in_scope(Capability.APPROVE, sample="complaint"),
    "programmes:paper_decision": in_scope(Capability.APPROVE, sample="round"),
    "programmes:paper_plan": in_scope(Capability.DESIGN, sample="plan"),
    # programmes: the branch
    "programmes:branch": in_scope(Capability.VIEW_RESULTS, sample="branch"),
    "programmes:branch_export": in_scope(Capability.VIEW_RESULTS, sample="branch"),
    "programmes:open_drafts": in_scope(Capability.SUPPORT, sample="branch"),
    "programmes:remind_branch": in_scope(Capability.SUPPORT, sample="branch", post=True),
    "programmes:decide": in_scope(Capability.SUPPORT, sample="enrolment"),
    "programmes:on_behalf": in_scope(Capability.SUPPORT, sample="enrolment"),
    "programmes:change_category": in_scope(Capability.SUPPORT, sample="enrolment"),
    "programmes:decide_amendment": in_scope(Capability.SUPPORT, sample="amendment"),
    "programmes:evidence_queue": in_scope(Capability.SUPPORT, sample="branch"),
    "programmes:check_evidence": in_scope(Capability.SUPPORT, sample="evidence"),
    "programmes:review_roster": in_scope(Capability.SUPPORT, sample="branch_talk"),
    "programmes:review": in_scope(Capability.SUPPORT, sample="member_talk", post=True),
    "programmes:host_comments": in_scope(Capability.EVALUATE, sample="branch_papers"),
    # programmes: the evaluation of a branch
    "programmes:round": in_scope(Capability.EVALUATE, sample="branch_round"),
    "programmes:meet_again": in_scope(Capability.EVALUATE, sample="branch_round", post=True),
    "programmes:attendance": in_scope(Capability.EVALUATE, sample="branch_round"),
    "programmes:voting": in_scope(Capability.EVALUATE, sample="branch_round"),
    "programmes:save_votes": in_scope(Capability.EVALUATE, sample="branch_result", post=True),
    "programmes:proposals": in_scope(Capability.EVALUATE, sample="branch_round"),
    "programmes:propose": in_scope(Capability.EVALUATE, sample="branch_result"),
    "programmes:fact_entries": in_scope(Capability.EVALUATE, sample="branch_round"),
    "programmes:send_round": in_scope(Capability.EVALUATE, sample="branch_round"),
}
