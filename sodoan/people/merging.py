"""What two files of one person say, side by side, and what keeps them from being merged."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, cast

from django.db.models import Field, ForeignKey, Model, Q, UniqueConstraint
from django.db.models.fields.reverse_related import ForeignObjectRel
from django.utils.text import capfirst
from pghistory.models import Event

from sodoan.audit.wording import say
from sodoan.common.periods import period
from sodoan.common.permissions import allowed
from sodoan.common.scoping import Actor
from sodoan.people.choices import MembershipKind
from sodoan.people.idnumbers import decrypt, masked
from sodoan.people.knowndays import KnownDay
from sodoan.people.models import Distinction, Membership, Merge, Person, SensitiveProfile

# Columns that go together are chosen together; the first one is shown.
ORDINARY_GROUPS: Final = (
    ("full_name",), ("sex",), ("born_on", "born_precision"), ("category",), ("phone",), ("email",),
    ("home_town",), ("address",), ("occupation",), ("joined_on", "joined_precision"),
    ("admission_no",), ("member_code",), ("card_no",), ("schooling",), ("degree",), ("theory",),
    ("it_level",), ("language_level",), ("association",), ("commendation",), ("note",),
)  # fmt: skip
SENSITIVE_GROUPS: Final = (
    ("id_number", "id_issued_on", "id_issued_precision", "id_issued_by"), ("ethnicity",),
    ("religion",), ("party_joined_on", "party_joined_precision", "party_official_on"),
    ("discipline",),
)  # fmt: skip
HOME: Final = "memberships"
_EMPTY: Final = (None, "", b"")


@dataclass(frozen=True)
class Line:
    """One line of the comparison: what each file says, and whether somebody must choose."""

    key: str
    label: str
    first: str
    second: str
    differs: bool


@dataclass(frozen=True)
class Clash:
    """Two rows that cannot both belong to one person; `spare` may go, None: neither may."""

    kept: Model
    gone: Model
    spare: Model | None
    about: str


@dataclass(frozen=True)
class Pair:
    """The file that stays and the one that becomes a redirect to it."""

    kept: Person
    gone: Person

    @cached_property
    def _facts(self) -> tuple[SensitiveProfile, SensitiveProfile]:
        found = SensitiveProfile.objects.in_bulk([self.kept.pk, self.gone.pk])
        return (
            found.get(self.kept.pk) or SensitiveProfile(person=self.kept),
            found.get(self.gone.pk) or SensitiveProfile(person=self.gone),
        )

    def facts(self) -> tuple[SensitiveProfile, SensitiveProfile]:
        """The sensitive facts of both; unsaved rows where none were written."""
        return self._facts

    def lines(self) -> list[Line]:
        """All fields either file has something in. Sensitive values are never shown."""
        return [*self._ordinary(), *self._sensitive(), *self._homes()]

    def _homes(self) -> Iterator[Line]:
        """Where each belongs officially; a choice when that is not the same branch."""
        rows = Membership.objects.filter(
            person__in=(self.kept, self.gone), kind=MembershipKind.OFFICIAL,
            during__endswith=None,
        ).select_related("unit")  # fmt: skip
        homes = {row.person_id: row.unit for row in rows}
        if len(homes) == 2:  # noqa: PLR2004 - a pair
            first, second = homes[self.kept.pk], homes[self.gone.pk]
            if first != second:
                yield Line(HOME, "Chi đoàn đúng", first.name, second.name, differs=True)

    def _ordinary(self) -> Iterator[Line]:
        for names in ORDINARY_GROUPS:
            field = cast("Field", Person._meta.get_field(names[0]))  # noqa: SLF001 - documented API
            said = [_said(field, person, names) for person in (self.kept, self.gone)]
            if any(said):
                label = capfirst(str(field.verbose_name))
                yield Line(names[0], label, said[0], said[1], all(said) and self._differ(names))

    def _differ(self, names: tuple[str, ...]) -> bool:
        return any(getattr(self.kept, n) != getattr(self.gone, n) for n in names)

    def _sensitive(self) -> Iterator[Line]:
        mine, theirs = self._facts
        for names in SENSITIVE_GROUPS:
            filled = [
                any(getattr(row, n) not in _EMPTY for n in _own(names)) for row in self._facts
            ]
            if not any(filled):
                continue
            field = SensitiveProfile._meta.get_field(names[0])  # noqa: SLF001 - documented API
            label = capfirst(str(getattr(field, "verbose_name", "")).removesuffix(" (mã hóa)"))
            same = all(_plain(mine, n) == _plain(theirs, n) for n in names)
            said = [
                _hidden(row, names[0]) if f else ""
                for row, f in zip(self._facts, filled, strict=True)
            ]
            yield Line(names[0], label, said[0], said[1], all(filled) and not same)

    def clashes(self) -> list[Clash]:
        """Rows of both files that a unique constraint lets only one person have."""
        return [clash for relation in relations() for clash in self._clashes_in(relation)]

    def _clashes_in(self, relation: ForeignObjectRel) -> Iterator[Clash]:
        model, name = relation.related_model, relation.field.name
        for constraint in model._meta.constraints:  # noqa: SLF001 - documented API
            if not isinstance(constraint, UniqueConstraint) or name not in constraint.fields:
                continue
            others = [field for field in constraint.fields if field != name]
            rows = model._default_manager.select_related(*_links(model, others))  # noqa: SLF001 - same
            mine = {_values(row, others): row for row in rows.filter(**{name: self.kept})}
            for row in rows.filter(**{name: self.gone}):
                if (kept := mine.get(_values(row, others))) is not None:
                    tries = ((each, where) for where in _spares(model) for each in (row, kept))
                    spare = next((each for each, where in tries if _may_go(each, where)), None)
                    about = ", ".join(str(getattr(row, field)) for field in others)
                    yield Clash(kept, row, spare, about)

    def obstacles(self, by: Actor) -> list[str]:
        """Why the two cannot be merged by this officer now, each with what to do first."""
        found = [
            f"Cả hai hồ sơ đều có {clash.gone._meta.verbose_name} đã có nội dung: {clash.about}. "  # noqa: SLF001 - documented API
            "Đồng chí trả lại và bỏ nội dung của bản không đúng, rồi gộp."
            for clash in self.clashes()
            if clash.spare is None
        ]
        for person in (self.kept, self.gone):
            held = person.appointments.filter(during__overlap=period(by.on))
            found += [
                f"{person.full_name} đang giữ chức danh {post.post.label} ở {post.unit.name}. "
                "Đồng chí đề nghị cấp ghi nhận chức danh đó gộp."
                for post in held.select_related("post", "unit")
                if not allowed(by, "org.appoint", post.unit)
            ]
            if person.user is not None and person.user.is_admin:
                found.append("Một hồ sơ gắn với tài khoản quản trị hệ thống. Quản trị gỡ trước.")
        return found


def relations() -> list[ForeignObjectRel]:
    """What points at a person and moves with a merge: found in the models, so nothing is left out.

    History tables keep what they were told; sensitive facts are merged field by field.
    """
    fields = Person._meta.get_fields(include_hidden=True)  # noqa: SLF001 - documented API
    return [
        field
        for field in fields
        if isinstance(field, ForeignObjectRel)
        and isinstance(field.field, ForeignKey)
        and not issubclass(field.related_model, (Event, SensitiveProfile, Merge, Distinction))
    ]


def _said(field: Field, person: Person, names: tuple[str, ...]) -> str:
    value, *precision = (getattr(person, name) for name in names)
    return str(KnownDay(value, *precision)) if value and precision else say(field, value)


def _own(names: tuple[str, ...]) -> list[str]:
    return [name for name in names if not name.endswith("_precision")]


def _plain(row: SensitiveProfile, name: str) -> Any:
    value = getattr(row, name)
    return decrypt(value) if name == "id_number" and value else value


def _hidden(row: SensitiveProfile, name: str) -> str:
    return masked(decrypt(row.id_number)) if name == "id_number" and row.id_number else "đã ghi"


def _values(row: Model, names: list[str]) -> tuple[Any, ...]:
    return tuple(getattr(row, row._meta.get_field(name).attname) for name in names)  # type: ignore[union-attr]  # noqa: SLF001 - documented API


def _links(model: type[Model], names: list[str]) -> list[str]:
    return [n for n in names if isinstance(model._meta.get_field(n), ForeignKey)]  # noqa: SLF001 - documented API


def _spares(model: type[Model]) -> tuple[Q, ...]:
    """Which rows the model lets go (`merge_spare`), those that matter least first."""
    found: Q | tuple[Q, ...] = getattr(model, "merge_spare", ())
    return found if isinstance(found, tuple) else (found,)


def is_spare(row: Model) -> bool:
    """Whether the model lets the row go and nothing hangs on it."""
    return any(_may_go(row, where) for where in _spares(type(row)))


def _may_go(row: Model, where: Q) -> bool:
    if not type(row)._default_manager.filter(where, pk=row.pk).exists():  # noqa: SLF001 - documented API
        return False
    return not any(
        relation.related_model._base_manager.filter(**{relation.field.name: row.pk}).exists()  # noqa: SLF001 - same
        for relation in row._meta.get_fields(include_hidden=True)  # noqa: SLF001 - same
        if isinstance(relation, ForeignObjectRel) and not issubclass(relation.related_model, Event)
    )
