"""The cards of criteria: one small form a criterion, all of them inside one HTML form.

A card that is not ticked is no pledge. A value that cannot be read (a date that never was) is named
at once, and what was stored of it before stays.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from django import forms

from sodoan.common.forms import DateField, HouseForm
from sodoan.programmes.engine import registration as engine
from sodoan.programmes.engine.clarity import Clarity, judge_text
from sodoan.programmes.engine.dated import due_fault
from sodoan.programmes.engine.schema import Criterion, Group, Measure, Pack
from sodoan.programmes.models import Enrolment, Pledge
from sodoan.programmes.packs import schedule_of
from sodoan.programmes.queries.last_year import LastYear

BLANK = "moi"
LONGEST_TEXT = 1000
MOST = 9999


class PledgeForm(HouseForm):
    """What the member says about one criterion."""

    you = "Bạn"

    on = forms.BooleanField(required=False)
    text = forms.CharField(
        label="Việc cụ thể bạn sẽ làm",
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    quantity = forms.IntegerField(
        label="Số lượng",
        required=False,
        min_value=1,
        max_value=MOST,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "invalid": "Bạn ghi số lượng bằng chữ số, ví dụ 2.",
            "min_value": "Số lượng phải từ 1 trở lên.",
            "max_value": f"Số lượng nhiều nhất là {MOST}.",
        },
    )
    measure = forms.CharField(label="Đơn vị", required=False, max_length=60)
    due_on = DateField(label="Xong trước ngày", required=False)
    proof = forms.ChoiceField(label="Minh chứng", required=False)


class Card:
    """One criterion as the wizard shows it: offered, or of the member's own (`criterion` None).

    One that the plan no longer has stays before the member, who takes it off.
    """

    def __init__(
        self,
        page: "CardPage",
        key: str,
        *,
        criterion: Criterion | None,
        stored: Pledge | None,
        last: LastYear | None = None,
    ) -> None:
        self.page = page
        self.key = key
        self.criterion = criterion
        self.stored = stored
        self.last = last
        self.form = PledgeForm(page.data, prefix=key, initial=self._initial())
        self._offer_choices()

    def _initial(self) -> dict[str, Any]:
        if self.stored is None:
            return {}
        names = ("text", "quantity", "measure", "due_on", "proof")
        return {"on": True, **{name: getattr(self.stored, name) for name in names}}

    def _offer_choices(self) -> None:
        pack = self.page.pack
        known = {proof.key: proof.title for proof in pack.proofs}
        keys = list((self.criterion.proofs if self.criterion else ()) or known)
        if self.stored and self.stored.proof in known and self.stored.proof not in keys:
            keys.append(self.stored.proof)
        proof = self.form.fields["proof"]
        proof.choices = [("", "Chọn minh chứng"), *((key, known[key]) for key in keys)]  # type: ignore[attr-defined]
        if self.measures:
            units = [measure.unit for measure in self.measures]
            if self.stored and self.stored.measure and self.stored.measure not in units:
                units.append(self.stored.measure)
            choices = [(unit, unit) for unit in units]
            old = self.form.fields["measure"]
            self.form.fields["measure"] = forms.ChoiceField(
                label=old.label, required=False, choices=choices
            )

    @property
    def measures(self) -> Sequence[Measure]:
        """Ways to count the criterion."""
        return self.criterion.measures if self.criterion else ()

    @property
    def title(self) -> str:
        """Name of the criterion, or the member's own words."""
        if self.criterion is not None:
            return self.criterion.title
        return self.stored.title if self.stored else "Tiêu chí tự viết"

    @property
    def is_gone(self) -> bool:
        """Whether the criterion was taken while the plan had it, and it has it no longer."""
        return bool(self.criterion is None and self.stored and self.stored.criterion_key)

    @property
    def is_blank(self) -> bool:
        """Whether this is the empty card for one more criterion of one's own."""
        return self.key == f"{self.page.group.key}-{BLANK}"

    @cached_property
    def values(self) -> dict[str, Any]:
        """What is on the card now, readable values only."""
        if not self.form.is_bound:
            return {name: self.form.initial.get(name) for name in self.form.fields}
        self.form.is_valid()
        return {name: self.form.cleaned_data.get(name) for name in self.form.fields}

    @property
    def _kept(self) -> dict[str, Any]:
        old = self._initial()
        return {
            name: old.get(name) if name in self.form.errors else value
            for name, value in self.values.items()
        }

    @property
    def refused(self) -> bool:
        """Whether something on a card in use cannot be read: the empty one is with words on it."""
        in_use = (self.form["text"].value() or "").strip() if self.is_blank else self.chosen
        return bool(in_use and self.form.errors)

    @property
    def chosen(self) -> bool:
        """Whether the card is a pledge."""
        if self.is_blank:
            return bool((self._kept["text"] or "").strip())
        return bool(self.values["on"])

    @property
    def pledge(self) -> engine.Pledge:
        """The card as a pledge of the engine; what cannot be read stays as it was stored."""
        value = self._kept
        gone = self.key if self.is_gone else ""
        return engine.Pledge(
            group=self.page.group.key,
            criterion=self.criterion.key if self.criterion else gone,
            text=(value["text"] or "").strip(),
            quantity=value["quantity"],
            unit=value["measure"] or "",
            due_on=value["due_on"],
            proof=value["proof"] or "",
            stored=self.stored.pk if self.stored else None,
        )

    @property
    def clarity(self) -> Clarity | None:
        """How concrete the card is; a due day that cannot be comes first. Nothing while empty."""
        value = self.values
        text = (value["text"] or "").strip()
        late = due_fault(value["due_on"], *self.page.due_between)
        if not text and not late:
            return None
        seen = judge_text(
            text,
            quantity=value["quantity"],
            due_on=value["due_on"],
            proof=value["proof"] or "",
            between=self.page.between,
        )
        return replace(seen, sentence=late, fault=late) if late else seen

    @property
    def verdict(self) -> tuple[str, str]:
        """The clarity in a bold sentence and the rest."""
        if self.clarity is None:
            return "", ""
        first, dot, rest = self.clarity.sentence.partition(". ")
        return f"{first}{dot}".strip(), rest

    @property
    def suggested(self) -> engine.Pledge | None:
        """The pledge the ready sentence stands for: typed values, else those of the programme."""
        if not self.measures:
            return None
        one = self.pledge
        measure = next((m for m in self.measures if m.unit == one.unit), self.measures[0])
        proofs = self.criterion.proofs if self.criterion else ()
        key = one.proof or (proofs[0] if proofs else "")
        quantity = one.quantity or measure.quantity
        due_on, last_day = one.due_on, self.page.due_between[1]
        if due_on is None or due_fault(due_on, *self.page.due_between):
            due_on = last_day
        proof = self.page.pack.proof(key) if key else None
        text = engine.suggest_sentence(measure, quantity=quantity, due_on=due_on, proof=proof)
        return replace(
            one, text=text, quantity=quantity, unit=measure.unit, due_on=due_on, proof=key
        )

    @property
    def is_measured(self) -> bool:
        """Whether the measuring fields stay closed: the words are concrete already."""
        return bool(self.clarity and self.clarity.clear) and not self.form.errors


