//! What the cells of a row say.

use super::*;

#[test]
fn a_row_is_read_into_the_fields_of_the_form() {
    let register = opened("khom-my-phuoc.csv");
    assert_eq!(fields(&register, 0, "full_name card_number"), "Nguyễn Văn An | 53664097");
    assert_eq!(fields(&register, 0, "birth_date joined_on status"), "1961-03-12 | 1985-02-03 | chinh_thuc");
}

#[test]
fn text_is_cleaned_and_an_eth_is_the_letter_it_looks_like() {
    let register = taken(&but(&[
        (1, 2, "\u{d0}ặng Thị \u{d0}ước"),
        (2, 2, "Tra\u{302}\u{300}n\u{a0}Thi\u{323} \u{110}ước"),
        (3, 2, "Danh\u{200b} Sà R\u{ad}ết "),
        (2, 7, "03/02/1986\u{a0}; 03/02/1987"),
    ]));
    let names: Vec<&str> = register.rows.iter().map(MemberDraft::full_name).collect();
    assert_eq!(names, ["Đặng Thị Đước", "Trần Thị Đước", "Danh Sà Rết"]);
}

#[test]
fn one_cell_in_an_old_encoding_is_refused_and_names_of_all_peoples_are_taken() {
    for name in ["NguyÔn V¨n Lµnh", "Mai H\u{ad}ng Phóc", "Mai Höng Phuùc", "Ñinh Vaên Bình", "Mai Höng"] {
        assert!(bad(&but(&[(1, 2, name)])).contains("Unicode"), "{name}");
    }
    for name in ["Aê Y Blô", "H'Wiên Êban", "Ksor H'Bơ Khăp", "Chamaléa Bốc", "Y Ƀham Ayŭn", "Lỳ Xé Pư", "Kpă Klơng"]
    {
        assert_eq!(taken(&but(&[(1, 2, name)])).rows[0].full_name(), name);
    }
    for place in ["xã Čư Êbur, tỉnh Đắk Lắk", "thôn Êa Bhôk", "Phnôm Pênh", "phố Paul Doumer", "xã Ea Kuêh"]
    {
        taken(&but(&[(1, 4, place)]));
    }
}

#[test]
fn a_place_of_that_name_is_no_secrecy_marking_and_a_marking_is_refused() {
    assert_eq!(
        fields(&taken(&but(&[(1, 4, "PHƯỜNG MẬT SƠN, THANH HÓA")])), 0, "home_place"),
        "PHƯỜNG MẬT SƠN, THANH HÓA"
    );
    for marking in ["Độ mật: Tối mật", "MẬT", "[TUYỆT MẬT] hồ sơ"] {
        assert!(bad(&but(&[(1, 14, marking)])).contains("dấu mật"), "{marking}");
    }
}

#[test]
fn two_names_in_a_cell_are_two_and_one_broken_for_room_is_asked_about() {
    let register = taken(&but(&[
        (1, 2, "Võ Văn Lúa\nVõ Văn Luá"),
        (1, 6, "làm ruộng\nlàm vườn"),
        (2, 2, "TRẦN THỊ ĐƯỚC ; Trần Thị Bé"),
    ]));
    assert_eq!(
        fields(&register, 0, "full_name birth_name job_before job_now"),
        "Võ Văn Lúa | Võ Văn Luá | làm ruộng | làm vườn"
    );
    assert_eq!(fields(&register, 1, "full_name birth_name"), "TRẦN THỊ ĐƯỚC | Trần Thị Bé");
    assert!(bad(&but(&[(1, 2, "Võ Văn\nLúa")])).contains("hai tên"));
    for name in ["Trần Thị Đước (Bảy Đước)", "Đ/c Danh Sà Rết"] {
        assert_eq!(taken(&but(&[(1, 2, name)])).rows[0].full_name(), name);
    }
}

#[test]
fn gender_people_and_religion_are_told_apart_by_commas_slashes_or_lines() {
    for origin in [
        "Nữ, Kinh, Công giáo",
        "nữ , Kinh , Công giáo",
        "Nữ/Kinh/Công giáo",
        "Nữ\nKinh\nCông giáo",
        "Nữ,\nKinh, Công giáo",
    ] {
        let register = taken(&but(&[(1, 3, origin)]));
        assert_eq!(fields(&register, 0, "gender ethnicity religion"), "nu | Kinh | Công giáo", "{origin}");
    }
    assert!(bad(&but(&[(1, 3, "N, Kinh")])).contains("`N, Kinh`"));
}

