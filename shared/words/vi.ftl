# Sen's words in Vietnamese: whatever a person reads stands here once, for the console, the command line and the app.
#
# `family-code` is the word for a stored code; codes are stable, and so are these keys. Such words begin with a capital;
# where one stands inside a sentence, the program makes it small. `family-khac`, or else `khac`, is said of a code that
# this version does not know.

khac = Khác

# Every page
brand = Sen
brand-line = Sổ sinh hoạt chi bộ
skip = Đến nội dung chính
nav-main = Các phần
nav-cells = Chi bộ
nav-members = Đảng viên
nav-devices = Thiết bị
nav-held = Tạm giữ
nav-audit = Nhật ký
nav-trail = Vị trí
language = Ngôn ngữ
sign-out = Đăng xuất
pager = Các trang
pager-previous = Trang trước
pager-next = Trang sau
pager-of = trên { $n }
pager-page = Trang { $n }
none = chưa ghi
yes = có
no = không
never = chưa có
cancel = Quay lại
footer = Dữ liệu do chi bộ ghi và ký; đảng ủy chỉ đọc và xem xét.
when = Thời điểm
who = Người thực hiện
device = Thiết bị
person = Họ và tên
role = Chức vụ
cell = Chi bộ
state = Trạng thái
note = Ghi chú

# Sign-in
sign-in-title = Đăng nhập
sign-in-lead = Dành cho cán bộ đảng ủy phường. Đảng viên và chi ủy ghi sổ bằng ứng dụng trên điện thoại.
sign-in-login = Tên đăng nhập
sign-in-password = Mật khẩu
sign-in-go = Đăng nhập
sign-in-wrong = Tên đăng nhập hoặc mật khẩu không đúng.
sign-in-locked = Đã nhập sai quá nhiều lần. Vui lòng thử lại sau { $n } phút.
sign-in-expired = Phiên làm việc đã hết. Vui lòng đăng nhập lại.
sign-in-help = Quên mật khẩu? Liên hệ văn phòng đảng ủy.

# Overview
overview-title = Tình hình các chi bộ
figures-title = Số liệu chung
figure-cells = Chi bộ
figure-members = Đảng viên
figure-split-official = { $n } chính thức
figure-split-probationary = { $n } dự bị
figure-meetings = Buổi sinh hoạt tháng này
figure-conflicts = Chỗ chưa thống nhất
figure-held = Bản ghi tạm giữ
figure-silent = Thiết bị im lặng quá 14 ngày
attention-title = Việc cần lưu ý
attention-none = Không có việc nào chờ xử lý.
attention-conflict = Chưa thống nhất
attention-held = Tạm giữ
attention-duplicate = Nghi trùng
attention-silent = Im lặng
attention-copied = Máy bị sao chép
attention-marked = Mang dấu mật
attention-unreadable = Không đọc được
and-more = và { $n } mục khác
unreadable = không đọc được
cells-title = Các chi bộ
cells-head = Bí thư
cells-head-vacant = chưa ghi danh
cells-official = Chính thức
cells-probationary = Dự bị
cells-last-meeting = Sinh hoạt gần nhất
cells-last-sync = Đồng bộ gần nhất
cells-conflicts = Chưa thống nhất
cells-held = Tạm giữ
cells-none = Chưa có chi bộ nào.

# A cell
cell-posts = Chi ủy và phân công
cell-posts-none = Chưa ghi chức vụ nào.
cell-members = Xem danh sách đảng viên
cell-meetings = Các buổi sinh hoạt
cell-meetings-none = Chưa có buổi sinh hoạt nào được gửi lên.
cell-devices = Thiết bị của chi bộ
cell-devices-none = Chưa có thiết bị nào được ghi danh.
cell-devices-all = Quản lý thiết bị
meeting-date = Ngày
meeting-part = phần { $n }
meeting-kind = Loại sinh hoạt
meeting-present = Có mặt
conflicts-short = { $n } chỗ chưa thống nhất
issues-short = { $n } số liệu không khớp

