//! Every route of the console against every role, nobody, a form without its token, and a person of another place. A route
//! that is added without a row here fails.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use shared::access::{Right, Role};
use shared::doc::{Edit, Kind, Seed};
use shared::id::DocId;
use shared::member::set_field;

use super::ward::Ward;
use crate::admin::ConsoleAuthor;

/// What a route takes.
#[derive(Clone, Copy, PartialEq)]
enum Takes {
    /// Nothing: whoever finds the address.
    Nothing,
    /// A person whose role has the right.
    Right(Right),
}

/// What stands behind an address for somebody of another place who has the right.
#[derive(Clone, Copy, PartialEq)]
enum Elsewhere {
    /// Their own place's page: the address names nothing.
    Own,
    /// Nothing: the address names something that does not exist for them.
    NotThere,
    /// Nothing: what it tells cannot be told apart by place.
    Refused,
}

use Elsewhere::{NotThere, Own, Refused};
use Takes::Nothing;

const VIEW: Takes = Takes::Right(Right::View);
const READ: Takes = Takes::Right(Right::Read);
const REVIEW: Takes = Takes::Right(Right::Review);
const AUDIT: Takes = Takes::Right(Right::Audit);
const ADMINISTER: Takes = Takes::Right(Right::Administer);

/// Every route: method, address, what it takes, and what of it is there for another place.
const ROUTES: [(&str, &str, Takes, Elsewhere); 116] = [
    ("GET", "/", VIEW, Own),
    ("GET", "/guide", VIEW, Own),
    ("GET", "/live", VIEW, Own),
    ("GET", "/trends", VIEW, Own),
    ("GET", "/rules", VIEW, Own),
    ("GET", "/rules/export/{ending}", VIEW, Own),
    ("GET", "/sign-in", Nothing, Own),
    ("POST", "/sign-in", Nothing, Own),
    ("POST", "/sign-out", Nothing, Own),
    ("GET", "/sign-in/code", Nothing, Own),
    ("POST", "/sign-in/code", Nothing, Own),
    ("GET", "/reset", Nothing, Own),
    ("POST", "/reset", Nothing, Own),
    ("GET", "/account", VIEW, Own),
    ("POST", "/account/password", VIEW, Own),
    ("POST", "/account/sessions/{id}/end", VIEW, NotThere),
    ("POST", "/account/sessions/end-others", VIEW, Own),
    ("GET", "/account/second", VIEW, Own),
    ("POST", "/account/second", VIEW, Own),
    ("POST", "/account/second/confirm", VIEW, Own),
    ("POST", "/account/second/end", VIEW, Own),
    ("GET", "/people", ADMINISTER, Own),
    ("GET", "/people/add", ADMINISTER, Own),
    ("POST", "/people/add", ADMINISTER, Own),
    ("GET", "/person/{login}", ADMINISTER, NotThere),
    ("POST", "/person/{login}/role", ADMINISTER, NotThere),
    ("POST", "/person/{login}/disable", ADMINISTER, NotThere),
    ("POST", "/person/{login}/enable", ADMINISTER, NotThere),
    ("POST", "/person/{login}/reset", ADMINISTER, NotThere),
    ("POST", "/person/{login}/unlock", ADMINISTER, NotThere),
    ("POST", "/person/{login}/end-sessions", ADMINISTER, NotThere),
    ("POST", "/person/{login}/end-second", ADMINISTER, NotThere),
    ("GET", "/lang/{code}", Nothing, Own),
    ("GET", "/cells/{id}", VIEW, NotThere),
    ("GET", "/cells/{id}/{month}", VIEW, NotThere),
    ("GET", "/meetings/{id}", VIEW, NotThere),
    ("GET", "/meetings/{id}/history", READ, NotThere),
    ("POST", "/meetings/{id}/seen", REVIEW, NotThere),
    ("GET", "/members", READ, Own),
    ("GET", "/members/reconcile", READ, Own),
    ("GET", "/members/reconcile/export/{ending}", READ, Own),
    ("GET", "/members/badges", READ, Own),
    ("GET", "/members/badges/export/{ending}", READ, Own),
    ("GET", "/members/{id}", READ, NotThere),
    ("GET", "/members/export/{ending}", READ, Own),
    ("GET", "/tasks", READ, Own),
    ("GET", "/tasks/export/{ending}", READ, Own),
    ("GET", "/records", READ, Own),
    ("GET", "/records/new/{kind}", READ, Own),
    ("POST", "/records/new/{kind}", READ, Own),
    ("GET", "/records/{id}", READ, NotThere),
    ("GET", "/records/export/{ending}", READ, Own),
    ("GET", "/records/{id}/paper", READ, NotThere),
    ("GET", "/records/{id}/paper/{ending}", READ, NotThere),
    ("GET", "/papers/{kind}/{ending}", READ, NotThere),
    ("POST", "/records/{id}/set", READ, NotThere),
    ("POST", "/records/{id}/add", READ, NotThere),
    ("POST", "/records/{id}/count", READ, NotThere),
    ("POST", "/records/{id}/step", READ, NotThere),
    ("POST", "/records/{id}/begin", READ, NotThere),
    ("POST", "/records/{id}/seen", REVIEW, NotThere),
    ("GET", "/devices", READ, Own),
    ("GET", "/devices/enrol", ADMINISTER, Own),
    ("POST", "/devices/enrol", ADMINISTER, Own),
    ("GET", "/devices/sheet", ADMINISTER, Own),
    ("POST", "/devices/sheet", ADMINISTER, Own),
    ("GET", "/devices/sheet/cells", ADMINISTER, Own),
    ("POST", "/devices/sheet/cells", ADMINISTER, Own),
    ("POST", "/devices/{id}/revoke", ADMINISTER, NotThere),
    ("GET", "/search", READ, Own),
    ("GET", "/search/first", READ, Own),
    ("GET", "/queue", READ, Own),
    ("POST", "/queue/take", REVIEW, Own),
    ("POST", "/queue/give-back", REVIEW, Own),
    ("POST", "/queue/seen", REVIEW, Own),
    ("GET", "/review/{id}", READ, NotThere),
    ("POST", "/review/{id}/remark", REVIEW, NotThere),
    ("POST", "/review/{id}/settle", REVIEW, NotThere),
    ("POST", "/review/{id}/check", REVIEW, NotThere),
    ("POST", "/review/{id}/return", REVIEW, NotThere),
    ("POST", "/review/{id}/accept", REVIEW, NotThere),
    ("POST", "/review/{id}/reopen", REVIEW, NotThere),
    ("POST", "/review/{id}/seen", REVIEW, NotThere),
    ("GET", "/conflicts", READ, Own),
    ("POST", "/conflicts/{id}/ask", REVIEW, NotThere),
    ("POST", "/conflicts/{id}/settle", READ, NotThere),
    ("GET", "/twins/{id}", READ, NotThere),
    ("POST", "/twins/{id}/merge", READ, NotThere),
    ("POST", "/twins/{id}/dismiss", REVIEW, NotThere),
    ("POST", "/twins/{id}/split", READ, NotThere),
    ("GET", "/held", READ, Own),
    ("GET", "/held/decided", READ, Own),
    ("GET", "/held/decided/export/{ending}", READ, Own),
    ("GET", "/held/{id}", READ, NotThere),
    ("GET", "/held/{id}/text", READ, NotThere),
    ("POST", "/held/{id}/release", REVIEW, NotThere),
    ("POST", "/held/{id}/dismiss", REVIEW, NotThere),
    ("POST", "/held/{id}/reopen", REVIEW, NotThere),
    ("GET", "/devices/{id}/hand-over", ADMINISTER, NotThere),
    ("POST", "/devices/{id}/hand-over", ADMINISTER, NotThere),
    ("GET", "/orgs", READ, Own),
    ("GET", "/orgs/add", ADMINISTER, Refused),
    ("POST", "/orgs/add", ADMINISTER, Refused),
    ("GET", "/orgs/{id}", READ, NotThere),
    ("POST", "/orgs/{id}/rename", ADMINISTER, Refused),
    ("POST", "/orgs/{id}/move", ADMINISTER, Refused),
    ("POST", "/orgs/{id}/end", ADMINISTER, Refused),
    ("POST", "/orgs/{id}/reopen", ADMINISTER, Refused),
    ("GET", "/backups", ADMINISTER, Refused),
    ("POST", "/backups/make", ADMINISTER, Refused),
    ("POST", "/backups/{name}/check", ADMINISTER, Refused),
    ("GET", "/audit", AUDIT, Refused),
    ("GET", "/audit/export/{ending}", AUDIT, Refused),
    ("GET", "/trust", Nothing, Own),
    ("GET", "/trust/sen-ca.crt", Nothing, Own),
    ("GET", "/static/{edition}/{name}", Nothing, Own),
];

