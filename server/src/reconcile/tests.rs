use shared::doc::Kind;
use shared::id::OrgId;

use super::*;

const QUARTER: Quarter = Quarter { year: 2026, number: 1 };

fn doc(number: u8) -> DocId {
    DocId::from_bytes([number; 16])
}

/// A row of the register with these figures.
fn row(figures: &[(&str, &str)]) -> Row {
    let mut row = Row::unreadable(doc(1), Kind::Member, OrgId::from_bytes([1; 16]));
    row.is_readable = true;
    row.figures = figures.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect();
    row
}

/// The account as its figures in order: opening, admitted, moved in, moved out, died, left, expected, actual.
fn figures(account: &Account) -> [u32; 8] {
    let Account { opening, admitted, moved_in, moved_out, died, left, expected, actual, .. } = account;
    [*opening, *admitted, *moved_in, *moved_out, *died, *left, *expected, *actual]
}

/// What a record says, what it adds to the account of the first quarter of 2026, and what has to be looked at.
type Case = (&'static [(&'static str, &'static str)], [u32; 8], Option<Doubt>);

#[test]
fn a_member_counts_by_the_days_and_by_the_status() {
    let table: [Case; 23] = [
        (&[], [1, 0, 0, 0, 0, 0, 1, 1], None),
        (&[("joined_on", "1998-05-19")], [1, 0, 0, 0, 0, 0, 1, 1], None),
        (&[("joined_on", "2026-02-03"), ("status", "du_bi")], [0, 1, 0, 0, 0, 0, 1, 1], None),
        (&[("joined_on", "2026-01-01")], [0, 1, 0, 0, 0, 0, 1, 1], None),
        (&[("joined_on", "2026-03-31")], [0, 1, 0, 0, 0, 0, 1, 1], None),
        (&[("joined_on", "2026-04-01")], [0, 0, 0, 0, 0, 0, 0, 0], None),
        (&[("joined_on", "2026-03")], [0, 1, 0, 0, 0, 0, 1, 1], None),
        (&[("joined_on", "2026")], [1, 0, 0, 0, 0, 0, 1, 1], Some(Doubt::UnclearDay)),
        (&[("joined_on", "1990"), ("moved_in_on", "2026-02")], [0, 0, 1, 0, 0, 0, 1, 1], None),
        (&[("moved_out_on", "2026-02-10"), ("status", "chuyen_di")], [1, 0, 0, 1, 0, 0, 0, 0], None),
        (&[("moved_out_on", "2025-12-31"), ("status", "chuyen_di")], [0; 8], None),
        (&[("moved_out_on", "2026-05-02"), ("status", "chuyen_di")], [1, 0, 0, 0, 0, 0, 1, 1], None),
        (&[("died_on", "2026-03-31"), ("status", "tu_tran")], [1, 0, 0, 0, 1, 0, 0, 0], None),
        (&[("left_on", "2026-01-15"), ("status", "khai_tru")], [1, 0, 0, 0, 0, 1, 0, 0], None),
        (
            &[("joined_on", "2026-01-02"), ("died_on", "2026-02-02"), ("status", "tu_tran")],
            [0, 1, 0, 0, 1, 0, 0, 0],
            None,
        ),
        (
            &[("moved_out_on", "2010-03"), ("moved_in_on", "2015"), ("status", "chinh_thuc")],
            [1, 0, 0, 0, 0, 0, 1, 1],
            None,
        ),
        (
            &[("moved_out_on", "2010-03"), ("moved_in_on", "2026-02-01")],
            [0, 0, 1, 0, 0, 0, 1, 1],
            Some(Doubt::CameBack),
        ),
        (
            &[("moved_in_on", "2026-02-03"), ("moved_out_on", "2026"), ("status", "chuyen_di")],
            [0, 0, 1, 0, 0, 0, 1, 0],
            Some(Doubt::UnclearDay),
        ),
        (
            &[("moved_in_on", "2026-05-03"), ("moved_out_on", "2026"), ("status", "chuyen_di")],
            [0; 8],
            Some(Doubt::UnclearDay),
        ),
        (&[("moved_out_on", "2026-02-10")], [1, 0, 0, 1, 0, 0, 0, 1], Some(Doubt::CountedAfterGoing)),
        (&[("status", "chuyen_di")], [1, 0, 0, 0, 0, 0, 1, 0], Some(Doubt::GoneWithoutDay)),
        (&[("died_on", "2026"), ("status", "tu_tran")], [1, 0, 0, 0, 0, 0, 1, 0], Some(Doubt::UnclearDay)),
        (&[("status", "dinh_chi")], [1, 0, 0, 0, 0, 0, 1, 1], None),
    ];
    for (fields, expected, doubt) in table {
        let account = account(&[row(fields)], QUARTER);
        assert_eq!(figures(&account), expected, "{fields:?}");
        assert_eq!(account.doubts, doubt.map(|doubt| (doc(1), doubt)).into_iter().collect::<Vec<_>>(), "{fields:?}");
        let [opening, admitted, moved_in, moved_out, died, left, closing, _] = expected;
        assert_eq!(
            opening + admitted + moved_in - moved_out - died - left,
            closing,
            "the movements add up: {fields:?}"
        );
    }
}

#[test]
fn guests_and_records_that_another_one_speaks_for_are_in_no_account() {
    for said in [("status", "tam_thoi_den"), ("superseded_by", "7")] {
        assert_eq!(Member::of(&row(&[said, ("joined_on", "1990")])), None, "{said:?}");
    }
}

#[test]
fn what_is_disputed_or_cannot_be_read_is_named_and_what_cannot_be_read_is_not_counted() {
    let disputed = Row { decisions: 1, ..row(&[]) };
    let found = account(&[disputed, Row { is_readable: false, ..row(&[]) }], QUARTER);
    assert_eq!(figures(&found), [1, 0, 0, 0, 0, 0, 1, 1]);
    assert_eq!(found.doubts, [(doc(1), Doubt::Disputed), (doc(1), Doubt::Unreadable)]);
}

#[test]
fn what_closes_a_quarter_opens_the_next_one() {
    let members: Vec<Row> = [
        &[("joined_on", "1990")][..],
        &[("joined_on", "2026-02-03"), ("status", "du_bi")],
        &[("moved_in_on", "2026-05-01")],
        &[("moved_out_on", "2026-02-10"), ("status", "chuyen_di")],
        &[("died_on", "2026-06-30"), ("status", "tu_tran")],
        &[("left_on", "2026-11-03"), ("status", "xoa_ten")],
    ]
    .iter()
    .map(|fields| row(fields))
    .collect();
    let mut quarter = Quarter::new(2025, 4).unwrap();
    for expected in [4, 4, 4, 4, 3] {
        let account = account(&members, quarter);
        assert_eq!((account.expected, account.difference()), (expected, 0), "{quarter:?}");
        let next = quarter.next().unwrap();
        assert_eq!(super::account(&members, next).opening, account.expected, "{next:?}");
        assert_eq!(next.previous(), Some(quarter));
        quarter = next;
    }
}

#[test]
fn a_quarter_has_its_days_and_there_are_four() {
    let day = |year, month, day| CivilDate::new(year, month, day).unwrap();
    let days = |year, number| Quarter::new(year, number).and_then(Quarter::days);
    assert_eq!(days(2026, 1), Some((day(2026, 1, 1), day(2026, 3, 31))));
    assert_eq!(days(2026, 4), Some((day(2026, 10, 1), day(2026, 12, 31))));
    assert_eq!((days(2026, 0), days(2026, 5), days(0, 1)), (None, None, None));
    assert_eq!(Quarter::of(day(2026, 9, 30)), Quarter { year: 2026, number: 3 });
}
