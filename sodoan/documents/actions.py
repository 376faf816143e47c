"""Writes of the documents app: keep a file, register a document, replace a template."""

import hashlib
import os
import secrets
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from sodoan.audit.history import deed
from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.common.text import clean, search_key
from sodoan.documents.choices import IMAGES, DocumentKind, MediaType
from sodoan.documents.images import reencode
from sodoan.documents.letterhead import recipients, signer_of
from sodoan.documents.models import (
    Attachment,
    PaperTemplate,
    RegisterCounter,
    RegisterEntry,
    attachment_path,
)
from sodoan.documents.papers.kinds import PAPERS, print_sample
from sodoan.documents.rendering.engine import unknown_fields
from sodoan.documents.rendering.errors import TemplateRefusedError
from sodoan.documents.validators import MAX_FILE_BYTES, check_file, display_name
from sodoan.org.models import Unit

_MAX_SIGN = 40


class NamedFile(Protocol):
    """An upload, or any open binary file."""

    @property
    def name(self) -> Any:
        """The name the user gave it."""
        ...

    def read(self, size: int = -1, /) -> bytes:
        """Up to `size` bytes."""
        ...


@transaction.atomic
@deed("Lưu tệp")
def store_attachment(file: NamedFile, *, by: Actor, unit: Unit) -> Attachment:
    """Keep a file for `unit` and return its row.

    The type is told by content; photos are drawn anew without EXIF. Raises ValidationError with
    a plain sentence. Whether `by` may add a file *to what* is the question of the action that
    calls this one (a pledge, a document), which asks it first. The bytes are written before the
    row; a rollback may leave unnamed bytes behind, never a row without bytes.
    """
    data = file.read(MAX_FILE_BYTES + 1)
    media_type = check_file(data)
    if media_type in IMAGES:
        data = reencode(data, media_type)
    return _keep(data, media_type, str(file.name or ""), by=by, unit=unit)


@transaction.atomic
@deed("Lưu văn bản đã in")
def store_paper(data: bytes, *, by: Actor, unit: Unit, name: str) -> Attachment:
    """Keep a paper the program has just printed (.docx); a code such as "05-KH/ĐTN" may name it."""
    return _keep(data, MediaType.DOCX, name.replace("/", "-"), by=by, unit=unit)


def _keep(data: bytes, media_type: MediaType, name: str, *, by: Actor, unit: Unit) -> Attachment:
    sha256 = hashlib.sha256(data).hexdigest()
    _write_once(attachment_path(sha256), data)
    return Attachment.objects.create(
        sha256=sha256,
        media_type=media_type,
        name=display_name(name, media_type),
        size=len(data),
        unit=unit,
        uploaded_by_id=by.user_id,
    )


