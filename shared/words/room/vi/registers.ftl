# Registers, search, exports
search-title = Tìm kiếm
search-label = Tìm trong mọi hồ sơ được xem
search-hint = Gõ tên người, số thẻ, một chữ trong biên bản, nghị quyết. Không cần gõ dấu.
search-count = { $n } hồ sơ
search-none = Không hồ sơ nào được xem có những chữ này. Thử ít chữ hơn, hoặc gõ không dấu.
search-all = Xem tất cả
search-more = Còn { $n } hồ sơ nữa; gõ thêm chữ để thu hẹp.
export-xlsx = Tải bảng tính (.xlsx)
export-csv = Tải CSV
records-due = Hạn
