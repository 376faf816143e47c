"""What the operating system answers, in words people here understand."""

import errno

_WORDS = {
    errno.ENOENT: "không có tệp hay thư mục này",
    errno.EACCES: "không đủ quyền",
    errno.EPERM: "không đủ quyền",
    errno.EROFS: "chỗ lưu này chỉ đọc được",
    errno.ENOSPC: "đĩa đã đầy",
    errno.EDQUOT: "đã dùng hết dung lượng được cấp",
    errno.EISDIR: "đây là thư mục, không phải tệp",
    errno.ENOTDIR: "một phần của đường dẫn không phải thư mục",
    errno.EEXIST: "đã có tệp hay thư mục này",
    errno.ENOTEMPTY: "thư mục không trống",
    errno.EFBIG: "tệp quá lớn",
    errno.EIO: "đĩa bị lỗi khi đọc hoặc ghi",
    errno.EMFILE: "mở quá nhiều tệp cùng lúc",
    errno.ENAMETOOLONG: "tên tệp quá dài",
    errno.EADDRINUSE: "cổng này đang được chương trình khác dùng",
    errno.EADDRNOTAVAIL: "máy này không có địa chỉ ấy",
    errno.ECONNREFUSED: "máy chủ từ chối kết nối",
    errno.EPIPE: "nơi nhận đã đóng",
}


def os_reason(error: OSError) -> str:
    """Return why the system refused, without a full stop."""
    number = error.errno or 0
    return _WORDS.get(number) or f"lỗi hệ thống số {number}" + (
        f" ({error.strerror})" if error.strerror else ""
    )