# A meeting
meeting-facts = Thông tin buổi sinh hoạt
meeting-hours = Thời gian
meeting-place = Địa điểm
meeting-topic = Chuyên đề
meeting-chair = Chủ trì
meeting-minute-taker = Thư ký
meeting-adoption = Thông qua biên bản
meeting-id = Mã hồ sơ
meeting-history = Lịch sử thay đổi
adoption-none = Chưa thông qua
adoption-unsettled = Chưa thông qua được: còn chỗ chưa thống nhất
adoption-waiting = Chưa thông qua: còn thiếu chữ ký
adoption-one = Đã thông qua, chỉ có một chữ ký
adoption-both = Đã thông qua, đủ hai chữ ký
adoption-one-note = Chi bộ dùng một thiết bị thì một chữ ký là đủ.
adoption-digest = Mã xác thực nội dung đã ký
capacity-chu_tri = Chủ trì
capacity-thu_ky = Thư ký
capacity-mot_nguoi = Ký một mình
conflicts-title = Các thiết bị ghi chưa thống nhất
parallel-title = Nhiều người cùng ghi
parallel-lead = Nhiều thiết bị ghi cùng lúc và đã được ghép lại đủ; không có gì phải quyết định.
conflicts-lead = Khi chưa có mạng, mỗi thiết bị ghi một khác. Máy chủ giữ tất cả, không tự chọn; chi bộ quyết định trên ứng dụng.
conflict-decision = Cần quyết định
conflict-parallel = Ghi song song, không ảnh hưởng
conflict-settled = Đã xử lý
conflict-settled-by = { $who } đã quyết định lúc { $at }.
conflict-chosen = Được chọn
conflict-value = Giá trị
issues-title = Số liệu không khớp
finding-tong_khac_thu_ve = Tổng số phiếu khác số thu về
finding-thu_ve_hon_phat_ra = Số phiếu thu về nhiều hơn số phát ra
finding-hop_le_hon_thu_ve = Số phiếu hợp lệ nhiều hơn số thu về
finding-thu_ve_hon_co_quyen = Số phiếu nhiều hơn số người có quyền biểu quyết
finding-co_mat_hon_danh_sach = Số có mặt biểu quyết nhiều hơn số đảng viên chính thức có mặt
finding-diem_danh_chua_xong = Đã kết thúc nhưng còn người chưa điểm danh
finding-ket_thuc_truoc_bat_dau = Giờ kết thúc trước giờ bắt đầu
finding-mang_dau_mat = Hồ sơ có nội dung mang dấu mật; nội dung này chỉ được lưu trên giấy
finding-khong_doc_duoc = Một phần hồ sơ không đọc được
roll-title = Điểm danh
roll-present-of = Có mặt trên số phải dự
roll-total = Tổng số
roll-exempt = Được miễn, đi vắng theo quy định
roll-required = Phải dự
roll-present = Có mặt
roll-excused = Vắng có lý do
roll-unexcused = Vắng không lý do
roll-people = Danh sách từng người
roll-reason = Lý do
roll-conflict = Ghi khác nhau
roll-none = Chưa điểm danh.
agenda-title = Nội dung sinh hoạt
agenda-none = Chưa ghi nội dung nào.
agenda-presenter = Trình bày
agenda-opinions = Ý kiến thảo luận
agenda-conclusion = Kết luận của chủ trì
votes-title = Biểu quyết
votes-none = Không có biểu quyết.
vote-eligible = Có quyền biểu quyết
vote-collected = Thu về
vote-for = Tán thành
vote-against = Không tán thành
vote-other = Ý kiến khác
vote-threshold = Cần đạt
vote-secret = Bỏ phiếu kín: chỉ lưu tổng số, không lưu ai bầu thế nào.
outcome-dat = Đạt
outcome-khong_dat = Không đạt
outcome-chua_du = Chưa đủ số liệu
outcome-mau_thuan = Mâu thuẫn
minutes-title = Biên bản
minutes-none = Chưa có nội dung biên bản.
minutes-adopted = Nguyên văn đã thông qua
minutes-current = Bản ghi hiện tại, gồm cả bổ sung
addenda-title = Bổ sung, đính chính sau khi thông qua
addenda-lead = Những sửa đổi này đến sau khi biên bản đã ký. Nguyên văn đã thông qua không thay đổi.
addendum-before = Đã thông qua
addendum-after = Đề nghị
addendum-nothing = (không có)
addendum-by = { $who } đề nghị lúc { $at }
score-title = Tự chấm chất lượng buổi sinh hoạt
score-rubric = Theo bộ tiêu chí
score-points = điểm
review-title = Đảng ủy xem xét
review-unseen = Chưa xem
review-seen = Đã xem
review-changed = Có thay đổi sau khi xem
review-seen-by = { $who } xem lúc { $at }.
review-mark = Đánh dấu đã xem
review-mark-again = Đánh dấu đã xem bản mới
review-note = Chi bộ sẽ thấy dấu “đảng ủy đã xem” trong lần đồng bộ tới.

# History
history-title = Lịch sử thay đổi
history-lead = Mỗi dòng là một lần ghi, có chữ ký của thiết bị. Thời điểm theo đồng hồ của thiết bị.
history-none = Chưa có thay đổi nào.
history-what = Nội dung thay đổi
history-hash = Mã thay đổi

# Members
members-title = Danh sách đảng viên
members-search = Tìm theo tên hoặc số thẻ
members-hint = Gõ có dấu hay không dấu đều được, ví dụ “dang thi hoa”.
members-all-cells = Tất cả chi bộ
members-go = Tìm
members-count = { $n } đảng viên
members-none = Không tìm thấy đảng viên nào phù hợp.
member-birth = Ngày sinh
member-gender = Giới tính
member-admitted = Ngày vào Đảng
member-official = Ngày chính thức
member-card = Số thẻ
member-status = Tình trạng
member-audit-note = Mỗi lần mở hồ sơ này đều được ghi vào nhật ký.
member-duplicates = Có thể trùng với hồ sơ khác
member-history = Lịch sử hồ sơ
member-unreadable = Hồ sơ không đọc được

# Devices
devices-title = Thiết bị
devices-lead = Mỗi dòng là một người trên một điện thoại.
devices-enrol = Ghi danh thiết bị mới
devices-none = Chưa có thiết bị nào. Hãy ghi danh thiết bị đầu tiên.
devices-enrolled = Ghi danh
devices-last-contact = Liên lạc gần nhất
devices-unsent = Chưa gửi (theo thiết bị báo)
devices-unsent-unknown = không rõ
devices-copied-note = Dữ liệu trên máy này đã được chép sang máy khác, hoặc một bản sao cũ đã được đặt lại. Hãy hỏi người dùng máy. Khi cả hai bên đã gửi hết, thu hồi thiết bị này rồi ghi danh lại máy cần giữ. Nếu nghi là người lạ, thu hồi ngay.
devices-revoke = Thu hồi
devices-revoke-reason = Lý do thu hồi
devices-revoke-note = Thiết bị bị thu hồi không đọc, không gửi được nữa. Những gì còn trên máy sẽ được tạm giữ, không mất.
devices-revoke-go = Thu hồi thiết bị này
devices-actions = Thao tác
device-active = Đang dùng
device-silent = Im lặng quá 14 ngày
device-copied = Bị sao chép
device-revoked = Đã thu hồi
enrol-title = Ghi danh thiết bị
enrol-lead = Tạo mã dùng một lần cho một người, trên một điện thoại.
enrol-choose = Chọn…
enrol-go = Tạo mã ghi danh
enrol-person-hint = Gõ đúng tên trong danh sách đảng viên của chi bộ; nếu có người trùng tên, gõ số thẻ đảng viên.
enrol-no-cell = Hãy chọn chi bộ.
enrol-no-role = Hãy chọn chức vụ.
enrol-no-member = Không có đảng viên nào của chi bộ này mang tên hoặc số thẻ đó.
enrol-several-members = Nhiều đảng viên của chi bộ hợp với tên này. Hãy gõ đủ họ tên, hoặc gõ số thẻ đảng viên.
enrolled-title = Mã ghi danh
enrolled-for = Dành cho
enrolled-expires = Hết hạn lúc
enrolled-once = Mã này chỉ hiện một lần. Rời trang là phải tạo mã khác.
enrolled-code = Mã dạng chữ
enrolled-how = Cách dùng
enrolled-step-1 = Mở ứng dụng Sen trên điện thoại, chọn “Ghi danh”.
enrolled-step-2 = Quét hình mã, hoặc gõ mã dạng chữ.
enrolled-step-3 = Kiểm tra đúng tên và chi bộ, rồi xác nhận.
enrolled-step-4 = Đưa mã tận tay; không gửi qua tin nhắn.
enrolled-qr = Hình mã ghi danh để quét
enrolled-done = Về danh sách thiết bị

