"""Addresses of the programme engine, by who works there."""

from django.urls import path

from sodoan.programmes.views import (
    approval,
    approving,
    branch,
    category,
    closing,
    complaints,
    counting,
    evaluation,
    figures,
    hosting,
    member,
    papers,
    plans,
    record,
    registration,
    support,
)

app_name = "programmes"

_MEMBER = [
    path("ren-luyen/cua-toi/", member.mine, name="mine"),
    path("ren-luyen/phieu/<int:pk>/", member.sheet, name="sheet"),
    path("ren-luyen/phieu/<int:pk>/diem-danh/", member.attended, name="attended"),
    path("ren-luyen/phieu/<int:pk>/lich-su/", member.history, name="enrolment_history"),
    path("ren-luyen/phieu/<int:pk>/dang-ky/", registration.register, name="register"),
    path(
        "ren-luyen/phieu/<int:pk>/dang-ky/<slug:group>/", registration.register_group, name="group"
    ),
    path("ren-luyen/phieu/<int:pk>/gui/", registration.submit, name="submit"),
    path("ren-luyen/phieu/<int:pk>/treo/", member.wall_consent, name="wall_consent"),
    path("ren-luyen/phieu/<int:pk>/dieu-chinh/", registration.amend, name="amend"),
    path("ren-luyen/viec/<int:pk>/minh-chung/", member.add_evidence, name="add_evidence"),
    path("ren-luyen/minh-chung/<int:pk>/rut/", member.withdraw_evidence, name="withdraw_evidence"),
    path("ren-luyen/minh-chung/<int:pk>/tep/", member.evidence_file, name="evidence_file"),
    path("ren-luyen/phieu/<int:pk>/tu-danh-gia/", member.self_assess, name="self_assess"),
    path("ren-luyen/ket-qua/<int:pk>/khieu-nai/", member.complain, name="complain"),
    path("so-cua-toi/", record.record_book, name="record_book"),
    path("so-doan-vien/<int:pk>/", record.record_book_of, name="record_book_of"),
    path("xac-minh/<str:token>/", record.verify, name="verify"),
]

_BRANCH = [
    path("hoat-dong/<int:pk>/tieu-chi/", counting.counting, name="counting"),
    path("ren-luyen/chi-doan/<int:unit>/", branch.roster, name="branch"),
    path("ren-luyen/chi-doan/<int:unit>/xuat/", branch.roster_export, name="branch_export"),
    path("ren-luyen/chi-doan/<int:unit>/mo-phieu/", branch.open_drafts, name="open_drafts"),
    path("ren-luyen/chi-doan/<int:unit>/nhac/", branch.remind, name="remind_branch"),
    path("ren-luyen/phieu/<int:pk>/duyet/", branch.decide, name="decide"),
    path("ren-luyen/phieu/<int:pk>/nhap-ho/", branch.on_behalf, name="on_behalf"),
    path("ren-luyen/phieu/<int:pk>/doi-tuong/", category.change_category, name="change_category"),
    path("ren-luyen/dieu-chinh/<int:pk>/", branch.decide_amendment, name="decide_amendment"),
    path(
        "ren-luyen/chi-doan/<int:unit>/minh-chung/", support.evidence_queue, name="evidence_queue"
    ),
    path("ren-luyen/minh-chung/<int:pk>/duyet/", support.check_evidence, name="check_evidence"),
    path(
        "ren-luyen/chi-doan/<int:unit>/trao-doi/<str:period>/",
        support.review_roster,
        name="review_roster",
    ),
    path("ren-luyen/phieu/<int:pk>/trao-doi/<str:period>/", support.review, name="review"),
    path(
        "ren-luyen/chi-doan/<int:unit>/sinh-hoat-tam/<int:programme>/",
        hosting.host_comments,
        name="host_comments",
    ),
]