#[test]
fn dates_are_read_and_what_cannot_be_is_refused() {
    for (cell, dates) in [
        ("3/2/85; 3/2/86", "1985-02-03 | 1986-02-03"),
        ("03/02/1985\n03/02/1986", "1985-02-03 | 1986-02-03"),
        ("03/02/1985, 03/02/1986", "1985-02-03 | 1986-02-03"),
        ("1985-02-03 00:00:00; 1986-02-03 00:00:00", "1985-02-03 | 1986-02-03"),
        ("ngày 03 tháng 02 năm 1985; chính thức: 03.02.1986", "1985-02-03 | 1986-02-03"),
        ("2/1990; 1991", "1990-02 | 1991"),
        ("03/02/1985", "1985-02-03 | -"),
        ("; 03/02/1986", "- | 1986-02-03"),
    ] {
        assert_eq!(fields(&taken(&but(&[(1, 7, cell)])), 0, "joined_on official_on"), dates, "{cell}");
    }
    for (cell, word) in [
        ("31/02/2010", "31/02/2010"),
        ("03/02/1986; 03/02/1985", "trước ngày vào Đảng"),
        ("03/02/2085; 03/02/2086", "tương lai"),
        ("03/02/1985; 03/02/1986; 03/02/1987", "hơn hai ngày"),
        ("03/02/1985 tại xã", "«tai»"),
    ] {
        assert!(bad(&but(&[(1, 7, cell)])).contains(word), "{cell}");
    }
    let young = taken(&but(&[(1, 14, "sinh 12/03/1970")]));
    assert!(young.notices[0].what.contains("18 tuổi"));
}

#[test]
fn dates_with_the_month_first_stop_the_whole_file_for_the_others_would_be_wrong_unseen() {
    let months_first =
        but(&[(1, 7, "2/3/1985; 2/3/1986"), (2, 7, "12/25/1987; 12/25/1988"), (3, 7, "3/2/1988; 3/2/1989")]);
    assert!(
        matches!(read_bytes(&csv(&months_first), today()), Err(ImportError::MonthFirst(date)) if date == "12/25/1987")
    );
    // One such date among others that are right is a slip.
    assert!(bad(&but(&[(1, 7, "25/12/1987; 25/12/1988"), (2, 7, "12/25/1987")])).contains("12/25/1987"));
}

#[test]
fn events_are_read_with_their_words_whichever_comes_first() {
    let register = taken(&but(&[
        (1, 13, "Khai trừ, 01/02/2020"),
        (2, 12, "15/08/2021 (bệnh)"),
        (3, 10, "01/07/2025 – Đảng bộ phường Lá Thắm"),
    ]));
    assert_eq!(fields(&register, 0, "left_on left_form status"), "2020-02-01 | Khai trừ | khai_tru");
    assert_eq!(fields(&register, 1, "died_on death_reason status"), "2021-08-15 | bệnh | tu_tran");
    assert_eq!(
        fields(&register, 2, "moved_out_on moved_out_to status"),
        "2025-07-01 | Đảng bộ phường Lá Thắm | chuyen_di"
    );
    assert!(bad(&but(&[(1, 12, "bệnh già")])).contains("không có ngày"));
    assert_eq!(
        fields(&taken(&but(&[(1, 12, "-"), (1, 13, "Không")])), 0, "died_on left_on status"),
        "- | - | chinh_thuc"
    );
}

#[test]
fn birth_dates_stand_in_the_notes_in_many_ways() {
    for (note, date) in [
        ("Sinh 12/03/1961", "1961-03-12"),
        ("sinh ngày 13/03/1962", "1962-03-13"),
        ("sinh 14/03/1963, thương binh 4/4", "1963-03-14"),
        ("thương binh 4/4; sinh năm 1940", "1940"),
        ("SN: 1958", "1958"),
        ("Ngày sinh: 05/1941", "1941-05"),
        ("sinh hoạt tạm thời từ 01/04/2026", "-"),
        ("sinh hoạt tốt", "-"),
    ] {
        assert_eq!(fields(&taken(&but(&[(1, 14, note)])), 0, "birth_date"), date, "{note}");
    }
    assert!(bad(&but(&[(1, 14, "sinh 31/02/1964")])).contains("31/02/1964"));
}

