use std::collections::BTreeMap;

use super::columns::figures_of;
use super::*;

#[test]
fn what_is_typed_is_a_value_and_no_operator() {
    for typed in ["Hòa OR \"1\"", "a* NEAR(b)", "'; DROP TABLE record_row; --", "{x} : y", "-z ^w"] {
        let query = Query { words: typed.to_owned(), ..Query::default() };
        let made = query.rows(Page::first(10));
        assert!(!made.sql.contains("DROP") && !made.sql.contains("NEAR"), "{}", made.sql);
        let Some(Bound::Text(expression)) = made.values.first() else { panic!("{:?}", made.values) };
        let words = expression.split(' ').all(|word| {
            word.strip_prefix('"')
                .and_then(|word| word.strip_suffix("\"*"))
                .is_some_and(|word| word.chars().all(char::is_alphanumeric))
        });
        assert!(words, "{expression}");
    }
    assert_eq!(Query { words: " … ".to_owned(), ..Query::default() }.sums(), Query::default().sums());
}

#[test]
fn a_figure_that_is_no_name_finds_nothing() {
    for name in ["a') OR ('1", "A", "a b", "a;--"] {
        let made = Query { figures: vec![(name.to_owned(), "1".into())], ..Query::default() }.sums();
        assert!(made.sql.ends_with(" AND 0") && !made.sql.contains("json_extract"), "{}", made.sql);
    }
}

#[test]
fn nobody_who_may_read_nothing_is_shown_anything() {
    let made = Query::default().within([]).rows(Page::ALL);
    assert!(made.sql.contains(" AND 0"), "{}", made.sql);
}

#[test]
fn whoever_asks_for_no_record_is_shown_none() {
    let none = Query { docs: Some(Vec::new()), ..Query::default() }.rows(Page::ALL);
    assert!(
        none.sql.contains(" AND doc IN (") && none.values.first() == Some(&Bound::Text("[]".to_owned())),
        "{none:?}"
    );
}

#[test]
fn a_statement_has_a_value_for_every_mark() {
    let org = OrgId::from_bytes([1; 16]);
    let day = CivilDate::new(2026, 11, 3);
    let query = Query {
        docs: Some(vec![org.record()]),
        about: Some(org.record()),
        states: vec!["a".to_owned(), "b".to_owned()],
        since: day,
        until: day,
        due_until: day,
        due: day.map(Due::From),
        recent: day.map(|since| Recent { state: "a", figure: "done_on", since }),
        unsettled: true,
        marked: true,
        disputed: true,
        readable: Some(true),
        words: "hòa bình".to_owned(),
        figures: vec![("card_number".to_owned(), "1".into())],
        holding: Some((vec!["card_number", "dossier_number"], "1".to_owned())),
        ranges: vec![Range { figure: "birth_date", from: Some("1980".to_owned()), before: Some("1990".to_owned()) }],
        missing: vec!["official_on"],
        unseen: true,
        order: Order::Due,
        ..Query::of(Kind::Member).within([org, org])
    };
    for made in [
        query.rows(Page::ALL),
        query.sums(),
        query.groups(Some("status")),
        query.groups(None),
        query.repeated(&["card_number", "birth_date"]),
        Query::default().rows(Page::ALL),
    ] {
        assert_eq!(made.sql.matches('?').count(), made.values.len(), "{}", made.sql);
    }
}

#[test]
fn figures_read_back_as_they_were() {
    let figures: BTreeMap<String, Scalar> = [
        ("so".to_owned(), Scalar::Int(12)),
        ("chu".to_owned(), "\"Đặng\" \\ 'x'".into()),
        ("co".to_owned(), Scalar::Bool(true)),
    ]
    .into();
    assert_eq!(figures_of(&figures_text(&figures)), Some(figures));
    assert_eq!(figures_of("[]"), None);
}
