//! When a certificate is made anew, and how failures are spaced.

use super::*;

const DAY_MS: i64 = 86_400_000;

fn shown(issuer: Issuer, days: i64) -> Shown {
    let at = |days: i64| Timestamp::from_ms(days * DAY_MS);
    Shown { names: vec!["sen.example.vn".to_owned()], not_before: at(0), not_after: at(days), issuer }
}

#[test]
fn a_certificate_is_made_anew_thirty_days_before_its_end_or_in_the_last_third_of_a_short_one() {
    let ward = Giver::Ward(PathBuf::from("authority.crt"));
    let root = rustls_root();
    let names = ["sen.example.vn".to_owned()];
    let due = |shown: &Shown, day: i64| is_due(shown, &ward, &names, Timestamp::from_ms(day * DAY_MS));
    let long = shown(Issuer::Ward(root.clone()), 397);
    assert_eq!((due(&long, 0), due(&long, 367), due(&long, 368), due(&long, 500)), (false, false, true, true));
    let short = shown(Issuer::Ward(root), 6);
    assert_eq!((due(&short, 3), due(&short, 4), due(&short, 5)), (false, false, true));
    // One of another giver, and one that lacks a name, at once.
    assert!(due(&shown(Issuer::Itself, 397), 0));
    assert!(due(&shown(Issuer::Other, 397), 0));
    let more = ["sen.example.vn".to_owned(), "other.example.vn".to_owned()];
    assert!(is_due(&long, &ward, &more, Timestamp::from_ms(0)));
}

fn rustls_root() -> rustls::pki_types::CertificateDer<'static> {
    vec![0x30, 0].into()
}

#[test]
fn pauses_after_failures_grow_to_half_a_day_and_differ_between_servers() {
    let minutes = |failures, chance| pause(failures, chance).as_secs() / 60;
    assert_eq!((minutes(0, 0), minutes(0, u16::MAX)), (7, 15));
    assert_eq!((minutes(1, 0), minutes(1, u16::MAX)), (15, 30));
    assert_eq!((minutes(3, 0), minutes(3, u16::MAX)), (60, 120));
    for failures in [6, 10, 31, 32, u32::MAX] {
        assert_eq!((minutes(failures, 0), minutes(failures, u16::MAX)), (6 * 60, 12 * 60), "{failures}");
    }
}