/// The routes as the program declares them.
fn declared() -> BTreeSet<(String, String)> {
    let source = include_str!("../../console.rs");
    let lines = source.lines().map(str::trim).filter_map(|line| line.strip_prefix(".route(\""));
    let mut found = BTreeSet::new();
    for line in lines {
        let (path, handlers) = line.split_once("\", ").unwrap();
        for (method, called) in [("GET", "get("), ("POST", "post(")] {
            if handlers.contains(called) {
                found.insert((method.to_owned(), path.to_owned()));
            }
        }
    }
    found
}

/// The address of something of the first cell.
fn address(ward: &Ward, meeting: &str, path: &str) -> String {
    let device = ward.device().to_string();
    let id = match path.split('/').nth(1).unwrap() {
        "cells" | "orgs" => ward.cells[0].to_string(),
        "members" | "twins" => ward.member.to_string(),
        "devices" => device,
        "held" => "1".to_owned(),
        _ => meeting.to_owned(),
    };
    let filled =
        path.replace("{id}", &id).replace("{ending}", "csv").replace("{code}", "vi").replace("{login}", "first");
    filled
        .replace("{edition}", "0")
        .replace("{name}", "sen.css")
        .replace("{kind}", "task")
        .replace("{month}", "2026-02")
}

#[test]
fn every_route_has_its_row() {
    let rows: BTreeSet<_> =
        ROUTES.iter().map(|(method, path, ..)| ((*method).to_owned(), (*path).to_owned())).collect();
    assert_eq!(rows.len(), ROUTES.len(), "each once");
    assert_eq!(declared(), rows);
}

