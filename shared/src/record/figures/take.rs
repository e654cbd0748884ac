//! What one row comes to in a period, scope by scope.

use super::{Known, Lies, Row, Sums};
use crate::meeting::held::OfCell;
use crate::member::Status;
use crate::time::{CivilDate, PartialDate};

/// Who was present at the meetings.
pub(super) const PRESENT: &str = "sinh_hoat_co_mat";

/// Who had to come to them.
pub(super) const REQUIRED: &str = "required";

/// The scope of the grades of a year.
pub(super) const GRADES: &str = "xep_loai";

/// A meeting that was held, or a resolution that is issued and in force.
pub(super) fn meeting(sums: &mut Sums, row: &Row, known: &Known<'_>) -> bool {
    if row.kind.code() == "resolution" {
        let counts = row.state == "da_ban_hanh" && row.on.is_some_and(|day| known.period.has(day));
        sums.add("sinh_hoat_nghi_quyet", i64::from(counts));
        return counts;
    }
    let found = OfCell::of(row).filter(|found| found.is_held && found.is_first && known.period.has(found.on));
    let Some(found) = found else { return false };
    sums.add("sinh_hoat_thuong_ky", i64::from(found.is_regular));
    sums.add("sinh_hoat_chuyen_de", i64::from(found.is_thematic));
    sums.add("sinh_hoat_da_gui", i64::from(found.is_sent));
    let (present, required) = found.turnout;
    sums.add(PRESENT, i64::from(present.min(required)));
    sums.add(REQUIRED, i64::from(required));
    true
}

/// A task that is due in the period, as it stood on the last day of it.
pub(super) fn task(sums: &mut Sums, row: &Row, known: &Known<'_>) -> bool {
    if matches!(row.state.as_str(), "dieu_chinh" | "huy") {
        return false;
    }
    let Some(due) = day(row, "due").filter(|due| known.period.has(*due)) else { return false };
    let done_on = day(row, "done_on");
    sums.one("nhiem_vu_den_han");
    sums.one(match row.state.as_str() {
        // Done, and nobody wrote when: not late by anything that is known.
        "hoan_thanh" if done_on.is_none_or(|done| done <= due) => "nhiem_vu_dung_han",
        "hoan_thanh" if done_on.is_none_or(|done| done <= known.period.until) => "nhiem_vu_tre_han",
        _ => "nhiem_vu_chua_xong",
    });
    true
}

/// A member as their record stands, with what happened to them in the period; or a transfer inside the ward.
pub(super) fn member(sums: &mut Sums, row: &Row, known: &Known<'_>) -> bool {
    if row.kind.code() == "transfer" {
        let is_inside = row.state == "da_tiep_nhan" && row.text("type") == Some("noi_bo");
        let counts = is_inside && known.period.has_stored(row, "received_on");
        sums.add("dang_vien_chuyen_noi_bo", i64::from(counts));
        return counts;
    }
    let status = Status::read(row.text("status").unwrap_or(crate::kind::STATUS_UNNAMED));
    if status == Status::TemporaryGuest || row.text("superseded_by").is_some() {
        return false;
    }
    let is_counted = row.flag("headcount");
    sums.add("dang_vien_dang_so", i64::from(is_counted));
    sums.add("dang_vien_du_bi", i64::from(is_counted && status == Status::Probationary));
    let mut found = [
        ("joined_on", "dang_vien_ket_nap"),
        ("official_on", "dang_vien_chinh_thuc"),
        ("moved_out_on", "dang_vien_chuyen_di"),
        ("died_on", "dang_vien_tu_tran"),
        ("left_on", "dang_vien_ra_khoi_dang"),
    ]
    .map(|(figure, code)| (code, lies(row, figure, known)));
    // Who is away for a time is of the headcount here.
    if status == Status::TemporarilyAway {
        found = found.map(|(code, lies)| (code, if code == "dang_vien_chuyen_di" { Lies::Outside } else { lies }));
    }
    for (code, lies) in found {
        sums.add(code, i64::from(lies == Lies::Within));
    }
    let is_unclear = found.iter().any(|(_, lies)| *lies == Lies::Unclear);
    sums.add("dang_vien_ngay_chua_ro", i64::from(is_unclear));
    is_counted || found.iter().any(|(_, lies)| *lies != Lies::Outside)
}

/// A decision by which the ward approved a case; the case itself comes to nothing.
pub(super) fn decision(sums: &mut Sums, row: &Row, known: &Known<'_>) -> bool {
    let is_issued = row.state == "da_ban_hanh" && row.text("result") == Some("chuan_y");
    if row.kind.code() != "decision" || !is_issued || !row.on.is_some_and(|day| known.period.has(day)) {
        return false;
    }
    let case = row.about.and_then(|about| known.cases.get(&about));
    sums.one(match case.and_then(|case| case.text("type")) {
        Some("ket_nap") => "vu_viec_ket_nap",
        Some("chinh_thuc") => "vu_viec_chinh_thuc",
        Some("xoa_ten") => "vu_viec_xoa_ten",
        Some("xin_ra") => "vu_viec_xin_ra",
        Some("ky_luat") => "vu_viec_ky_luat",
        Some("khen_thuong") => "vu_viec_khen_thuong",
        Some("huy_hieu") => "vu_viec_huy_hieu",
        Some("mien") => "vu_viec_mien",
        _ => "vu_viec_khac",
    });
    true
}