# Held
held-title = Bản ghi tạm giữ
held-lead = Những bản ghi chưa thể nhận. Không gì bị xóa: nhận vào, hoặc bác bỏ kèm ghi chú.
held-none = Không có bản ghi nào bị tạm giữ.
held-from = Từ
held-decide = Quyết định
held-note = Ghi chú của người quyết định
held-release = Nhận vào
held-dismiss = Bác bỏ
held-unknown = không xác định
held-read = Đọc nội dung
held-content = Nội dung sẽ được ghi
held-written = Ghi lúc (theo máy)
held-unreadable = Không đọc được nội dung một cách an toàn:
held-nothing = Không ghi thêm gì.
held-deleted = Xóa, số ký tự hoặc mục:
held-cut = Chỉ hiện phần đầu (4.000 ký tự). Tải xuống để đọc toàn bộ.
held-download = Tải toàn bộ dạng văn bản

# Audit
audit-title = Nhật ký
audit-chain-ok = Chuỗi nhật ký nguyên vẹn
audit-chain-detail = Đã kiểm tra { $n } mục, lúc { $at }.
audit-chain-broken = Chuỗi nhật ký bị đứt
audit-chain-broken-at = Mục số { $n } không nối tiếp mục trước. Hãy báo ngay cho người quản trị máy chủ.
audit-number = Số
audit-action = Việc
audit-subject = Đối tượng
audit-hash = Mã chuỗi
audit-none = Nhật ký còn trống.

# Errors: pages
error-403-title = Không có quyền xem trang này
error-400-title = Không nhận được biểu mẫu
error-400-text = Biểu mẫu đã cũ, thiếu nội dung hoặc quá dài. Hãy mở lại trang và làm lại; chưa có gì thay đổi.
error-403-text = Vai trò của bạn không gồm trang này. Nếu cần, hãy đề nghị văn phòng đảng ủy.
error-404-title = Không tìm thấy trang
error-404-text = Địa chỉ có thể đã sai, hoặc hồ sơ đã chuyển sang nơi khác.
error-429-title = Vui lòng thử lại sau ít phút
error-429-text = Máy chủ đang nhận quá nhiều yêu cầu, hoặc mạng của bạn đã gửi quá nhiều lần. Chưa có gì thay đổi.
read-only-title = Hiện chưa ghi được gì.
read-only-text = Cơ sở dữ liệu của máy chủ bị hỏng. Phần còn đọc được vẫn hiển thị; máy của các chi bộ giữ nguyên mọi nội dung đã ghi. Hãy báo người quản trị chạy `sen verify` rồi khôi phục từ bản sao lưu mới nhất, hoặc cứu phần còn đọc được.
error-500-title = Máy chủ gặp lỗi
error-500-text = Dữ liệu đã nhận vẫn an toàn. Vui lòng thử lại; nếu vẫn lỗi, hãy báo mã dưới đây cho người quản trị.
error-request = Mã yêu cầu
error-home = Về trang đầu

# Codes: kinds of meeting
meeting_kind-thuong_ky = Sinh hoạt thường kỳ
meeting_kind-chuyen_de = Sinh hoạt chuyên đề
meeting_kind-bat_thuong = Họp bất thường
meeting_kind-thuong_ky_chuyen_de = Sinh hoạt thường kỳ kết hợp chuyên đề
meeting_kind-kiem_diem_cuoi_nam = Kiểm điểm cuối năm
meeting_kind-so_ket = Sơ kết
meeting_kind-dai_hoi = Đại hội chi bộ
meeting_kind-ket_nap = Lễ kết nạp đảng viên
meeting_kind-hop_chi_uy = Họp chi ủy
meeting_kind-to_dang = Sinh hoạt tổ đảng
meeting_kind-mo_rong = Sinh hoạt mở rộng
meeting_kind-khong_doc_duoc = Cuộc họp không đọc được
meeting_kind-khac = Loại khác

# Codes: states of a meeting
state-meeting-du_thao = Dự thảo
state-meeting-chi_uy_thong_nhat = Chi ủy đã thống nhất
state-meeting-da_thong_bao = Đã thông báo
state-meeting-dang_hop = Đang họp
state-meeting-da_ket_thuc = Đã kết thúc
state-meeting-hoan = Hoãn
state-meeting-huy = Hủy
state-meeting-khac = Trạng thái khác

# Codes: attendance
attendance-co_mat = Có mặt
attendance-co_mat_truc_tuyen = Có mặt trực tuyến
attendance-vang_co_ly_do = Vắng có lý do
attendance-vang_khong_ly_do = Vắng không lý do
attendance-mien = Được miễn công tác, sinh hoạt
attendance-tam_mien = Tạm miễn sinh hoạt
attendance-tam_thoi_di = Sinh hoạt tạm thời nơi khác
attendance-tam_thoi_den = Sinh hoạt tạm thời tại đây
attendance-dac_biet = Làm nhiệm vụ đặc biệt
attendance-khach_moi = Khách mời
attendance-chua_diem_danh = Chưa điểm danh

