//! The labels of a member's card.

/// The label of a field of the card; an unknown field is its own label.
#[must_use]
pub fn member_field(name: &str) -> &str {
    match name {
        "full_name" => "Họ và tên",
        "birth_name" => "Họ tên khai sinh",
        "alias" => "Bí danh",
        "sort_given" => "Tên để xếp thứ tự",
        "sort_family" => "Họ để xếp thứ tự",
        "birth_date" => "Ngày sinh",
        "gender" => "Giới tính",
        "ethnicity" => "Dân tộc",
        "religion" => "Tôn giáo",
        "home_place" => "Quê quán",
        "general_education" => "Giáo dục phổ thông",
        "political_theory" => "Lý luận chính trị",
        "profession" => "Chuyên môn, nghiệp vụ",
        "foreign_language" => "Ngoại ngữ",
        "job_before" => "Nghề nghiệp trước khi vào Đảng",
        "job_now" => "Nghề nghiệp hiện nay",
        "joined_on" => "Ngày vào Đảng",
        "decided_on" => "Ngày quyết định kết nạp",
        "official_on" => "Ngày chính thức",
        "card_number" => "Số thẻ đảng viên",
        "card_series" => "Đợt phát thẻ",
        "dossier_number" => "Số lý lịch đảng viên",
        "badge_number" => "Số Huy hiệu Đảng",
        "service" => "Quân đội, công an",
        "status" => "Tình trạng",
        "exempt_on" => "Ngày được miễn sinh hoạt",
        "moved_out_on" => "Ngày chuyển đi",
        "moved_out_to" => "Chuyển đến đảng bộ",
        "moved_in_on" => "Ngày chuyển đến",
        "moved_in_from" => "Từ đảng bộ",
        "died_on" => "Ngày từ trần",
        "death_reason" => "Lý do từ trần",
        "left_on" => "Ngày ra khỏi Đảng",
        "left_form" => "Hình thức ra khỏi Đảng",
        other => other,
    }
}
