"""Samples of units, people, papers, programmes."""

from datetime import date, timedelta

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from sodoan.access.scopes import system_scope
from sodoan.common.clock import today
from sodoan.common.periods import period
from sodoan.documents.actions import (
    file_document,
    register_document,
    store_attachment,
    store_paper,
)
from sodoan.documents.choices import DocumentKind
from sodoan.jobs.models import Job
from sodoan.people.choices import MembershipKind
from sodoan.programmes.models import Amendment, Evidence, Meeting, Plan, Result, Round
from sodoan.programmes.queries.record import sign_book
from tests.access.samples.frame import Sample, sample
from tests.factories.imports import BatchFactory
from tests.factories.org import AppointmentFactory, PostFactory, SeatFactory, TermFactory
from tests.factories.people import MembershipFactory, PersonFactory
from tests.programmes import crowd, world


@sample("unit")
def unit(place):
    return Sample({"pk": place.unit.pk}, unit=place.unit, obj=place.unit)


@sample("post")
def post(place):
    return Sample({"key": "bi-thu-chi-doan"})


@sample("unit_type")
def unit_type(place):
    return Sample({"key": place.unit.type_id})


def job_of(place, **facts):
    return Job.objects.create(owner=place.person.user, kind="sample", title="Việc", **facts)


@sample("job")
def job(place):
    return Sample({"pk": job_of(place).pk}, owner=place.person)


@sample("job_result")
def job_result(place):
    made = job_of(place, state="done", finished_at=timezone.now(), file_name="tep.zip")
    made.folder.mkdir(parents=True, exist_ok=True)
    made.result.write_bytes(b"zip")
    return Sample({"pk": made.pk}, owner=place.person)


@sample("unit_paper")
def unit_paper(place):
    return Sample({"pk": place.unit.pk, "kind": "plan"}, unit=place.unit)


@sample("unit_paper_file")
def unit_paper_file(place):
    kwargs = {"pk": place.unit.pk, "kind": "plan", "which": "xem-thu"}
    return Sample(kwargs, unit=place.unit)


@sample("register_entry")
def register_entry(place):
    with transaction.atomic():
        entry = register_document(
            place.unit,
            by=system_scope(),
            kind=DocumentKind.PLAN,
            issued_on=date(2026, 2, 3),
            title="Kế hoạch sinh hoạt",
            issuer_code="CĐ",
            signer_name="Trần Quốc An",
        )
        paper = store_paper(b"PK", by=system_scope(), unit=place.unit, name="ke-hoach.docx")
        file_document(entry, by=system_scope(), attachment=paper)
    return Sample({"pk": entry.pk}, unit=place.unit)


@sample("admission_entry")
def admission_entry(place):
    with transaction.atomic():
        entry = register_document(
            place.unit,
            by=system_scope(),
            kind=DocumentKind.DECISION,
            issued_on=date(2026, 2, 3),
            title="Về việc chuẩn y kết nạp đoàn viên",
            issuer_code="ĐTN",
            signer_name="Phạm Ngọc Bình",
        )
    return Sample({"pk": entry.pk}, unit=place.unit)


@sample("person")
def person(place):
    return Sample({"pk": place.person.pk}, unit=place.unit, owner=place.person, obj=place.person)


@sample("pair")
def pair(place):
    """The member and a second file of the same name in the same branch."""
    other = PersonFactory(full_name=place.person.full_name, born_on=place.person.born_on)
    MembershipFactory(person=other, unit=place.unit)
    kwargs = {"pk": place.person.pk, "other": other.pk}
    return Sample(kwargs, unit=place.unit, obj=place.person)


@sample("membership")
def membership(place):
    made = place.person.memberships.get()
    return Sample({"pk": made.pk}, unit=place.unit, owner=place.person, obj=place.person)


@sample("stay")
def stay(place):
    made = MembershipFactory(person=place.person, unit=place.unit, kind=MembershipKind.TEMPORARY)
    return Sample({"pk": made.pk}, unit=place.unit, owner=place.person, obj=made)


@sample("coming")
def coming(place):
    """A stay that begins tomorrow."""
    made = MembershipFactory(
        person=place.person,
        unit=place.unit,
        kind=MembershipKind.TEMPORARY,
        during=period(today() + timedelta(days=1)),
    )
    return Sample({"pk": made.pk}, unit=place.unit, owner=place.person, obj=made)


@sample("appointment")
def appointment(place):
    made = AppointmentFactory(
        person=place.person, unit=place.unit, post=PostFactory(key="uv-bch-chi-doan")
    )
    return Sample({"pk": made.pk}, unit=place.unit, owner=place.person, obj=place.unit)


@sample("term")
def term(place):
    made = TermFactory(unit=place.unit)
    SeatFactory(term=made)
    return Sample({"pk": made.pk}, unit=place.unit, obj=place.unit)


@sample("session")
def session(place):
    made = UserSession.objects.create(
        user=place.person.user, ip="127.0.0.1", session_key=f"phien-{place.unit.pk}", user_agent=""
    )
    return Sample({"pk": made.pk}, unit=place.unit, owner=place.person)


@sample("authenticator_app")
def authenticator_app(place):
    TOTP.activate(place.person.user, generate_totp_secret())
    return Sample(unit=place.unit, owner=place.person)