# Codes: votes
method-gio_tay = Giơ tay
method-the_dang = Giơ thẻ đảng
method-phieu_kin = Bỏ phiếu kín
method-lay_y_kien_van_ban = Lấy ý kiến bằng văn bản
method-khac = Cách khác
threshold-over = trên { $x }
threshold-at_least = ít nhất { $x }
base-chinh_thuc = số đảng viên chính thức

# Codes: what is voted on
matter-nghi_quyet = Nghị quyết
matter-ket_luan = Kết luận
matter-chuong_trinh = Chương trình
matter-bien_ban = Biên bản
matter-ket_nap = Đề nghị kết nạp
matter-chinh_thuc = Đề nghị công nhận chính thức
matter-xoa_ten = Đề nghị xóa tên
matter-khien_trach = Khiển trách
matter-canh_cao = Cảnh cáo
matter-khai_tru = Đề nghị khai trừ
matter-bau_cu = Bầu cử
matter-khac = Nội dung khác

# Codes: standing on a roll, what was said
standing-chinh_thuc = Chính thức
standing-du_bi = Dự bị
standing-khach = Khách
saying-y_kien = Ý kiến
saying-ket_luan = Kết luận

# Codes: people
gender-nam = Nam
gender-nu = Nữ
status-chinh_thuc = Chính thức
status-du_bi = Dự bị
status-mien = Được miễn công tác, sinh hoạt
status-tam_mien = Tạm miễn sinh hoạt
status-tam_thoi_di = Sinh hoạt tạm thời nơi khác
status-dinh_chi = Đình chỉ sinh hoạt
status-tu_tran = Từ trần
status-khai_tru = Khai trừ
status-xoa_ten = Xóa tên
status-xin_ra = Xin ra khỏi Đảng
status-tam_thoi_den = Sinh hoạt tạm thời tại đây
status-chuyen_di = Đã chuyển đi
role-bi_thu = Bí thư
role-pho_bi_thu = Phó bí thư
role-chi_uy_vien = Chi ủy viên
role-thu_ky = Thư ký
role-van_phong = Văn phòng đảng ủy
role-ban_xay_dung_dang = Ban xây dựng Đảng
role-thuong_truc = Thường trực đảng ủy
role-ubkt = Ủy ban kiểm tra
role-cap_tren = Cấp trên

# Codes: why a push is held
hold-revoked = Thiết bị đã bị thu hồi
hold-unknown_dependency = Thiếu phần ghi trước đó
hold-damaged = Dữ liệu bị hỏng
hold-over_quota = Vượt giới hạn cho phép
hold-wrong_place = Ngoài phạm vi thiết bị được ghi
hold-wrong_author = Có phần do thiết bị khác viết
hold-duplicate_actor = Trùng số với một máy bị sao chép
hold-newer_format = Máy chủ chưa biết loại hồ sơ này
hold-missing_signature = Thiếu chữ ký hoặc chữ ký không hợp lệ
hold-khac = Lý do khác

# Codes: kinds of records
kind-meeting = Buổi sinh hoạt
kind-member = Hồ sơ đảng viên
kind-org = Tổ chức đảng
kind-khac = Hồ sơ chưa rõ

# What an action came to
notice-seen = Đã đánh dấu đã xem.
notice-revoked = Đã thu hồi thiết bị.
notice-revoked_before = Thiết bị này đã bị thu hồi từ trước.
notice-released = Đã nhận bản ghi vào hồ sơ.
notice-still_held = Vẫn chưa nhận được, bản ghi còn tạm giữ: { $x }.
notice-dismissed = Đã bác bỏ. Bản ghi vẫn được lưu giữ.
notice-decided = Bản ghi này đã được quyết định từ trước.

# Codes: audit actions
audit-sign_in = Đăng nhập
audit-sign_in_failed = Đăng nhập không thành công
audit-locked_out = Khóa đăng nhập
audit-sign_out = Đăng xuất
audit-read_member = Xem hồ sơ đảng viên
audit-search_members = Tìm trong danh sách đảng viên
audit-read_meeting = Xem buổi sinh hoạt
audit-seen_meeting = Đánh dấu đã xem
audit-enrol_code = Tạo mã ghi danh
audit-device_enrolled = Ghi danh thiết bị
audit-device_revoked = Thu hồi thiết bị
audit-device_copied = Phát hiện máy bị sao chép hoặc đặt lại bản cũ
audit-envelope_merged = Nhận bản ghi
audit-envelope_held = Tạm giữ bản ghi
audit-package_taken = Nhận gói đưa tay
audit-hand_in_taken = Nhận gói niêm phong nộp hộ
audit-held_released = Nhận bản ghi tạm giữ
audit-read_held = Đọc bản ghi tạm giữ
audit-tls_key = Dùng khóa TLS này
audit-held_merged = Tự nhận bản ghi đã tạm giữ
audit-rows_noted = Ghi lại toàn bộ tài khoản, quyết định và dấu đã xem
audit-chain_contradicted = Một thiết bị từng được báo nhật ký kết thúc khác
audit-held_dismissed = Bác bỏ bản ghi tạm giữ
audit-restore = Khôi phục
audit-init = Khởi tạo máy chủ
audit-person_added = Thêm người dùng
audit-import = Nhập danh sách đảng viên
audit-org_renamed = Đổi tên chi bộ
audit-org_ended = Kết thúc chi bộ
audit-khac = Việc khác