/// The dues of a month that lies in the period and is closed.
pub(super) fn dues(sums: &mut Sums, row: &Row, known: &Known<'_>) -> bool {
    let Some(month) = row.text("month") else { return false };
    let is_within = lies(row, "month", known) == Lies::Within;
    if !is_within || !matches!(row.state.as_str(), "da_chot" | "da_nop") {
        return false;
    }
    sums.one("dang_phi_thang_da_chot");
    for (figure, code) in [
        ("due", "dang_phi_phai_thu"),
        ("paid", "dang_phi_da_thu"),
        ("kept", "dang_phi_giu_lai"),
        ("handed_up", "dang_phi_nop_len"),
    ] {
        sums.add(code, number(row, figure));
    }
    let latest = sums.owing.entry(row.org).or_default();
    if latest.0.as_str() < month {
        *latest = (month.to_owned(), number(row, "owing"));
    }
    true
}

/// A day of receiving citizens or a dialogue that was held.
pub(super) fn dialogue(sums: &mut Sums, row: &Row, known: &Known<'_>) -> bool {
    let is_held = matches!(row.state.as_str(), "da_to_chuc" | "da_dong");
    if !is_held || !row.on.is_some_and(|day| known.period.has(day)) {
        return false;
    }
    sums.one(if row.text("form") == Some("doi_thoai") { "doi_thoai_doi_thoai" } else { "doi_thoai_tiep_dan" });
    let (petitions, unanswered) = (number(row, "petitions"), number(row, "unanswered"));
    sums.add("doi_thoai_nguoi_du", number(row, "present"));
    sums.add("doi_thoai_y_kien", petitions);
    sums.add("doi_thoai_da_tra_loi", petitions.saturating_sub(unanswered));
    sums.add("doi_thoai_chua_tra_loi", unanswered);
    true
}

/// An inspection that was concluded.
pub(super) fn inspection(sums: &mut Sums, row: &Row, known: &Known<'_>) -> bool {
    let is_concluded = matches!(row.state.as_str(), "da_ket_luan" | "da_dong");
    if !is_concluded || !known.period.has_stored(row, "concluded_on") {
        return false;
    }
    sums.one("kiem_tra_da_ket_luan");
    sums.add("kiem_tra_yeu_cau", number(row, "requested"));
    sums.add("kiem_tra_da_khac_phuc", number(row, "mended"));
    true
}

/// A grade of the year that was decided on, or that there is none.
pub(super) fn grade(sums: &mut Sums, row: &Row, known: &Known<'_>) -> bool {
    let is_of_year = known.period.year().is_some_and(|year| row.text("period") == Some(&year));
    if !is_of_year || row.state != "da_quyet_dinh" {
        return false;
    }
    let is_collective = row.text("of") == Some("tap_the");
    let code = match (is_collective, row.text("decided_grade"), row.text("not_graded")) {
        (false, Some("xuat_sac"), None) => "xep_loai_dang_vien_xuat_sac",
        (false, Some("tot"), None) => "xep_loai_dang_vien_tot",
        (false, Some("hoan_thanh"), None) => "xep_loai_dang_vien_hoan_thanh",
        (false, Some("khong_hoan_thanh"), None) => "xep_loai_dang_vien_khong_hoan_thanh",
        (false, _, Some(_)) => "xep_loai_dang_vien_khong_xep",
        (true, Some("xuat_sac"), None) => "xep_loai_tap_the_xuat_sac",
        (true, Some("tot"), None) => "xep_loai_tap_the_tot",
        (true, Some("hoan_thanh"), None) => "xep_loai_tap_the_hoan_thanh",
        (true, Some("khong_hoan_thanh"), None) => "xep_loai_tap_the_khong_hoan_thanh",
        _ => return false,
    };
    sums.one(code);
    true
}

/// A programme that is in force on some day of the period.
pub(super) fn programme(sums: &mut Sums, row: &Row, known: &Known<'_>) -> bool {
    let begins = day(row, "since").or(row.on);
    let has_begun = begins.is_none_or(|begins| begins <= known.period.until);
    let is_over = day(row, "until").is_some_and(|until| until < known.period.since);
    if !matches!(row.state.as_str(), "thuc_hien" | "so_ket" | "tong_ket") || !has_begun || is_over {
        return false;
    }
    sums.one("chuong_trinh_hieu_luc");
    sums.add("chuong_trinh_chi_tieu", number(row, "targets"));
    sums.add("chuong_trinh_da_do", number(row, "measured"));
    true
}

fn day(row: &Row, figure: &str) -> Option<CivilDate> {
    row.text(figure).and_then(|day| CivilDate::parse(day).ok())
}

fn lies(row: &Row, figure: &str, known: &Known<'_>) -> Lies {
    known.period.lies(row.text(figure).and_then(|day| PartialDate::parse(day).ok()))
}

fn number(row: &Row, figure: &str) -> i64 {
    row.figures.get(figure).and_then(crate::doc::Scalar::as_int).unwrap_or_default().max(0)
}
