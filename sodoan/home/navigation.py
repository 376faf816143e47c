"""Which entries the frame offers, by the role a person acts in; the first is always home."""

from django.urls import reverse

from sodoan.access.scopes import HeldPost
from sodoan.common.scoping import Actor
from sodoan.common.ui import NavItem
from sodoan.org.choices import Capability, Tier

_C = Capability


def sidebar(scope: Actor) -> list[NavItem]:
    """Entries of the laptop sidebar; the first is always home."""
    items = [NavItem("home", "Việc cần làm", "checklist", reverse("home"))]
    if scope.can(_C.VIEW_UNITS) and not _branch_only(scope):
        items.append(NavItem("units", "Đơn vị", "building", reverse("org:unit_list")))
    if scope.can(_C.VIEW_PEOPLE):
        items.append(NavItem("people", "Đoàn viên", "users", reverse("people:person_list")))
    if scope.can(_C.VIEW_RESULTS):
        items.append(
            NavItem("results", "Rèn luyện, xếp loại", "clipboard-check", results_url(scope))
        )
        items.append(NavItem("figures", "Số liệu", "chart-bar", reverse("programmes:figures")))
    if scope.can(_C.VIEW_ACTIVITIES):
        items.append(NavItem("activities", "Hoạt động", "calendar", reverse("activities:home")))
    if scope.can(_C.VIEW_REPORTS):
        items.append(NavItem("reports", "Báo cáo", "file-text", reverse("reports:home")))
        items.append(NavItem("inspections", "Kiểm tra", "search", reverse("inspections:home")))
    if not scope.posts and scope.person_id:
        items += member_tabs()[1:3]
    if any(scope.can(capability) for capability in (_C.DESIGN, _C.EVALUATE, _C.APPROVE)):
        items.append(NavItem("register", "Sổ văn bản", "book-2", reverse("documents:register")))
    if scope.posts or scope.is_admin:
        items.append(NavItem("jobs", "Việc đang chạy", "progress", reverse("jobs:list")))
    items += _administration(scope)
    return items


def results_url(scope: Actor) -> str:
    """Where “Rèn luyện, xếp loại” leads: the branch's roster, or the units below."""
    post = branch_post(scope)
    if post is not None and _branch_only(scope):
        return reverse("programmes:branch", args=[post.unit_id])
    return reverse("programmes:overview")


def tabs(scope: Actor) -> list[NavItem]:
    """The four entries at the bottom of a phone; none for offices."""
    post = branch_post(scope)
    if post is not None and _branch_only(scope):
        second = NavItem("results", "Rèn luyện", "clipboard-check", results_url(scope))
        if scope.can(_C.VIEW_ACTIVITIES):
            second = NavItem("activities", "Hoạt động", "calendar", reverse("activities:home"))
        return [
            NavItem("home", "Việc cần làm", "checklist", reverse("home")),
            second,
            NavItem("people", "Đoàn viên", "users", reverse("people:person_list")),
            NavItem("more", "Thêm", "dots", reverse("more")),
        ]
    return member_tabs() if not scope.posts and scope.person_id else []


def member_tabs() -> list[NavItem]:
    """Entries of a member."""
    return [
        NavItem("home", "Việc cần làm", "checklist", reverse("home")),
        NavItem("mine", "Rèn luyện", "clipboard-check", reverse("programmes:mine")),
        NavItem("book", "Sổ của tôi", "book-2", reverse("programmes:record_book")),
        NavItem("account", "Tài khoản", "user-circle", reverse("accounts:account")),
    ]


def branch_post(scope: Actor) -> HeldPost | None:
    """The post held in a branch, if any."""
    return next((post for post in scope.posts if post.tier == Tier.BRANCH), None)


def _branch_only(scope: Actor) -> bool:
    return bool(scope.posts) and all(post.tier == Tier.BRANCH for post in scope.posts)


def _administration(scope: Actor) -> list[NavItem]:
    group = "Quản trị"
    items = []
    if scope.can(_C.ISSUE_SLIPS):
        url = reverse("access:slips")
        items.append(NavItem("slips", "Phiếu kích hoạt", "qrcode", url, group=group))
    if scope.can(_C.IMPORT):
        url = reverse("imports:batch_list")
        items.append(NavItem("imports", "Nhập dữ liệu", "table-import", url, group=group))
    if scope.can(_C.SYSTEM):
        url = reverse("org:catalogue")
        items.append(NavItem("catalogue", "Danh mục", "list-details", url, group=group))
    if scope.can(_C.DESIGN):
        url = reverse("programmes:plan_list")
        items.append(NavItem("plans", "Chương trình", "settings", url, group=group))
        url = reverse("documents:own_templates")
        items.append(NavItem("templates", "Mẫu giấy tờ", "template", url, group=group))
    return items
