"""What was typed into the preview: read from its form, and shown when it could not be kept."""

import re
from collections import defaultdict
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from sodoan.common.requests import ScopedRequest
from sodoan.imports.actions.review import Review
from sodoan.imports.choices import STAYS, Choice
from sodoan.imports.columns import Place
from sodoan.imports.models import Batch
from sodoan.imports.queries.rows import label_of
from sodoan.imports.validators import FIXABLE
from sodoan.imports.views.preview import place

_CELL = re.compile(r"sua-(\d{1,4})-(\d{1,9})-(\w+)", re.ASCII)
_CHOICE = re.compile(r"(\d{1,4})-(\d{1,9}):(\w+)", re.ASCII)
_SEX_WORDS = {"male": "Nam", "female": "Nữ"}


@dataclass(frozen=True, slots=True)
class Unsaved:
    """A cell typed anew that was not kept. ``sheet`` is blank when the file has one list only."""

    sheet: str
    number: int
    label: str
    text: str


def read_review(data: QueryDict) -> Review:
    """Return what a form of the preview says: `sua-<sheet>-<row>-<field>`, `cu-…` (before), `chon`.

    A cell that was left as it was, a sex that was not chosen, is no correction.
    """
    fixes: dict[Place, dict[str, str]] = defaultdict(dict)
    seen: dict[Place, dict[str, str]] = defaultdict(dict)
    for name, given in data.items():
        if not (match := _CELL.fullmatch(name)):
            continue
        text, before = str(given), data.get(name.replace("sua", "cu", 1))
        if text.split() == (before or "").split() or (match[3] == "sex" and not text):
            continue
        row, key = (int(match[1]), int(match[2])), match[3]
        fixes[row][key] = text
        if before is not None:
            seen[row][key] = before
    pressed = _CHOICE.fullmatch(str(data.get("chon", "")))
    row = (int(pressed[1]), int(pressed[2])) if pressed else (0, 0)
    if pressed and pressed[3] in Choice.values:
        return Review({row: Choice(pressed[3])}, fixes, seen=seen)
    staying = {row} if pressed and pressed[3] == STAYS else ()
    return Review(fixes=fixes, staying=staying, seen=seen)


def not_kept(
    request: ScopedRequest, batch: Batch, review: Review, refused: ValidationError
) -> HttpResponse:
    """Say why nothing was kept, and show what was typed, so that it is not typed for nothing."""
    context = {
        "batch": batch,
        "reasons": refused.messages,
        "unsaved": unsaved(batch, review),
        "back": back_to(request, batch.pk),
        **place(batch),
    }
    return render(request, "imports/not_kept.html", context, status=422)


def unsaved(batch: Batch, review: Review) -> list[Unsaved]:
    """Return the cells of a review, in the order of the file."""
    names = batch.sheet_names if len(batch.sheets) > 1 else []
    return [
        Unsaved(
            names[sheet] if sheet < len(names) else "",
            number,
            label_of(key),
            _SEX_WORDS.get(text, text) if key == "sex" else text,
        )
        for (sheet, number), typed in sorted(review.fixes.items())
        for key, text in typed.items()
        if key in FIXABLE
    ]


def back_to(request: ScopedRequest, pk: int) -> str:
    """Return the page of the preview the form was on, if it says so and it is ours."""
    here = reverse("imports:batch", args=[pk])
    back = request.POST.get("ve", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if safe and back.startswith(here) else here