# Codes: groups and fields of a record
group-identity = Nhân thân
group-party = Đảng tịch
group-education = Trình độ
group-work = Nghề nghiệp
group-movement = Chuyển đi, chuyển đến, ra khỏi Đảng
group-note = Ghi chú
field-meeting-starts_at = Giờ bắt đầu
field-meeting-held_on = Ngày sinh hoạt
field-meeting-topic = Chuyên đề
field-meeting-person_name = Họ và tên trong biên bản
field-meeting-ends_at = Giờ kết thúc
field-meeting-place = Địa điểm
field-meeting-chair = Chủ trì
field-meeting-minute_taker = Thư ký
field-meeting-state = Trạng thái
field-meeting-attendance = Điểm danh
field-meeting-attendance_reason = Lý do vắng
field-meeting-standing = Tư cách tham dự
field-meeting-agenda_title = Nội dung
field-meeting-agenda_order = Thứ tự nội dung
field-meeting-agenda_removed = Bỏ khỏi chương trình
field-meeting-presenter = Người trình bày
field-meeting-opinion = Ý kiến thảo luận
field-meeting-conclusion = Kết luận
field-meeting-minutes = Biên bản
field-meeting-vote_subject = Nội dung biểu quyết
field-meeting-vote_method = Hình thức biểu quyết
field-meeting-vote_eligible = Số người có quyền biểu quyết
field-meeting-vote_collected = Số phiếu thu về
field-meeting-vote_for = Số phiếu tán thành
field-meeting-vote_against = Số phiếu không tán thành
field-meeting-vote_other = Số ý kiến khác
field-meeting-vote_present = Số có mặt khi biểu quyết
field-meeting-vote_issued = Số phiếu phát ra
field-meeting-vote_valid = Số phiếu hợp lệ
field-meeting-vote_threshold = Tỷ lệ cần đạt
field-meeting-vote_rules = Bộ quy tắc biểu quyết
field-meeting-vote_basis = Căn cứ
field-meeting-vote_reserved = Ý kiến bảo lưu
field-meeting-vote_excluded = Không tính vào số có quyền biểu quyết
field-meeting-vote_ballot_committee = Tổ kiểm phiếu
field-meeting-vote_referred_up = Báo cáo cấp ủy có thẩm quyền
field-meeting-vote_withdrawn = Rút biểu quyết
field-meeting-score = Điểm chất lượng
field-meeting-score_rubric = Bộ tiêu chí chấm điểm
field-meeting-attestation = Chữ ký thông qua
field-member-full_name = Họ và tên
field-member-birth_name = Họ và tên khai sinh
field-member-alias = Bí danh
field-member-sort_given = Tên để xếp thứ tự
field-member-sort_family = Họ để xếp thứ tự
field-member-birth_date = Ngày sinh
field-member-gender = Giới tính
field-member-ethnicity = Dân tộc
field-member-religion = Tôn giáo
field-member-home_place = Quê quán
field-member-general_education = Giáo dục phổ thông
field-member-political_theory = Lý luận chính trị
field-member-foreign_language = Ngoại ngữ
field-member-profession = Chuyên môn nghiệp vụ
field-member-job_before = Nghề nghiệp trước khi vào Đảng
field-member-job_now = Nghề nghiệp hiện nay
field-member-decided_on = Ngày quyết định kết nạp
field-member-official_on = Ngày chính thức
field-member-joined_on = Ngày vào Đảng
field-member-card_number = Số thẻ đảng viên
field-member-card_series = Đợt phát thẻ
field-member-dossier_number = Số lý lịch đảng viên
field-member-badge_number = Số huy hiệu Đảng
field-member-service = Bộ đội, công an, hưu trí
field-member-exempt_on = Ngày được miễn sinh hoạt
field-member-moved_out_on = Ngày chuyển đi
field-member-moved_out_to = Chuyển đến đảng bộ
field-member-moved_in_on = Ngày chuyển đến
field-member-moved_in_from = Từ đảng bộ
field-member-died_on = Ngày từ trần
field-member-death_reason = Lý do từ trần
field-member-left_on = Ngày ra khỏi Đảng
field-member-left_form = Hình thức ra khỏi Đảng
field-member-status = Tình trạng
field-member-post = Chức vụ
field-member-post_from = Giữ chức vụ từ ngày
field-member-post_until = Thôi chức vụ từ ngày
field-member-notes = Ghi chú
field-khac = Mục khác

# Codes: posts in a cell, classes of organisations
post-bi_thu = Bí thư
post-pho_bi_thu = Phó bí thư
post-chi_uy_vien = Chi ủy viên
post-to_truong = Tổ trưởng tổ đảng
org_class-tinh = Tỉnh ủy, thành ủy
org_class-phuong_xa = Đảng ủy xã, phường
org_class-dang_bo_co_so = Đảng bộ cơ sở
org_class-chi_bo = Chi bộ
org_class-to_dang = Tổ đảng

# Codes: how safe a record is, and what to do about what is not
safety-on_this_phone = Trên máy này
safety-held = Máy chủ đang giữ lại
safety-held-why = máy chủ đang giữ lại: { $why }
safety-refused-why = máy chủ chưa nhận: { $why }
safety-safe_on_server = Đã an toàn ở máy chủ
safety-seen_by_ward = Đảng ủy đã xem
advice-revoked = Xin đảng ủy cho nhận phần này và cấp mã ghi danh mới.
advice-unknown_dependency = Đồng bộ lại từ máy đã ghi phần trước, rồi đồng bộ máy này.
advice-newer_format = Chờ đảng ủy cập nhật máy chủ; phần này vẫn được giữ.
advice-to_ward = Báo đảng ủy xem và cho nhận phần này.
advice-held = Báo đảng ủy; phần này vẫn còn trên máy và trên máy chủ.
advice-refused = Chưa cần làm gì: máy sẽ gửi lại ở lần đồng bộ sau. Nếu vẫn vậy, báo đảng ủy.

# Codes: whether a package was news
package_standing-fresh = Gói mới
package_standing-already_taken = Gói đã nhận trước đây, nhận lại không hại gì
package_standing-stale = Gói cũ hơn một gói đã nhận, không hại gì

# Time
wait-seconds = { $n } giây
wait-minutes = { $n } phút