#[tokio::test]
async fn who_has_not_the_right_gets_nothing_and_who_has_it_needs_the_forms_token() {
    let ward = Ward::begin().await;
    let meeting = ward.opinion("Nhất trí.").await.to_string();
    let roles = Role::KNOWN.iter().cloned().chain([Role::Other("vai_moi".to_owned())]);
    for role in roles {
        let cookie = ward.person(role.code(), ward.ward, role.clone()).await;
        for (method, path, takes, _) in ROUTES {
            let Takes::Right(right) = takes else { continue };
            let at = address(&ward, &meeting, path);
            let form = (method == "POST").then_some("csrf=");
            let status = ward.ask(method, &at, &cookie, form).await.status;
            match (role.may(right), method) {
                (false, _) => assert_eq!(status, StatusCode::FORBIDDEN, "{role} {method} {path}"),
                (true, "POST") => assert_eq!(status, StatusCode::BAD_REQUEST, "{role} {path} without its token"),
                // A superior sees no meeting that is not signed, and nothing is held.
                (true, _) => {
                    let is_there = [StatusCode::OK, StatusCode::NOT_FOUND].contains(&status);
                    // Beside nobody a member's own page is shown; a month of a cell leads to its meeting.
                    let leads_on = ["/twins/{id}", "/cells/{id}/{month}"].contains(&path);
                    let is_there = is_there || (leads_on && status == StatusCode::SEE_OTHER);
                    assert!(is_there, "{role} {path}: {status}");
                }
            }
        }
    }
}

#[tokio::test]
async fn nobody_is_led_to_the_door_by_every_route_that_takes_a_right() {
    let ward = Ward::begin().await;
    let meeting = ward.opinion("Nhất trí.").await.to_string();
    for (method, path, takes, _) in ROUTES {
        let at = address(&ward, &meeting, path);
        let answer = ward.ask(method, &at, "__Host-sen=5eed", (method == "POST").then_some("csrf=")).await;
        let is_led = answer.status == StatusCode::SEE_OTHER && answer.location().starts_with("/sign-in");
        // Who leaves is led there as well, and who is asked for a code without having given a password.
        let is_of_the_door =
            ["/sign-out", "/sign-in/code"].contains(&path) && (path, method) != ("/sign-in/code", "POST");
        assert_eq!(is_led, takes != Nothing || is_of_the_door, "{method} {path}: {}", answer.status);
    }
}

