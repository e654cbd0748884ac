# Phòng làm việc: khung trang và các phần
nav-month = Tháng
nav-cells = Chi bộ
nav-records = Hồ sơ
nav-devices = Thiết bị
nav-queue = Chờ xử lý
nav-office = Quản lý
tab-month = Bảng tháng
tab-held = Tạm giữ
tab-members = Sổ đảng viên
tab-records = Hồ sơ
tab-devices = Thiết bị
tab-audit = Nhật ký
menu-of = ngôn ngữ, hướng dẫn, đăng xuất

# Phiếu gửi muộn
form-lost-title = Chưa lưu: phiếu này đã hết hiệu lực
form-lost-expired = Phiên đăng nhập đã hết khi bạn bấm gửi, nên máy chủ chưa ghi gì. Những gì bạn đã viết còn ở dưới đây: đăng nhập lại ở cửa sổ mới, rồi chép sang.
form-lost-again = Trang này mở từ một phiên đăng nhập khác, nên máy chủ chưa ghi gì. Những gì bạn đã viết còn ở dưới đây: mở lại trang ở cửa sổ mới, rồi chép sang.
form-lost-text = Bạn đã viết
form-lost-back = Mở lại trang ở cửa sổ mới
form-lost-sign-in = Đăng nhập ở cửa sổ mới

# Tin mới khi đang mở trang
live-changed = Có thay đổi từ khi mở trang này.
live-reload = Tải lại