class CardPage:
    """All cards of one content group, from what is stored or from what was just typed.

    `is_same`: this very page saved last, so that a row it does not send is that of its empty card.
    """

    def __init__(  # noqa: PLR0913 - what the page is made of
        self,
        enrolment: Enrolment,
        pack: Pack,
        group: Group,
        pledges: Sequence[Pledge],
        *,
        data: Mapping[str, Any] | None = None,
        last: Mapping[str, LastYear] | None = None,
        is_same: bool = False,
    ) -> None:
        self.enrolment = enrolment
        self.is_same = is_same
        self.pack = pack
        self.group = group
        self.data = data
        calendar = schedule_of(enrolment)
        self.between, self.due_between = calendar.between, calendar.due_between
        self.least = group.least(enrolment.category)
        self.cards = self._cards(pledges, last or {})
        self.own_last = self._own_last(pledges, last or {})

    def _cards(self, pledges: Sequence[Pledge], last: Mapping[str, LastYear]) -> list[Card]:
        own = [one for one in pledges if not one.criterion_key]
        taken = {one.criterion_key: one for one in pledges if one.criterion_key}
        shown = list(self.group.offered(self.enrolment.category))
        shown += [c for c in self.group.criteria if c.key in taken and c not in shown]
        cards = [
            Card(self, c.key, criterion=c, stored=taken.get(c.key), last=last.get(c.key))
            for c in shown
        ]
        gone = taken.keys() - {c.key for c in self.group.criteria}
        cards += [
            Card(self, key, criterion=None, stored=one) for key, one in taken.items() if key in gone
        ]
        if self.group.own_allowed:
            posted, blank = self._own_posted(), f"{self.group.key}-{BLANK}"
            saved = self._saved_from_blank(blank, [o for o in own if str(o.pk) not in posted])
            rows = {str(one.pk): one for one in own if one is not saved}
            cards += [
                Card(self, f"{self.group.key}-own{key}", criterion=None, stored=rows.get(key))
                for key in dict.fromkeys([*rows, *posted])
            ]
            cards.append(Card(self, blank, criterion=None, stored=saved))
        return cards

    def _saved_from_blank(self, blank: str, rows: Sequence[Pledge]) -> Pledge | None:
        """The row an earlier save of this page made of its empty card: the page sends no other."""
        text = ((self.data or {}).get(f"{blank}-text") or "").strip()
        same = next((one for one in rows if one.text == text), None)
        if same is None and self.is_same:
            same = next(iter(rows), None)
        return same if text else None

    def _own_posted(self) -> list[str]:
        """Keys of one's own criteria on the page sent: a row may be gone by now, its words stay."""
        name = re.compile(rf"{re.escape(self.group.key)}-own([0-9]{{1,18}})-text")
        return [found[1] for each in self.data or () if (found := name.fullmatch(each))]

    def _own_last(
        self, pledges: Sequence[Pledge], last: Mapping[str, LastYear]
    ) -> dict[str, LastYear]:
        """Last year's criteria of one's own that this year's sheet does not hold yet."""
        if not self.group.own_allowed:
            return {}
        here = {one.text for one in pledges}
        return {
            key: one
            for key, one in last.items()
            if not one.now.criterion
            and one.now.group == self.group.key
            and one.now.text not in here
        }

    @property
    def offered(self) -> list[Card]:
        """Cards to tick."""
        return [card for card in self.cards if not card.is_blank]

    @property
    def blank(self) -> Card | None:
        """The empty card for a criterion of one's own."""
        return next((card for card in self.cards if card.is_blank), None)

    @property
    def chosen(self) -> int:
        """How many cards are pledges."""
        return sum(card.chosen for card in self.cards)

    @property
    def enough(self) -> bool:
        """Whether the least number is reached."""
        return self.chosen >= self.least

    def card(self, key: str) -> Card | None:
        """The card of that key."""
        return next((card for card in self.cards if card.key == key), None)

    @property
    def is_rest_saved(self) -> bool:
        """Whether a save keeps all that can be read: nothing of the empty card while it is none."""
        blank = self.blank
        return blank is None or blank.chosen or not {*blank.form.changed_data} - {"text"}

    def is_valid(self, *, but: str = "") -> bool:
        """Whether everything on the cards in use can be read, the card of the key `but` aside."""
        return not any(card.refused for card in self.cards if card.key != but)

    def pledges(self, *, suggest: str = "", repeat: str = "") -> list[engine.Pledge]:
        """The ticked cards as pledges.

        `suggest` names the card that takes its ready sentence, `repeat` the one that takes last
        year's words and measures, its days in this year; one of one's own is added so.
        """
        found = []
        for card in self.cards:
            if not card.chosen:
                continue
            if card.key == suggest and card.suggested is not None:
                found.append(card.suggested)
            elif card.key == repeat and card.last is not None:
                found.append(card.last.taken_into(self.group.key, self.pack))
            else:
                found.append(card.pledge)
        if repeat in self.own_last:
            found.append(self.own_last[repeat].taken_into(self.group.key, self.pack))
        return found


def mark_faults(pages: Sequence[CardPage], problems: Iterable[engine.Problem]) -> None:
    """Say at its field what must be repaired in the pledges of these pages, in their order."""
    chosen = [card for page in pages for card in page.cards if card.chosen]
    for problem in problems:
        if problem.blocking and problem.index is not None:
            chosen[problem.index].form.add_error(problem.field, problem.sentence)


__all__ = ["Card", "CardPage", "PledgeForm", "mark_faults"]
