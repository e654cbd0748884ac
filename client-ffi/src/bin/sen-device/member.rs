//! Commands on members.

use sen_client::Engine;
use sen_client::words::words;
use serde_json::{Value, json};
use shared::id::OrgId;
use shared::meeting::view::FindingCode;
use shared::member::{self, MemberView};
use shared::time::CivilDate;

use crate::Said;
use crate::args::MemberCommand;
use crate::fault::Fault;
use crate::typed::{self, Typed};
use crate::{find, page, show};

pub(crate) fn run(engine: &mut Engine, command: MemberCommand, given: &Typed) -> Result<Said, Fault> {
    match command {
        MemberCommand::List { query } => list(engine, query.as_deref().unwrap_or_default()),
        MemberCommand::Show { id } => {
            let doc = find::member(engine, &id)?;
            let view = engine.member(doc)?;
            Ok(one(engine, &view))
        }
        MemberCommand::Add { org, set } => {
            let wrong = |org: &str| Fault::Typed(format!("`{org}` không phải mã tổ chức."));
            let parse = |org: String| org.parse::<OrgId>().ok().ok_or_else(|| wrong(&org));
            let view = engine.add_member(org.map(parse).transpose()?, &fields(&set)?, given.now)?;
            Ok(one(engine, &view))
        }
        MemberCommand::Edit { id, set, notes, post, since, until } => {
            let doc = find::member(engine, &id)?;
            let set = fields(&set)?;
            let date = |typed: String| given.date(&typed);
            let (since, until) = (since.map(date).transpose()?, until.map(date).transpose()?);
            let post = post.as_deref().map(typed::post).transpose()?;
            // All of it is one change: what does not fit leaves the record as it was.
            let view = engine.write_member(doc, given.now, |edit| {
                set.iter().try_for_each(|(field, typed)| member::set_field(edit, field, typed))?;
                if let Some(notes) = &notes {
                    member::set_notes(edit, notes)?;
                }
                match (&post, since) {
                    (Some(post), Some(since)) => member::set_post(edit, post, since, until),
                    _ => Ok(()),
                }
            })?;
            Ok(one(engine, &view))
        }
    }
}

fn fields(set: &[String]) -> Result<Vec<(String, String)>, Fault> {
    set.iter().map(|typed| typed::pair(typed)).collect()
}

fn list(engine: &mut Engine, query: &str) -> Result<Said, Fault> {
    let rows = engine.members(query)?;
    let mut lines = Vec::new();
    let mut json = Vec::new();
    for row in &rows {
        let status = row.text("status").unwrap_or(shared::member::Status::Official.code());
        let name = words().title(row);
        let safety = engine.safety(row.doc);
        lines.push(vec![
            find::short(row.doc),
            name.clone(),
            words().code_within("status", status),
            words().safety(&safety),
        ]);
        json.push(json!({
            "id": row.doc.to_string(), "org": row.org.to_string(), "full_name": name,
            "status": status, "safety": page::safety(&safety),
        }));
    }
    Ok(Said { text: show::table(&lines, "Chưa có đảng viên nào."), json: Value::Array(json) })
}

fn one(engine: &Engine, view: &MemberView) -> Said {
    let safety = engine.safety(view.doc);
    let mut lines = vec![
        vec!["Mã".to_owned(), view.doc.to_string()],
        vec!["Họ tên".to_owned(), view.full_name().to_owned()],
        vec!["Trạng thái".to_owned(), words().code_within("status", view.status.code())],
    ];
    let shown = view.fields.iter().filter(|(name, _)| !matches!(*name, "full_name" | "status"));
    lines.extend(shown.map(|(name, value)| vec![words().code("field-member", name), value.clone()]));
    for post in &view.posts {
        let day = |day: Option<CivilDate>| day.map_or_else(|| "…".to_owned(), CivilDate::vietnamese);
        lines.push(vec!["Chức vụ".to_owned(), format!("{} ({} – {})", post.post, day(post.from), day(post.until))]);
    }
    lines.push(vec!["An toàn".to_owned(), words().safety(&safety)]);
    let mut text = show::table(&lines, "");
    for (is_so, code) in [(view.is_marked, FindingCode::Marked), (!view.is_whole, FindingCode::Unreadable)] {
        if is_so {
            text += &format!("! {}\n", words().code_within("finding", code.code()));
        }
    }
    if !view.notes.is_empty() {
        text += &format!("\n{}\n", view.notes);
    }
    let conflicts = view.conflicts.iter().map(|(divergence, grade)| {
        show::conflict(engine, &divergence.part, &divergence.key, *grade, &divergence.values)
    });
    let (conflict_texts, conflict_json): (Vec<String>, Vec<Value>) = conflicts.unzip();
    text += &conflict_texts.concat();
    let fields: serde_json::Map<String, Value> =
        view.fields.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
    let posts: Vec<Value> = view
        .posts
        .iter()
        .map(|post| {
            let day = |day: Option<CivilDate>| day.map(|day| day.to_string());
            json!({ "post": post.post.code(), "from": day(post.from), "until": day(post.until) })
        })
        .collect();
    let json = json!({
        "id": view.doc.to_string(), "full_name": view.full_name(), "status": view.status.code(), "fields": fields,
        "posts": posts, "notes": view.notes, "marked": view.is_marked, "readable": view.is_whole, "conflicts": conflict_json, "safety": page::safety(&safety),
    });
    Said { text, json }
}