#[test]
fn a_status_is_taken_from_the_phrase_that_means_it_and_from_no_other() {
    for (note, status, is_noted) in [
        ("sinh hoạt tạm thời đi xã Kinh Mới từ 01/2026", "tam_thoi_di", false),
        ("SH tạm thời nơi khác", "tam_thoi_di", false),
        ("sinh hoạt tạm thời từ 01/04/2026 đến hết 31/12/2026", "tam_thoi_den", false),
        ("chuyển sinh hoạt tạm thời đến từ phường Lá Thắm", "tam_thoi_den", false),
        ("chuyển sinh hoạt tạm thời đến phường Lá Thắm", "chinh_thuc", true),
        ("đã về sau khi sinh hoạt tạm thời đi xã Kinh Mới", "chinh_thuc", true),
        ("Miền Nam tập kết năm 1954", "chinh_thuc", false),
        ("miễn đảng phí", "chinh_thuc", false),
        ("miễn nhiệm bí thư 2019", "chinh_thuc", false),
        ("chưa được miễn sinh hoạt", "chinh_thuc", true),
        ("được miễn sinh hoạt từ 01/2024", "mien", false),
        ("tạm miễn sinh hoạt từ 01/2024", "tam_mien", false),
        ("đình chỉ sinh hoạt 3 tháng từ 01/10/2026", "dinh_chi", true),
        ("đình chỉ sinh hoạt 3 tháng từ 01/10/2019", "chinh_thuc", true),
        ("đã hết đình chỉ sinh hoạt", "chinh_thuc", true),
    ] {
        let register = taken(&but(&[(1, 14, note)]));
        assert_eq!(
            (fields(&register, 0, "status").as_str(), !register.notices.is_empty()),
            (status, is_noted),
            "{note}"
        );
    }
    assert_eq!(
        fields(&taken(&but(&[(1, 14, "miễn công tác và sinh hoạt đảng từ 01/01/2024")])), 0, "exempt_on"),
        "2024-01-01"
    );
}

#[test]
fn who_moved_out_and_came_back_is_here_and_who_was_put_out_did_not_ask_to_leave() {
    let moved = |out: &str, back: &str| but(&[(1, 10, out), (1, 11, back)]);
    let (out, back) = ("01/05/2010, Đảng bộ xã A", "01/05/2015, Đảng bộ xã A");
    assert_eq!(fields(&taken(&moved(out, back)), 0, "status"), "chinh_thuc");
    assert_eq!(fields(&taken(&moved("01/06/2015, Đảng bộ xã B", back)), 0, "status"), "chuyen_di");
    assert!(bad(&moved("2015, Đảng bộ xã B", back)).contains("việc nào sau"));
    for (form, status) in [("khai trừ", "khai_tru"), ("xóa tên", "xoa_ten"), ("xin ra khỏi Đảng", "xin_ra")] {
        assert_eq!(fields(&taken(&but(&[(1, 13, &format!("01/02/2024, {form}"))])), 0, "status"), status);
    }
    for form in ["01/02/2024, đưa ra khỏi Đảng", "01/02/2024"] {
        assert!(bad(&but(&[(1, 13, form)])).contains("hình thức"), "{form}");
    }
}

#[test]
fn a_probation_that_began_long_ago_is_pointed_out() {
    let register = taken(&but(&[(1, 7, "03/02/1985"), (2, 7, "03/02/2026")]));
    assert_eq!(fields(&register, 0, "status"), "du_bi");
    assert_eq!(register.notices.iter().map(|notice| notice.line).collect::<Vec<_>>(), [2]);
}

#[test]
fn numbers_are_refused_where_excel_changed_them_or_they_are_another_papers() {
    for (cell, word) in [
        ("3.00032E+07, 400101DS", "3.00032E+07"),
        ("1234567, 400101DS", "số 0 ở đầu"),
        ("79085001234, 400101DS", "CCCD"),
        ("40000102", "số thẻ"),
    ] {
        assert!(bad(&but(&[(1, 8, cell), (2, 8, "40000102")])).contains(word), "{cell}");
    }
    assert!(taken(&but(&[(1, 8, "079085001234")])).notices[0].what.contains("12"));
    let alone = taken(&but(&[(1, 8, "416100DS"), (2, 8, "40.000.109")]));
    assert_eq!(fields(&alone, 0, "card_number dossier_number"), "- | 416100DS");
    assert_eq!(fields(&alone, 1, "card_number"), "40000109");
}

#[test]
fn numbers_of_rows_are_taken_as_people_write_them_and_repeated_ones_are_named() {
    let register = taken(&but(&[(1, 1, "1."), (2, 1, "02"), (3, 1, "2")]));
    assert_eq!(register.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [1, 2, 2]);
    assert!(register.notices[0].what.contains("STT 2") && register.notices[0].line == 4);
}

#[test]
fn two_jobs_without_a_sign_between_them_are_pointed_out() {
    let register = taken(&but(&[(1, 6, "làm ruộng, làm vườn"), (2, 6, "công nhân – hưu trí")]));
    assert_eq!(fields(&register, 1, "job_before job_now"), "công nhân | hưu trí");
    assert_eq!(register.notices.iter().map(|notice| notice.line).collect::<Vec<_>>(), [2]);
}
