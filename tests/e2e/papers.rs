//! Every paper, as a ward would see it printed: no page empty, nothing in a margin, all that was written and in its order.
//! The pages are left as pictures for people to look at.

mod filled;
mod seen;

use server::admin::{self, ConsoleAuthor};
use server::import::register;
use server::pdf::pdf;
use shared::doc::{Doc, Kind};
use shared::member::MemberView;
use shared::paper::{Extent, Office, Paper, Sort, html_body, is_paper};
use shared::rules::Rules;
use shared::time::CivilDate;
use shared::words::{Language, Words};
use tests::clerk::Clerk;
use tests::ward::{CELLS, Ward};

use filled::{ROWS, author, empty, filled, meeting, member_of};
use seen::{faults, kept};

fn office<'a>(is_committee: bool) -> Office<'a> {
    let names = match is_committee {
        true => ("Đảng bộ tỉnh Hậu Sen", "Đảng ủy phường Sen Hồng Mỹ Thạnh Đông"),
        false => ("Đảng ủy phường Sen Hồng Mỹ Thạnh Đông", "Chi bộ khóm Mỹ Phước Thạnh"),
    };
    Office {
        words: Words::of(Language::Vi),
        superior: Some(names.0),
        issuer: Some(names.1),
        is_committee,
        rules: &|_| Rules::shipped(),
        author: &author,
        member_of: &member_of,
        post: &|_, _| Some("bi_thu".to_owned()),
    }
}

fn look(name: &str, paper: &Paper) -> Vec<String> {
    faults(name, &html_body(paper), &pdf(paper).unwrap())
}

/// Kinds the ward writes in its committee's name.
fn is_wards(kind: Kind) -> bool {
    matches!(kind.code(), "decision" | "transfer" | "org_change" | "guidance" | "dialogue" | "questioning")
}

fn each_paper(look: impl Fn(&str, Kind, Sort) -> Vec<String>) {
    let mut found = Vec::new();
    for kind in Kind::ALL.into_iter().filter(|kind| is_paper(*kind)) {
        for sort in [Sort::Whole].iter().chain(Sort::beside(kind)) {
            found.extend(look([kind.code(), sort.code()].join("-").trim_end_matches('-'), kind, *sort));
        }
    }
    assert_eq!(found, Vec::<String>::new());
}

fn paper_of(doc: &Doc, sort: Sort) -> Paper {
    office(is_wards(doc.kind())).paper(doc, sort).unwrap().unwrap()
}

#[test]
fn every_paper_of_a_record_with_all_its_fields_and_many_rows_stands_on_its_pages_whole() {
    each_paper(|name, kind, sort| {
        let doc = if kind == Kind::Meeting { meeting(11) } else { filled(kind, 0, ROWS, &[]) };
        let paper = paper_of(&doc, sort);
        kept(name, &html_body(&paper));
        look(name, &paper)
    });
}

#[test]
fn every_paper_of_a_record_of_which_nothing_is_written_is_a_form_to_fill_in_by_hand() {
    each_paper(|name, kind, sort| look(&format!("{name}-empty"), &paper_of(&empty(kind, 0), sort)));
}

fn gathered<'d>(name: &str, docs: &'d [Doc], make: impl Fn(&Office<'_>, Vec<&'d Doc>) -> Paper) -> Vec<String> {
    let office = office(false);
    let whole = make(&office, docs.iter().collect());
    kept(name, &html_body(&whole));
    [look(name, &whole), look(&format!("{name}-empty"), &make(&office, Vec::new()))].concat()
}

#[test]
fn every_list_of_many_records_repeats_its_titles_and_stands_on_its_pages_whole() {
    let day = CivilDate::new(2026, 11, 30).unwrap();
    let of = |kind: Kind, codes: &[(&str, &str)]| (0..ROWS).map(|n| filled(kind, n, 1, codes)).collect::<Vec<_>>();
    let (tasks, reviews) = (of(Kind::Task, &[]), of(Kind::SelfReview, &[("of", "dang_vien"), ("not_graded", "")]));
    let (residents, members) = (of(Kind::Residence, &[("exempt", "")]), of(Kind::Member, &[]));
    let meetings: Vec<Doc> = (1..=12).map(meeting).collect();
    let found = [
        gathered("tasks", &tasks, |office, docs| office.tasks(docs, Extent::Whole, day)),
        gathered("grading", &reviews, |office, docs| office.grading(docs, Extent::Whole, "2026")),
        gathered("residents", &residents, |office, docs| office.residence(docs, Extent::Whole, "2026")),
        gathered("attendance", &meetings, |office, docs| office.attendance(docs, Extent::Whole)),
        gathered("register", &members, |office, docs| {
            let cell = |doc: &&Doc| (MemberView::of(doc).unwrap(), "Chi bộ khóm Mỹ Phước Thạnh".to_owned());
            let members: Vec<(MemberView, String)> = docs.iter().map(cell).collect();
            office.listed(register::paper(&members, Extent::Whole, office), Extent::Whole)
        }),
    ];
    assert_eq!(found.concat(), Vec::<String>::new());
}

/// The ward with more cells than a page has rows.
fn ward() -> Ward {
    let mut ward = Ward::begun(CELLS.len()).unwrap();
    ward.start().unwrap();
    let hub = ward.hub().unwrap();
    ward.block_on(async {
        let author = ConsoleAuthor::first_administrator(&hub).await.unwrap();
        for n in 4..40 {
            let name = format!("Chi bộ khóm {n}, trường Trung học phổ thông Mỹ Phước Thạnh");
            let since = hub.host().now().vietnam_date();
            admin::ensure_cell(&hub, &author, ward.org, &name, &format!("khom-{n}"), since).await.unwrap();
        }
    });
    ward
}

#[test]
fn the_wards_month_and_its_badges_are_papers_as_the_console_gives_them() {
    let ward = ward();
    let clerk = Clerk::at(&ward).unwrap();
    for (name, path) in [("month", "/papers/month"), ("badges", "/papers/badges")] {
        let page = clerk.get(&ward, &format!("{path}/html")).unwrap().text;
        let article = page.split_once("<article").and_then(|(_, rest)| rest.split_once("</article>"));
        let article = format!("<article{}</article>", article.unwrap().0);
        kept(name, &article);
        let found = faults(name, &article, &clerk.file(&ward, &format!("{path}/pdf")).unwrap());
        assert_eq!(found, Vec::<String>::new());
    }
}
