"""One account per role. These passwords exist only in databases the demo made."""

from dataclasses import dataclass

from django.utils import timezone

from sodoan.accounts.actions import NewAccount, create_account, create_accounts
from sodoan.accounts.models import User
from sodoan.demo.evaluation import unit_of_meeting
from sodoan.demo.world import World
from sodoan.people.models import Person
from sodoan.programmes.choices import EnrolmentState
from sodoan.programmes.models import Enrolment

PASSWORD = "thanh-nien-2026"  # noqa: S105 - printed on purpose, demo databases only


@dataclass(frozen=True)
class DemoAccount:
    """A line of what `sodoan demo` prints."""

    code: str
    role: str


ACCOUNTS = (
    DemoAccount("DOANVIEN", "Đoàn viên"),
    DemoAccount("BITHU", "Bí thư chi đoàn"),
    DemoAccount("COSO", "Cán bộ Đoàn cơ sở"),
    DemoAccount("TINH", "Cán bộ tỉnh"),
    DemoAccount("QUANTRI", "Quản trị hệ thống"),
)


def open_officers(world: World) -> None:
    """Give every post-holder an account without a password; access needs the account."""
    people = [*world.leaders]
    for union in world.unions:
        people += union.officers
        for _, members in union.branches:
            people += members[:3]
    users = create_accounts([NewAccount(person.full_name, phone=person.phone) for person in people])
    for person, user in zip(people, users, strict=True):
        person.user = user
    Person.objects.bulk_update(people, ["user"])


def _still_to_assess(members: list[Person]) -> Person:
    """A plain member with an accepted sheet and the self-assessment ahead, if there is one."""
    waiting = Enrolment.objects.filter(
        person__in=members[3:],
        state=EnrolmentState.ACCEPTED,
        assessments=None,
        result__isnull=False,
    )
    found = waiting.filter(result__published_at=None).order_by("pk").first()
    return next((one for one in members if found and one.pk == found.person_id), members[-1])


def open_roles(world: World) -> None:
    """Set the five printed accounts."""
    _, members = unit_of_meeting(world)
    ward = next(union for union in world.unions if union.shape.stage == "meeting")
    member = _still_to_assess(members)
    member.user = create_account(full_name=member.full_name, phone=member.phone)
    member.save(update_fields=["user"])
    admin = create_account(full_name="Quản trị hệ thống", is_admin=True)
    holders = (member.user, members[0].user, ward.officers[0].user, world.leaders[0].user, admin)
    for account, user in zip(ACCOUNTS, holders, strict=True):
        assert isinstance(user, User)
        user.code = account.code
        user.set_password(PASSWORD)
        user.activated_at = timezone.now()
        user.save()
