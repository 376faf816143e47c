"""What units did for a scheme in a week: told to the standing committee by its office (S2)."""

from dataclasses import dataclass

from sodoan.documents.papers.parts import Heading


@dataclass(frozen=True, kw_only=True)
class UnitInWeek:
    """One unit: how many activities, `people` different members of `members`, what was done.

    `percent` of its members took part; none for a unit without members.
    """

    name: str
    activities: int
    attendances: int
    people: int
    members: int
    percent: int | None
    told: tuple[str, ...]

    @property
    def share(self) -> str:
        """Who came of all, "18/24 (75%)"."""
        return f"{self.people}/{self.members}" + (f" ({self.percent}%)" if self.members else "")


@dataclass(frozen=True, kw_only=True)
class LateUnit:
    """A unit that owes activities of the week, how it stands, and who was in charge of them."""

    name: str
    state: str
    in_charge: str

    @property
    def line(self) -> str:
        """As listed: "Đoàn phường An Hòa: chưa báo cáo (đồng chí Lê Thị Minh phụ trách)"."""
        who = f" (phụ trách: {self.in_charge})" if self.in_charge else ""
        return f"{self.name}: {self.state.lower()}{who}"


@dataclass(frozen=True, kw_only=True)
class WeekDigest:
    """The week of a scheme.

    `period` as printed ("Tuần 42, từ 12/10/2026 đến 18/10/2026"); of `owing` units `met` have done
    what is asked, the week before `before_met` of `before_owing`; `people` are different members.
    """

    heading: Heading
    scheme: str
    period: str
    receiver: str
    compiler: str
    owing: int
    met: int
    percent: int
    before_owing: int
    before_met: int
    activities: int
    attendances: int
    people: int
    guests: int
    units: tuple[UnitInWeek, ...]
    late: tuple[LateUnit, ...]
