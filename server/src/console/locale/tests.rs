//! Proves that both languages say everything the pages ask for.

use std::collections::BTreeSet;
use std::path::Path;

use super::{FluentValue, Locale, Texts};

fn texts(locale: Locale) -> Texts {
    Texts::load(locale).expect("the texts parse")
}

fn keys(locale: Locale) -> BTreeSet<&'static str> {
    let starts = |line: &&str| line.starts_with(|first: char| first.is_ascii_lowercase());
    locale.source().lines().filter(starts).filter_map(|line| line.split_once(" =")).map(|(key, _)| key).collect()
}

fn sources(folder: &Path, endings: &[&str], into: &mut String) {
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("the entry is readable").path();
        let name = path.to_string_lossy().into_owned();
        if path.is_dir() {
            sources(&path, endings, into);
        } else if endings.iter().any(|ending| name.ends_with(ending)) && !name.ends_with("tests.rs") {
            into.push_str(&std::fs::read_to_string(&path).expect("the file is text"));
        }
    }
}

fn asked(call: &str, text: &str) -> BTreeSet<String> {
    text.split(call).skip(1).filter_map(|rest| rest.split_once('"')).map(|(key, _)| key.to_owned()).collect()
}

fn templates() -> String {
    let mut all = String::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("templates"), &[".html"], &mut all);
    all
}

#[test]
fn both_languages_have_the_same_keys() {
    assert_eq!(keys(Locale::Vi), keys(Locale::En));
}

#[test]
fn every_key_a_page_asks_for_exists() {
    let mut all = templates();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/console"), &[".rs"], &mut all);
    let known = keys(Locale::Vi);
    let mut wanted = BTreeSet::new();
    for call in [".t(\"", ".count(\"", ".with(\"", ".signed(\"", ".tally_at(\""] {
        wanted.extend(asked(call, &all));
    }
    for call in [".label(\"", ".badge(\""] {
        wanted.extend(asked(call, &all).iter().map(|prefix| format!("{prefix}-khac")));
    }
    assert!(wanted.len() > 100, "the templates were read");
    let missing: Vec<_> = wanted.iter().filter(|key| !known.contains(key.as_str())).collect();
    assert!(missing.is_empty(), "no text for {missing:?}");
}

#[test]
fn every_stored_code_has_a_word() {
    let codes = [
        (
            "kind",
            "thuong_ky chuyen_de bat_thuong thuong_ky_chuyen_de kiem_diem_cuoi_nam so_ket dai_hoi ket_nap hop_chi_uy to_dang mo_rong",
        ),
        (
            "state",
            "du_thao chi_uy_thong_nhat da_thong_bao dang_hop da_ket_thuc da_ky da_gui_cap_tren cap_tren_da_xem yeu_cau_bo_sung da_duyet luu_tru hoan huy",
        ),
        (
            "roll",
            "co_mat co_mat_truc_tuyen vang_co_ly_do vang_khong_ly_do mien tam_mien tam_thoi_di tam_thoi_den dac_biet khach_moi chua_diem_danh",
        ),
        ("method", "gio_tay the_dang phieu_kin lay_y_kien_van_ban"),
        ("role", "bi_thu pho_bi_thu chi_uy_vien thu_ky van_phong ban_xay_dung_dang thuong_truc ubkt cap_tren"),
        (
            "held",
            "revoked unknown_dependency damaged over_quota wrong_place wrong_author duplicate_actor newer_format missing_signature",
        ),
        ("member", "chinh_thuc du_bi"),
        ("gender", "nam nu"),
        ("grade", "tot kha trung_binh kem"),
        ("adoption", "none unsettled waiting one both"),
        ("result", "passed failed incomplete conflict"),
        ("review", "unseen seen changed"),
        ("conflict", "decision parallel"),
        ("attention", "conflict held duplicate silent copied"),
        ("device", "active silent copied revoked"),
        ("duty", "chu_tri thu_ky mot_nguoi"),
        ("threshold", "over at_least"),
        ("record", "meeting member org"),
        (
            "audit",
            "init person_added enrol_code device_enrolled device_revoked device_copied envelope_merged envelope_held held_released held_merged read_held rows_noted tls_key chain_contradicted held_dismissed \
             sign_in sign_in_failed locked_out sign_out import org_renamed org_ended restore read_member search_members read_meeting seen_meeting backup \
             package_taken hand_in_taken",
        ),
    ];
    let known = keys(Locale::Vi);
    for (prefix, list) in codes {
        for code in list.split(' ') {
            let key = format!("{prefix}-{code}");
            assert!(known.contains(key.as_str()), "no text for {key}");
        }
    }
}

#[test]
fn every_sentence_formats_without_a_gap() {
    let blanks = ["n", "x", "who", "at"].map(|name| (name, FluentValue::from("1")));
    for locale in Locale::ALL {
        let texts = texts(locale);
        for key in keys(locale) {
            let text = texts.t_with(key, &blanks);
            assert!(!text.is_empty() && !text.contains('{'), "{key}: {text}");
        }
    }
}

#[test]
fn a_code_of_a_newer_app_reads_as_other_and_the_code() {
    assert_eq!(texts(Locale::Vi).label("kind", "hop_tu_xa"), "Loại khác (hop_tu_xa)");
    assert_eq!(texts(Locale::En).label("kind", "hop_tu_xa"), "Other (hop_tu_xa)");
}

#[test]
fn a_missing_key_shows_itself() {
    assert_eq!(texts(Locale::Vi).t("no-such-key"), "no-such-key");
}

#[test]
fn numbers_and_shares_are_written_as_the_language_does() {
    let (vi, en) = (texts(Locale::Vi), texts(Locale::En));
    assert_eq!(vi.number(5_600_000), "5.600.000");
    assert_eq!(en.number(5_600_000), "5,600,000");
    assert_eq!(vi.percent(27, 31).as_deref(), Some("87\u{a0}%"));
    assert_eq!(en.percent(7, 9).as_deref(), Some("77.7%"));
    assert_eq!(vi.percent(1, 0), None);
    assert_eq!(vi.t_with("members-count", &[("n", 5500.into())]), "5.500 đảng viên");
    assert_eq!(en.t_with("members-count", &[("n", 1.into())]), "1 member");
}

#[test]
fn a_share_just_short_of_the_mark_is_not_rounded_up_to_it() {
    assert_eq!(texts(Locale::En).percent(8_499, 10_000).as_deref(), Some("84.9%"));
}

#[test]
fn no_page_brings_script_or_inline_style() {
    let all = templates();
    for banned in ["<script", "style=", "<style", "onclick", "onchange", "http://", "https://"] {
        assert!(!all.contains(banned), "a template contains {banned}");
    }
}

#[test]
fn every_form_that_changes_something_carries_the_token() {
    let all = templates();
    let forms = all.matches("method=\"post\"").count();
    let tokens = all.matches("name=\"csrf\" value=\"{{ page.csrf }}\"").count();
    assert_eq!(forms, tokens);
}