@sample("recovery_codes")
def recovery_codes(place):
    authenticator_app(place)
    RecoveryCodes.activate(place.person.user)
    return Sample(unit=place.unit, owner=place.person)


@sample("passkey")
def passkey(place):
    made = Authenticator.objects.create(
        user=place.person.user, type=Authenticator.Type.WEBAUTHN, data={"name": "Khóa 1"}
    )
    return Sample({"pk": made.pk}, unit=place.unit, owner=place.person)


@sample("import_batch")
def import_batch(place):
    made = BatchFactory(unit=place.unit)
    return Sample({"pk": made.pk}, unit=place.unit)


@sample("enrolment")
def enrolment(place):
    made = world.enrol(place.person, world.plan_of(place.unit.parent, world.PAST))
    return Sample({"pk": made.pk}, unit=place.unit, owner=place.person, obj=made)


@sample("enrolment_group")
def enrolment_group(place):
    found = enrolment(place)
    kwargs = {**found.kwargs, "group": world.s0().groups[0].key}
    return Sample(kwargs, unit=place.unit, owner=place.person, obj=found.obj)


@sample("pledge")
def pledge(place):
    made = enrolment(place).obj.pledges.first()
    return Sample({"pk": made.pk}, unit=place.unit, owner=place.person, obj=made)


@sample("evidence")
def evidence(place):
    pdf = ContentFile(b"%PDF-1.7 %%EOF", name="xac-nhan.pdf")
    file = store_attachment(pdf, by=system_scope(), unit=place.unit)
    made = Evidence.objects.create(pledge=pledge(place).obj, kind="file", attachment=file)
    return Sample({"pk": made.pk}, unit=place.unit, owner=place.person, obj=made)


@sample("published_result")
def published_result(place):
    made = world.publish(enrolment(place).obj)
    return Sample({"pk": made.pk}, unit=place.unit, owner=place.person, obj=made)


@sample("book_token")
def book_token(place):
    return Sample({"token": sign_book(place.person)}, unit=place.unit, owner=place.person)


@sample("handbook")
def handbook(place):
    return Sample({"name": "doan-vien"}, unit=place.unit)


@sample("branch")
def branch(place):
    enrolment(place)
    return Sample({"unit": place.unit.pk}, unit=place.unit)


@sample("branch_talk")
def branch_talk(place):
    enrolment(place)
    return Sample({"unit": place.unit.pk, "period": crowd.TALK}, unit=place.unit)


@sample("member_talk")
def member_talk(place):
    made = enrolment(place).obj
    return Sample({"pk": made.pk, "period": crowd.TALK}, unit=place.unit)


@sample("amendment")
def amendment(place):
    made = Amendment.objects.create(
        enrolment=enrolment(place).obj, reason="Đổi ca làm", before=[], after=[]
    )
    return Sample({"pk": made.pk}, unit=place.unit)


@sample("branch_result")
def branch_result(place):
    made = enrolment(place).obj
    round_ = Round.objects.create(
        programme=made.programme,
        plan=made.plan,
        unit=place.unit,
        block=place.unit.block,
        approver=place.unit.parent,
    )
    result = Result.objects.create(enrolment=made, round=round_, population="rated")
    kwargs = {
        "unit": place.unit.pk,
        "programme": made.programme_id,
        "block": round_.block,
        "pk": result.pk,
    }
    return Sample(kwargs, unit=place.unit)


@sample("branch_round")
def branch_round(place):
    kwargs = dict(branch_result(place).kwargs)
    del kwargs["pk"]
    return Sample(kwargs, unit=place.unit)


@sample("round")
def round_(place):
    sheet = enrolment(place).obj
    made = Round.objects.create(
        programme=sheet.programme,
        plan=sheet.plan,
        unit=place.unit,
        block=place.unit.block,
        approver=place.unit.parent,
        state="sent",
    )
    return Sample({"pk": made.pk}, unit=place.unit, obj=made)


@sample("round_result")
def round_result(place):
    found = round_(place)
    made = found.obj.results.create(
        enrolment=place.person.enrolments.get(), state="proposed", population="rated"
    )
    return Sample({"pk": made.pk}, unit=place.unit, obj=found.obj)


@sample("meeting_round")
def meeting_round(place):
    found = round_(place)
    Meeting.objects.create(round=found.obj, held_at=timezone.now(), place="Nhà văn hóa")
    return found


@sample("complaint")
def complaint(place):
    made = published_result(place).obj.complaints.create(text="Chưa đúng.", due_on="2099-01-01")
    return Sample({"pk": made.pk}, unit=place.unit, obj=made)


@sample("plan")
def plan(place):
    above = world.plan_of(place.unit.parent, world.PAST)
    made = Plan.objects.create(
        programme=above.programme, unit=place.unit, parent=above, effective=above.effective
    )
    return Sample({"pk": made.pk}, unit=place.unit, obj=made)


@sample("plan_unit")
def plan_unit(place):
    return Sample(plan(place).kwargs, unit=place.unit, obj=place.unit)


@sample("branch_papers")
def branch_papers(place):
    made = enrolment(place).obj
    kwargs = {"unit": place.unit.pk, "programme": made.programme_id}
    return Sample(kwargs, unit=place.unit)


@sample("branch_summary")
def branch_summary(place):
    found = branch_papers(place)
    return Sample({**found.kwargs, "format": "docx"}, unit=place.unit)
