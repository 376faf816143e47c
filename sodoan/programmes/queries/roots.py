"""Programmes of the same pack and time beside each other: who has issued one above or below.

A unit below a published programme takes it up; it starts none of its own. Where the lower unit was
first, its sheets stay with it, and nobody gets a second one.
"""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from sodoan.org.choices import LAUNCHES_FROM
from sodoan.org.models import Unit
from sodoan.people.choices import MembershipKind
from sodoan.people.models import Membership
from sodoan.programmes.choices import PlanState
from sodoan.programmes.engine.calendars import same_days
from sodoan.programmes.engine.publishing import Check
from sodoan.programmes.engine.schema import Pack
from sodoan.programmes.models import Enrolment, Plan, Programme
from sodoan.programmes.packs import pack_of

_YEARS_APART = 2  # dates lie at most a year away from their own cycle
_NAMED = 3  # units named in a sentence, the others are counted


def programmes_beside(programme: Programme) -> QuerySet[Programme]:
    """Other programmes of the same pack and year."""
    same = Programme.objects.filter(pack_key=programme.pack_key, year=programme.year)
    found: QuerySet[Programme] = same.exclude(pk=programme.pk)
    return found if programme.pack_key else found.none()


def of_one_cycle(programme: Programme) -> QuerySet[Programme]:
    """The programme and those of the same pack and year: a member has one sheet in all of them."""
    beside = programmes_beside(programme).values("pk")
    found: QuerySet[Programme] = Programme.objects.filter(Q(pk=programme.pk) | Q(pk__in=beside))
    return found


def sheets_beside(programme: Programme) -> QuerySet[Enrolment]:
    """Members' sheets in those programmes: who has one there gets none here."""
    found: QuerySet[Enrolment] = Enrolment.objects.filter(
        programme__in=programmes_beside(programme), person__isnull=False
    )
    return found


def waiting_for(programme: Programme, day: date) -> QuerySet[Membership]:
    """Official members of any unit who have no sheet yet, neither here nor in those programmes."""
    sheets = Enrolment.objects.filter(
        programme__in=of_one_cycle(programme), person=OuterRef("person")
    )
    members: QuerySet[Membership] = Membership.objects.on(day)
    return members.filter(~Exists(sheets), kind=MembershipKind.OFFICIAL)


def without_sheet(unit: Unit, programme: Programme, day: date) -> QuerySet[Membership]:
    """Those of one branch."""
    return waiting_for(programme, day).filter(unit=unit)


def with_sheet_beside(unit: Unit, programme: Programme, day: date) -> QuerySet[Membership]:
    """Official members of a branch whose sheet of this year is in one of those programmes."""
    return _official(unit, day).filter(person__in=sheets_beside(programme).values("person"))


def _official(unit: Unit, day: date) -> QuerySet[Membership]:
    members: QuerySet[Membership] = Membership.objects.on(day)
    return members.filter(unit=unit, kind=MembershipKind.OFFICIAL)


def root_above(unit: Unit, pack: Pack, year: int) -> Plan | None:
    """The programme a unit above has issued from this pack for the same year, else the same days.

    Days count for the calendars that branches of the unit follow.
    """
    issued = Plan.objects.filter(
        state=PlanState.PUBLISHED,
        parent=None,
        unit__in=unit.ancestor_ids[:-1],
        programme__pack_key=pack.key,
        programme__year__range=(year - _YEARS_APART, year + _YEARS_APART),
    ).select_related("programme", "unit")
    plans = sorted(issued, key=lambda plan: (plan.programme.year != year, plan.unit.path))
    if not plans or plans[0].programme.year == year:
        return plans[0] if plans else None
    followed = set(Unit.objects.under(unit).values_list("block", flat=True))
    for plan in plans:
        if same_days((pack, year), (pack_of(plan), plan.programme.year), followed):
            return plan
    return None


def roots_below(plan: Plan) -> QuerySet[Unit]:
    """Units below that had issued a programme of their own from the pack for this year."""
    own = Plan.objects.filter(
        state=PlanState.PUBLISHED, parent=None, programme__in=programmes_beside(plan.programme)
    )
    below = Unit.objects.under(plan.unit).exclude(pk=plan.unit_id)
    found: QuerySet[Unit] = below.filter(pk__in=own.values("unit")).order_by("path")
    return found


def no_own_root(unit: Unit, pack: Pack, year: int) -> str:
    """Why the unit issues no programme of its own from this pack now; empty when it may."""
    if unit.type.tier > LAUNCHES_FROM:
        return (
            f"Chương trình mới do đoàn cơ sở và cấp trên lập. {unit.name} triển khai kế hoạch của"
            " cấp trên: mục Chương trình, kế hoạch, nút Lập kế hoạch của đơn vị."
        )
    above = root_above(unit, pack, year)
    if above is None:
        return ""
    return (
        f"{above.unit.name} đã ban hành “{above.programme.title}”. Đồng chí triển khai chương trình"
        " đó (mục Chương trình, kế hoạch, nút Lập kế hoạch của đơn vị), không lập chương trình"
        " riêng cho cùng thời gian."
    )


def may_be_renewed(plan: Plan) -> bool:
    """Whether a newer version of an issued plan is possible beside what stands above it."""
    return plan.parent_id is not None or not no_own_root(
        plan.unit, pack_of(plan), plan.programme.year
    )


def beside_words(plan: Plan) -> str:
    """What a published root plan says of the one above, or of those below; empty: it is alone."""
    if plan.parent_id is not None:
        return ""
    above = root_above(plan.unit, pack_of(plan), plan.programme.year)
    if above is not None:
        return (
            f"{above.unit.name} đã ban hành “{above.programme.title}” sau kế hoạch này. Phiếu đã mở"
            " giữ nguyên, không mở thêm phiếu thứ hai; đồng chí triển khai chương trình của cấp"
            " trên, không lập phiên bản mới ở đây."
        )
    names = list(roots_below(plan).values_list("name", flat=True))
    if not names:
        return ""
    rest = f" và {len(names) - _NAMED} đơn vị khác" if len(names) > _NAMED else ""
    return (
        f"Đã có chương trình riêng năm {plan.programme.year}: {', '.join(names[:_NAMED])}{rest}."
        " Đoàn viên đã có phiếu ở đó giữ phiếu đó, không được mở phiếu thứ hai ở kế hoạch này."
    )


def root_checks(plan: Plan) -> list[Check]:
    """Lines of the check list of a draft root plan about programmes above and below."""
    if plan.parent_id is not None:
        return []
    if refusal := no_own_root(plan.unit, pack_of(plan), plan.programme.year):
        return [Check(ok=False, blocking=True, sentence=refusal)]
    words = beside_words(plan)
    return [Check(ok=False, blocking=False, sentence=words)] if words else []