# Refusals: a field as the person who typed into it calls it; fields of the card have their own names
input-profile = người dùng
input-pin = mã PIN
input-receipt = giấy xác nhận
input-path = tệp sổ
input-key = khóa
input-code = mã ghi danh
input-account = người đang ghi danh
input-label = tên máy
input-record = hồ sơ
input-date = ngày
input-starts_at = giờ bắt đầu
input-ends_at = giờ kết thúc
input-kind = loại sinh hoạt
input-state = trạng thái
input-position = vị trí trong văn bản
input-cursor = con trỏ
input-text = nội dung
input-title = tên mục
input-person = người
input-attendance = điểm danh
input-standing = tư cách
input-reason = lý do
input-matter = nội dung biểu quyết
input-method = hình thức biểu quyết
input-threshold = ngưỡng
input-value = giá trị được chọn
input-score = điểm
input-chair = chủ trì và thư ký
input-signer = người ký
input-post = chức vụ
input-place = địa điểm
input-topic = chuyên đề
input-eligible = số có quyền biểu quyết
input-present = số có mặt
input-issued = số phiếu phát ra
input-collected = số phiếu thu về
input-valid = số phiếu hợp lệ
input-for = số tán thành
input-against = số không tán thành
input-other = số ý kiến khác
input-basis = căn cứ
input-reserved = ý kiến bảo lưu
input-excluded = không tính biểu quyết
input-ballot_committee = tổ kiểm phiếu
input-rubric = bảng chấm điểm
input-moved_to = chuyển cuộc họp
input-field = mục của thẻ
input-card = thẻ của máy
input-package = gói
input-parts = phần của gói
input-reader = máy nhận

# Refusals: why what was typed does not fit
unfit = Mục “{ $field }” chưa đúng: { $right }.
unfit-typed = Mục “{ $field }” chưa đúng (`{ $typed }`): { $right }.
unfit-too_long = Mục “{ $field }” dài quá { $max } ký tự.
unfit-range = Mục “{ $field }” phải là số từ 0 đến { $max }.
right-reason = vắng có lý do thì phải ghi lý do
right-threshold = viết >1/2 hoặc >=2/3
right-title = mục phải có tên
right-text = chưa viết gì
right-person = tên này không dùng được
right-score = điểm từ 0 đến 100
right-field = không có mục này trong thẻ đảng viên
right-full_name = đảng viên phải có họ tên
right-gender = viết nam hoặc nữ
right-status = không có tình trạng này
right-card_number = số thẻ có 8 chữ số, thẻ mới đến 16 chữ số hoặc chữ cái
right-dossier_number = số lý lịch gồm 6 chữ số và 1 đến 3 chữ cái
right-moved_to = cuộc họp này đã thông qua, đã chuyển hoặc cuộc họp kia đã có nội dung
right-moved_to-others = máy khác cũng đã ghi vào, nên chỉ máy đã mở cuộc họp này chuyển được
right-date = viết ngày như 05/02/2026, 02/2026 hoặc 2026
right-value = giá trị này không dùng được

# Refusals: why a record did not take an edit
edit-no_such_part = Hồ sơ này không có phần đó; có thể nó do phiên bản cũ tạo, hoặc phần đó không còn.
edit-out_of_text = Vị trí { $position } nằm ngoài văn bản { $length } ký tự.
edit-no_such_cursor = Con trỏ không thuộc văn bản này.
edit-too_long = Dài quá { $max } ký tự.
edit-broke_off = Hồ sơ này chứa dữ liệu lạ nên không ghi thêm được; hãy báo đảng ủy.
edit-core = Không ghi được vào hồ sơ; chưa ghi gì, hãy báo đảng ủy.
edit-cancelled = Cuộc họp này đã hủy nên không ghi thêm. Nếu vẫn họp, đặt lại trạng thái (`meeting set … --state dang_hop`) rồi ghi.
edit-classified = Nội dung mang dấu mật, không được nhập vào đây; chỉ ghi số, ngày và nơi lưu văn bản giấy.
edit-unsettled = Còn { $n } chỗ mâu thuẫn hoặc số liệu vô lý phải giải quyết trước.
edit-no_officers = Hãy ghi chủ trì và thư ký trước khi thông qua biên bản.
edit-not_an_officer = Chỉ chủ trì hoặc thư ký của cuộc họp thông qua biên bản.
denied-outside_place = Hồ sơ này thuộc tổ chức khác; máy này không được ghi vào đó.
denied-wrong_role = Vai trò của người ghi danh không ghi loại hồ sơ này.

# Refusals: packages, and their parts as QR codes
package-not_a_package = Tệp này không phải gói của Sen.
package-damaged = Gói bị hỏng hoặc chép thiếu; hãy chép lại.
package-newer = Gói do phiên bản mới hơn tạo; hãy cập nhật phần mềm.
package-too_large = Gói lớn quá { $max } byte; hãy đồng bộ qua mạng hoặc chia làm nhiều lần.
package-too_many = Gói có quá { $max } phần cùng loại; hãy đồng bộ qua mạng hoặc chia làm nhiều lần.
package-foreign = Gói này của đảng bộ khác; không nhận ở đây.
package-wrong_reader = Gói này gửi cho máy khác; hãy đưa đúng máy nhận.
package-unknown_sender = Không rõ ai gửi gói này; hãy nhờ đảng ủy xác nhận máy gửi.
package-forged = Chữ ký của gói không đúng; không nhận, hãy báo đảng ủy.
package-cipher = Không mã hóa được gói: { $why }.
package-unasked = Gói này trả lời một gói mà máy này không còn nhớ; hãy tạo gói mới cho đảng ủy.
package-bad_card = Đây không phải thẻ của một máy thuộc đảng bộ này.
package-unknown_reader = Chưa biết máy nhận; hãy xin thẻ của máy đó (lệnh package card).
package-nothing = Không có gì chưa gửi mà máy nhận được đọc.
parts-too_large = Gói { $bytes } byte quá lớn để quét mã QR (tối đa { $max }); hãy đưa bằng tệp.
parts-not_a_part = `{ $text }` không phải một phần của gói.
parts-damaged = Phần { $part }/{ $of } quét sai; hãy quét lại phần đó.
parts-mixed = Các phần này thuộc hai gói khác nhau; hãy quét lại từng gói.
parts-missing = Còn thiếu phần { $missing } trong { $of } phần.
parts-nothing = Không có phần nào của gói.