_ROUND = "ren-luyen/chi-doan/<int:unit>/danh-gia/<int:programme>/<slug:block>/"
_EVALUATION = [
    path(_ROUND, evaluation.round_home, name="round"),
    path(f"{_ROUND}diem-danh/", evaluation.attendance, name="attendance"),
    path(f"{_ROUND}hop-lai/", evaluation.meet_again, name="meet_again"),
    path(f"{_ROUND}bieu-quyet/", evaluation.voting, name="voting"),
    path(f"{_ROUND}bieu-quyet/<int:pk>/", evaluation.save_votes, name="save_votes"),
    path(f"{_ROUND}de-xuat/", evaluation.proposals, name="proposals"),
    path(f"{_ROUND}de-xuat/<int:pk>/", evaluation.propose, name="propose"),
    path(f"{_ROUND}so-lieu/", evaluation.fact_entries, name="fact_entries"),
    path(f"{_ROUND}chuyen/", evaluation.send, name="send_round"),
]

_ABOVE = [
    path("ren-luyen/", figures.overview, name="overview"),
    path("ren-luyen/so-lieu/", figures.figures, name="figures"),
    path("ren-luyen/so-lieu/danh-sach/", figures.people, name="figure_people"),
    path("ren-luyen/so-lieu/xuat/", figures.export, name="figures_export"),
    path("ren-luyen/duyet/", approval.approvals, name="approvals"),
    path("ren-luyen/duyet/<int:pk>/", approving.approve_round, name="approve_round"),
    path("ren-luyen/duyet/<int:pk>/tra-lai/", approval.return_round, name="return_round"),
    path("ren-luyen/duyet/<int:pk>/cong-bo/", approval.publish, name="publish_round"),
    path("ren-luyen/ket-qua/<int:pk>/tra-lai/", approval.return_result, name="return_result"),
    path("ren-luyen/khieu-nai/", complaints.complaints, name="complaints"),
    path("ren-luyen/khieu-nai/<int:pk>/", complaints.answer_complaint, name="answer_complaint"),
    path("don-vi/<int:pk>/ket-thuc/", closing.close_unit, name="close_unit"),
    path("chuong-trinh/", plans.plan_list, name="plan_list"),
    path("chuong-trinh/nap/", plans.load, name="load_pack"),
    path("chuong-trinh/<int:pk>/", plans.plan, name="plan"),
    path("chuong-trinh/<int:pk>/trien-khai/", plans.adopt, name="adopt"),
    path("chuong-trinh/<int:pk>/bo-sung/", plans.edit, name="edit_plan"),
    path("chuong-trinh/<int:pk>/ban-hanh/", plans.publish, name="publish_plan"),
    path("chuong-trinh/<int:pk>/phien-ban/", plans.new_version, name="new_version"),
    path("chuong-trinh/<int:pk>/mo-phieu/", plans.open_enrolments, name="open_enrolments"),
]

_PAPERS = [
    path("giay-to/phieu/<int:pk>.docx", papers.registration_sheet, name="paper_sheet"),
    path(
        "giay-to/chi-doan/<int:unit>/<int:programme>/phieu.docx", papers.sheets, name="paper_sheets"
    ),
    path(
        "giay-to/chi-doan/<int:unit>/<int:programme>/phieu-treo.docx",
        papers.wall,
        name="paper_wall",
    ),
    path(
        "giay-to/chi-doan/<int:unit>/<int:programme>/tong-hop.<str:format>",
        papers.summary,
        name="paper_summary",
    ),
    path("giay-to/don-vi/<int:unit>/<int:programme>/goi/", papers.bundle, name="paper_bundle"),
    path("giay-to/dot/<int:pk>/bien-ban.docx", papers.minutes, name="paper_minutes"),
    path("giay-to/dot/<int:pk>/quyet-dinh.docx", papers.decision, name="paper_decision"),
    path("giay-to/khieu-nai/<int:pk>/quyet-dinh.docx", papers.correction, name="paper_correction"),
    path("giay-to/ke-hoach/<int:pk>.docx", papers.plan, name="paper_plan"),
]

urlpatterns = [*_MEMBER, *_BRANCH, *_EVALUATION, *_ABOVE, *_PAPERS]
