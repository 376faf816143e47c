"""Who may issue documents and replace templates in a unit."""

from typing import TYPE_CHECKING

import rules

from sodoan.common.scoping import Actor
from sodoan.documents.choices import ISSUING
from sodoan.org.choices import Capability

if TYPE_CHECKING:
    from sodoan.documents.models import Attachment
    from sodoan.org.models import Unit


@rules.predicate
def issues_documents(by: Actor, unit: "Unit") -> bool:
    """Plans, evaluates or approves in the unit, and so issues papers in its name."""
    return any(by.covers(capability, unit.path) for capability in ISSUING)


@rules.predicate
def issues_reports(by: Actor, unit: "Unit") -> bool:
    """Hands in the unit's reports, and so gives them their number."""
    return by.covers(Capability.REPORT, unit.path)


@rules.predicate
def designs_papers(by: Actor, unit: "Unit") -> bool:
    """Decides how the unit's papers look."""
    return by.covers(Capability.DESIGN, unit.path)


@rules.predicate
def uploaded(by: Actor, attachment: "Attachment") -> bool:
    """Is the one who uploaded the file."""
    return by.user_id is not None and by.user_id == attachment.uploaded_by_id


@rules.predicate
def supports_unit(by: Actor, attachment: "Attachment") -> bool:
    """Approves evidence in the unit the file belongs to."""
    return by.covers(Capability.SUPPORT, attachment.unit.path)


rules.add_perm("documents.register", issues_documents)
rules.add_perm("documents.register_report", issues_documents | issues_reports)
rules.add_perm("documents.replace_template", designs_papers)
rules.add_perm("documents.view_attachment", uploaded | supports_unit)