# Errors of the app: what is the matter, and what the person can do
error-retry = Chưa làm được lúc này. Mọi thứ vẫn còn trên máy; hãy thử lại sau.
error-enrol = Máy này chưa ghi danh hoặc không còn được nhận. Hãy xin đảng ủy mã ghi danh.
error-update_app = Phần này do phiên bản mới hơn ghi. Hãy cập nhật ứng dụng.
error-fix_input = Mục “{ $field }” chưa đúng. Hãy xem lại rồi ghi lại.
error-not_allowed = Vai trò của đồng chí không ghi được hồ sơ này. Hãy nhờ người phụ trách hoặc văn phòng đảng ủy.
error-classified = Nội dung mang dấu mật, không được nhập vào đây. Hãy bỏ đoạn đó, chỉ ghi số, ngày và nơi lưu văn bản giấy.
error-settle_first = Còn { $n } chỗ mâu thuẫn hoặc số liệu vô lý. Hãy giải quyết các chỗ đó trước.
error-wrong_key = Khóa không mở được sổ này. Hãy dùng đúng khóa của máy; sổ không bị thay đổi.
error-wrong_pin = Mã PIN chưa đúng. Hãy nhập lại; nếu quên, phần chưa gửi vẫn nộp hộ được cho đảng ủy.
error-wrong_pin_wait = Mã PIN chưa đúng. Hãy chờ { $wait } rồi nhập lại; nếu quên, phần chưa gửi vẫn nộp hộ được cho đảng ủy.
error-pin_wait = Đã nhập sai mã PIN nhiều lần. Hãy chờ { $wait } rồi nhập lại.
error-hand_in_first = Còn { $n } phần đảng ủy chưa nhận. Hãy đồng bộ hoặc nộp hộ, chờ xác nhận rồi làm lại.
error-storage_full = Máy hết chỗ lưu, chưa ghi gì. Hãy xóa bớt tệp khác rồi thử lại.
error-record_full = Biên bản này đã đầy, chưa ghi thêm gì. Hãy mở phần tiếp theo và ghi tiếp ở đó.
error-damaged = Sổ hoặc hồ sơ bị hỏng. Hãy giữ nguyên tệp và báo đảng ủy.
error-closed = Sổ đã đóng. Hãy mở lại sổ.
error-cancelled = Đã dừng theo yêu cầu. Phần đã nhận vẫn được giữ; có thể đồng bộ lại bất cứ lúc nào.

# Errors: several people on one phone
profile-no_such = Không có người dùng đó trên máy này; xem `profile list`.
profile-bad_name = Hãy đặt tên từ 1 đến { $max } ký tự.
profile-name_taken = Đã có người dùng tên này trên máy; hãy đặt tên khác.
profile-bad_pin = Mã PIN gồm { $least } đến { $most } chữ số, không giống nhau cả và không liền nhau; hãy chọn mã khác.
profile-wrong_pin = Mã PIN chưa đúng. Hãy nhập lại; nếu quên, dùng `profile hand-in` để nộp phần chưa gửi.
profile-wrong_pin_wait = Mã PIN chưa đúng. Hãy chờ { $wait } rồi nhập lại; nếu quên, dùng `profile hand-in` để nộp phần chưa gửi.
profile-wrong_secret = Khóa của máy không phải khóa khi tạo người dùng này; hãy dùng đúng máy, đúng tệp khóa.
profile-damaged = Tệp của người dùng này bị hỏng; hãy giữ nguyên và báo đảng ủy ({ $why }).
profile-newer = Người dùng này do phiên bản mới hơn tạo; hãy cập nhật phần mềm.
profile-in_use = Sổ của người dùng này đang mở; hãy đóng lại rồi thử lại.
profile-not_handed_in = Còn { $n } gói niêm phong đảng ủy chưa nhận; hãy nộp bằng `profile hand-in` rồi mới xóa.
profile-nothing = Không còn gì chờ nộp của người dùng này.
profile-another_ward = Người dùng này thuộc đảng bộ khác; hãy nhờ người cùng đảng bộ nộp.
profile-receipt = Đây không phải giấy xác nhận của đảng ủy cho phần này, hoặc tệp hỏng; hãy chép lại.
profile-retry = Chưa làm được; hãy thử lại ({ $why }).

# Errors: files
file-unusable = Không đọc hoặc ghi được tệp: { $why }.
file-not_found = không có tệp hoặc thư mục đó
file-permission = không có quyền đọc hoặc ghi ở đó
file-read_only = chỗ này chỉ đọc được
file-exists = đã có tệp đó, không ghi đè
file-full = hết chỗ lưu
file-is_folder = đó là thư mục
file-not_folder = đó không phải thư mục
file-not_text = tệp không phải chữ UTF-8
file-busy = tệp đang được ghi; hãy thử lại
file-cut = tệp bị cụt
file-system = lỗi hệ thống
file-system_code = lỗi hệ thống số { $code }