#[tokio::test]
async fn what_another_place_has_is_not_there_and_not_changed() {
    let ward = Ward::begin().await;
    let meeting = ward.opinion("Nhất trí.").await.to_string();
    let cookie = ward.person("binh", ward.cells[1], Role::Office).await;
    let token = ward.get("/devices/enrol", &cookie).await.token();
    let before = ward.actions().await;
    for (method, path, takes, elsewhere) in ROUTES {
        if takes == Nothing || (method == "POST" && elsewhere == Own) {
            continue;
        }
        let at = address(&ward, &meeting, path);
        let form = format!("csrf={token}&version=1&_version=1&note=x&reason=x");
        let answer = ward.ask(method, &at, &cookie, (method == "POST").then_some(&*form)).await;
        let expected = match elsewhere {
            Own => StatusCode::OK,
            NotThere => StatusCode::NOT_FOUND,
            Refused => StatusCode::FORBIDDEN,
        };
        assert_eq!(answer.status, expected, "{method} {path}: {}", answer.text);
        for foreign in ["Hòa", "Khóm 1", "Nhất trí"] {
            assert!(!answer.text.contains(foreign), "{method} {path} tells of {foreign}");
        }
    }
    let reads = ["search_", "export_", "read_"];
    let done = ward.actions().await;
    let done: Vec<&String> = done
        .iter()
        .filter(|action| !before.contains(action) && !reads.iter().any(|read| action.starts_with(read)))
        .collect();
    assert!(done.is_empty(), "{done:?}");
}

/// Whose name a page shows was read, and who read it stands in the log: also where a page only offers names to choose from.
#[tokio::test]
async fn no_page_tells_of_a_member_without_a_line_in_the_log() {
    let ward = Ward::begin().await;
    let meeting = ward.opinion("Nhất trí.").await.to_string();
    // Two records of one name, neither of anybody with a phone.
    let author = ConsoleAuthor::of(&ward.hub, "first").await.unwrap();
    let twins = [(DocId::from_bytes([6; 16]), ward.cells[0]), (DocId::from_bytes([7; 16]), ward.cells[1])];
    for (doc, cell) in twins {
        let write = |edit: &mut Edit<'_>| {
            set_field(edit, "full_name", "Trần Thúy Mai")?;
            set_field(edit, "birth_date", "14/2/1971")
        };
        author.write(&ward.hub, cell, &Seed::Id(Kind::Member, doc), write).await.unwrap();
    }
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    // The log itself names whom its lines are about; a line for each look at it would be about nobody.
    let is_page = |path: &str| !["/live", "/audit", "/audit/export/{ending}"].contains(&path);
    let pages = ROUTES.iter().filter(|(method, path, takes, _)| *method == "GET" && *takes != Nothing && is_page(path));
    let pages = pages.map(|(_, path, ..)| address(&ward, &meeting, path));
    let [one, other] = twins.map(|(doc, _)| doc);
    let named = [
        format!("/devices/sheet?cell={}", ward.cells[0]),
        format!("/members/{one}"),
        format!("/twins/{one}?other={other}"),
        format!("/records/{one}"),
        format!("/review/{one}"),
        "/search?q=mai".to_owned(),
        "/search/first?q=mai".to_owned(),
        "/queue?lane=twin".to_owned(),
    ];
    let (mut told, mut unsaid) = (Vec::new(), Vec::new());
    for path in pages.chain(named) {
        let before = ward.actions().await.len();
        if ward.get(&path, &cookie).await.text.contains("Trần Thúy Mai") {
            let is_said = ward.actions().await.len() > before;
            if is_said { told.push(path) } else { unsaid.push(path) }
        }
    }
    assert_eq!(unsaid, Vec::<String>::new(), "tell of a member, and the log says nothing");
    assert!(told.len() >= 8, "{told:?}");
}