def _write_once(path: Path, data: bytes) -> None:
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)  # photos and papers of people: for the owner of the process only
    with draft.open("wb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())
    draft.replace(path)  # atomic: readers see the whole file or none


def take_number(unit: Unit, *, kind: DocumentKind, year: int) -> int:
    """Return the next number, from 1, of a unit's kind of document in a year.

    Only inside the transaction that also writes the register entry: the counter row stays locked
    until then, and a rollback gives the number back, so that there are no gaps and no doubles.
    Raises RuntimeError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a number is taken in the transaction that uses it")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO documents_registercounter (unit_id, kind, year, last_number)"
            " VALUES (%s, %s, %s, 1) ON CONFLICT (unit_id, kind, year)"
            " DO UPDATE SET last_number = documents_registercounter.last_number + 1"
            " RETURNING last_number",
            [unit.pk, str(kind), year],
        )
        return int(cursor.fetchone()[0])


@transaction.atomic
@deed("Ghi số văn bản đã cấp trước đó")
def start_register(
    unit: Unit, *, by: Actor, kind: DocumentKind, year: int, last_number: int
) -> None:
    """Say how far the paper register had come, so that numbers go on from there.

    Raises ValidationError (at `last_number`) once there are numbers of that kind and year.
    """
    _require_issuer(by, unit, kind)
    try:
        with transaction.atomic():
            RegisterCounter.objects.create(unit=unit, kind=kind, year=year, last_number=last_number)
    except IntegrityError as error:
        told = (
            f"Sổ {kind.label.lower()} năm {year} của đơn vị đã có số, không đặt lại được. "
            "Đồng chí bỏ trống ô này."
        )
        raise ValidationError({"last_number": told}) from error


@transaction.atomic
@deed("Vào sổ văn bản")
def register_document(  # noqa: PLR0913 - the columns of the register
    unit: Unit,
    *,
    by: Actor,
    kind: DocumentKind,
    issued_on: date,
    title: str,
    issuer_code: str,
    signer_name: str,
    signer_post: str = "",
    signer_id: int | None = None,
    recipients: Sequence[str] = (),
) -> RegisterEntry:
    """Give a document the next number and enter it in the unit's register.

    `issuer_code` is what follows the type in the sign ("ĐTN-TCKT"). Print the paper with the
    entry's number and then call `file_document`, in one transaction. Raises PermissionDenied and
    ValidationError.
    """
    _require_issuer(by, unit, kind)
    title, code = clean(title), clean(issuer_code)
    symbol = f"{kind}/{code}"
    if not title or not code or len(symbol) > _MAX_SIGN:
        raise ValidationError("Văn bản cần có trích yếu và ký hiệu (tối đa 40 ký tự).")
    number = take_number(unit, kind=kind, year=issued_on.year)
    words = (f"{number:02d}-{symbol}", title, signer_name, *recipients)
    return RegisterEntry.objects.create(
        unit=unit,
        kind=kind,
        year=issued_on.year,
        number=number,
        search_key=search_key(" ".join(words)),
        symbol=symbol,
        issued_on=issued_on,
        title=title,
        signer_id=signer_id,
        signer_name=clean(signer_name),
        signer_post=clean(signer_post),
        recipients=[clean(recipient) for recipient in recipients],
        registered_by_id=by.user_id,
    )


@transaction.atomic
def number_document(  # noqa: PLR0913 - the head of a document
    unit: Unit,
    *,
    by: Actor,
    kind: DocumentKind,
    issued_on: date,
    title: str,
    issuer_code: str,
    last_number: int | None = None,
    to: Sequence[str] | None = None,
) -> RegisterEntry:
    """`register_document` in the name of who leads the unit that day, as a form's head says it.

    `last_number` says how far a paper register of that year had come; `to` are other recipients
    than the usual ones. Raises as `start_register` and `register_document` do.
    """
    if last_number:
        start_register(unit, by=by, kind=kind, year=issued_on.year, last_number=last_number)
    signer = signer_of(unit, issued_on)
    return register_document(
        unit,
        by=by,
        kind=kind,
        issued_on=issued_on,
        title=title,
        issuer_code=issuer_code,
        signer_name=signer.name,
        signer_post=signer.post,
        signer_id=signer.person_id,
        recipients=recipients(unit) if to is None else to,
    )


def file_paper(entry: RegisterEntry, paper: bytes, *, by: Actor) -> RegisterEntry:
    """Keep the printed paper (.docx) of a register entry beside it. Raises as `file_document`."""
    stored = store_paper(paper, by=by, unit=entry.unit, name=f"{entry.code}.docx")
    return file_document(entry, by=by, attachment=stored)


@transaction.atomic
@deed("Gắn tệp vào văn bản")
def file_document(entry: RegisterEntry, *, by: Actor, attachment: Attachment) -> RegisterEntry:
    """Put the issued file beside its register entry. Raises ValidationError for a voided entry."""
    _require_issuer(by, entry.unit, entry.kind)
    if entry.voided_at:
        raise ValidationError("Văn bản này đã hủy, không gắn tệp được.")
    entry.attachment = attachment
    entry.save(update_fields=["attachment"])
    return entry


@transaction.atomic
@deed("Hủy văn bản")
def void_document(entry: RegisterEntry, *, by: Actor, reason: str) -> RegisterEntry:
    """Void a document; its number stays taken and the entry stays in the register.

    Raises ValidationError without a reason or when it is already void.
    """
    require(by, "documents.register", entry.unit)
    reason = clean(reason)
    if not reason:
        raise ValidationError("Đồng chí ghi lý do hủy văn bản.")
    if entry.voided_at:
        raise ValidationError("Văn bản này đã hủy trước đó.")
    entry.voided_at, entry.void_reason = timezone.now(), reason
    entry.save(update_fields=["voided_at", "void_reason"])
    return entry


def _require_issuer(by: Actor, unit: Unit, kind: str) -> None:
    """Reports are also numbered by whoever hands them in."""
    is_report = kind == DocumentKind.REPORT
    require(by, "documents.register_report" if is_report else "documents.register", unit)


def try_template(kind: str, data: bytes) -> bytes:
    """Print an uploaded template with invented data; what comes out is how papers will look.

    Raises ValidationError when it is no usable template or names fields the paper has not; the
    sentence lists them.
    """
    try:
        unknown = unknown_fields(data, PAPERS[kind].fields)
        if not unknown:
            return print_sample(kind, data)
    except TemplateRefusedError as error:
        raise ValidationError(str(error), code="template") from error
    raise ValidationError(
        f"Mẫu dùng trường mà giấy tờ này không có: {', '.join(unknown)}. "
        "Đồng chí sửa tên trường trong Word rồi tải lại.",
        code="unknown_fields",
    )


@transaction.atomic
@deed("Thay mẫu văn bản")
def replace_template(unit: Unit, *, by: Actor, kind: str, file: NamedFile) -> PaperTemplate:
    """Make an uploaded Word file the unit's template for a kind of paper.

    Raises ValidationError when the file is no usable template or names fields the paper has not;
    the sentence lists them.
    """
    require(by, "documents.replace_template", unit)
    data = file.read(MAX_FILE_BYTES + 1)
    try_template(kind, data)
    attachment = _keep(data, MediaType.DOCX, str(file.name or kind), by=by, unit=unit)
    template, _ = PaperTemplate.objects.update_or_create(
        unit=unit, kind=kind, defaults={"attachment": attachment, "updated_at": timezone.now()}
    )
    return template


@transaction.atomic
@deed("Bỏ mẫu riêng của đơn vị")
def drop_template(template: PaperTemplate, *, by: Actor) -> None:
    """Go back to the template of the level above, or the shipped one."""
    require(by, "documents.replace_template", template.unit)
    template.delete()