# Errors of the command line: what a command needs
command-no_vault = Cho biết tệp sổ bằng --vault hoặc SEN_VAULT, hay máy dùng chung bằng --home.
command-no_home = Cho biết thư mục của máy dùng chung bằng --home hoặc SEN_HOME.
command-no_key = Không có khóa của sổ: dùng --key-file hoặc SEN_VAULT_KEY.
command-bad_key = Khóa của sổ phải là 64 chữ số thập lục phân.
command-empty_key = Tệp khóa { $file } trống nên không mở được sổ. Hãy tìm bản sao của khóa; sổ vẫn còn nguyên.
command-empty_vault = Tệp sổ { $file } trống: lần ghi danh trước bị dừng giữa chừng và chưa ghi gì. Hãy ghi danh lại.
command-read_only = Thư mục { $folder } chỉ đọc được: xem thì được, ghi thì không. Hãy chép cả thư mục sang chỗ ghi được.
command-occupied = Sổ này đang ghi danh cho { $person }. Ghi danh lại sẽ thay người đó bằng người của mã mới. Nếu đúng ý, thêm --replace; nếu là người khác dùng chung máy, dùng `profile add`.
command-occupied_unsent = Sổ này đang ghi danh cho { $person }. Ghi danh lại sẽ thay người đó bằng người của mã mới, và còn { $n } phần chưa gửi. Nếu đúng ý, thêm --replace; nếu là người khác dùng chung máy, dùng `profile add`.

# Errors of the command line: enrolment
enrolment-bad_code = Mã ghi danh không đúng hoặc chép thiếu.
enrolment-used_code = Mã này không có ở máy chủ, hoặc đã dùng để ghi danh một máy khác; mỗi mã chỉ dùng cho một máy. Hãy xin đảng ủy mã mới.
enrolment-expired_code = Mã này đã quá 24 giờ. Hãy xin đảng ủy mã mới.
enrolment-label = Hãy đặt tên máy từ 1 đến { $max } ký tự.
enrolment-occupied = Sổ này đang ghi danh cho { $person }.
enrolment-unsent = Còn { $n } phần chưa gửi của người đang ghi danh; hãy đồng bộ hoặc nộp bằng gói rồi ghi danh lại.
enrolment-another_ward = Mã này của đảng bộ khác; sổ này giữ hồ sơ của đảng bộ cũ. Hãy dùng tệp sổ mới (--vault).
enrolment-bad_certificate = Giấy chứng nhận máy chủ gửi về không đúng cho máy này; chưa ghi danh, hãy báo đảng ủy.

# Errors of the command line: the device and its vault
device-unreadable_record = Hồ sơ { $doc } không đọc được; hãy giữ nguyên và báo đảng ủy.
device-no_such_record = Không có hồ sơ đó trên máy này.
device-record_full = Biên bản này đã đầy nên chưa ghi gì. Hãy mở phần tiếp theo (meeting continue) rồi ghi tiếp ở đó.
device-still_room = Biên bản này chưa đầy; hãy ghi tiếp ngay trong đó.
device-not_enrolled = Máy này chưa ghi danh; dùng lệnh enrol với mã của đảng ủy.
device-revoked_since = Đảng ủy đã thu hồi máy này ({ $at }). Không ghi gì mới ở đây; phần chưa gửi vẫn còn và vẫn nộp được (`sync` hoặc `package out`). Muốn dùng tiếp, xin đảng ủy mã ghi danh mới.
device-not_among_values = Đó không phải một trong các giá trị đang mâu thuẫn.
device-bad_answer = Không đọc được trả lời của máy chủ; hãy cập nhật phần mềm rồi thử lại.
device-sealing = Không niêm phong được để nộp đảng ủy, nên chưa ghi gì.
device-kept_by_pin = Khóa của sổ này do mã PIN giữ; hãy đổi mã PIN (profile pin).
device-randomness = Hệ thống không cấp được số ngẫu nhiên; hãy thử lại.
vault-missing = Không có sổ tại { $path }.
vault-exists = Đã có tệp tại { $path }; không ghi đè.
vault-wrong_key = Khóa không mở được sổ này.
vault-not_a_vault = Tệp này không phải là sổ.
vault-newer = Sổ do phiên bản mới hơn ghi; hãy cập nhật phần mềm.
vault-damaged = Sổ bị hỏng, không thay đổi gì thêm. Hãy giữ nguyên tệp và báo đảng ủy.
vault-full = Hết chỗ lưu; chưa ghi gì.
vault-in_use = Sổ đang được một chương trình khác mở.
vault-read_only = Sổ đang mở chỉ để đọc; không ghi gì.
vault-file = Không dùng được tệp sổ: { $why }.
vault-database = Không dùng được tệp sổ; hãy thử lại, nếu vẫn vậy thì báo đảng ủy.

# Errors of the command line: the network
network-unknown_device = Máy chủ không còn biết máy này. Mọi thứ vẫn còn ở đây; hãy xin đảng ủy mã ghi danh mới, phần chưa gửi sẽ đi theo.
network-revoked_device = ĐẢNG ỦY ĐÃ THU HỒI MÁY NÀY ({ $at }). Không ghi gì mới ở đây; phần chưa gửi vẫn nộp được bằng `sync` hoặc `package out`. Muốn dùng tiếp, xin đảng ủy mã ghi danh mới.
network-unreachable = Không liên lạc được với máy chủ; mọi thứ vẫn còn trên máy này.
network-wrong_server = Máy trả lời không phải máy chủ đã ghi danh; không gửi gì.
network-not_enrolled = Máy chủ không nhận máy này nữa; hãy xin mã ghi danh mới.
network-read_only = Cơ sở dữ liệu của máy chủ bị hỏng nên hiện máy chủ chưa nhận gì; mọi thứ vẫn còn trên máy này, hãy đồng bộ lại sau.
network-later = Máy chủ đang bận và hẹn đồng bộ lại sau { $n } phút; mọi thứ vẫn còn trên máy này.
network-version = Máy chủ dùng phiên bản khác; hãy cập nhật phần mềm.
network-refused = Máy chủ từ chối (mã { $code }, { $status }); mọi thứ vẫn còn trên máy này, hãy báo đảng ủy.
network-address = Địa chỉ máy chủ không đúng.
network-garbled = Trả lời của máy chủ hỏng trên đường truyền; hãy thử lại.
