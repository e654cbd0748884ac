//! Commands on members.

use sen_client::Engine;
use serde_json::{Value, json};
use shared::member::{MemberView, Post, Status};
use shared::time::{CivilDate, Timestamp};

use crate::Said;
use crate::args::MemberCommand;
use crate::fault::Fault;
use crate::{find, show};

pub(crate) fn run(engine: &mut Engine, command: MemberCommand, now: Timestamp) -> Result<Said, Fault> {
    match command {
        MemberCommand::List { query } => list(engine, query.as_deref().unwrap_or_default()),
        MemberCommand::Show { id } => {
            let doc = find::member(engine, &id)?;
            let view = engine.member(doc)?;
            Ok(one(engine, &view))
        }
        MemberCommand::Add { org, set } => {
            let org = org.map(|org| org.parse()).transpose();
            let org = org.map_err(|error: shared::id::ParseIdError| Fault::Typed(error.to_string()))?;
            let view = engine.add_member(org, &fields(&set)?, now)?;
            Ok(one(engine, &view))
        }
        MemberCommand::Edit { id, set, notes, post, since, until } => {
            let doc = find::member(engine, &id)?;
            let mut view = engine.edit_member(doc, &fields(&set)?, now)?;
            if let Some(notes) = notes {
                view = engine.set_notes(doc, &notes, now)?;
            }
            if let (Some(post), Some(since)) = (post, since) {
                let post = known(Post::known(&post), Post::KNOWN, &post)?;
                let until = until.as_deref().map(date).transpose()?;
                view = engine.set_post(doc, &post, date(&since)?, until, now)?;
            }
            Ok(one(engine, &view))
        }
    }
}

/// A code that was typed, or a sentence that lists the codes there are.
pub(crate) fn known<T: std::fmt::Display>(found: Option<T>, all: &[T], typed: &str) -> Result<T, Fault> {
    found.ok_or_else(|| {
        let codes: Vec<String> = all.iter().map(T::to_string).collect();
        Fault::Typed(format!("`{typed}` không có; chọn một trong: {}.", codes.join(", ")))
    })
}

/// A date that was typed.
pub(crate) fn date(typed: &str) -> Result<CivilDate, Fault> {
    CivilDate::parse(typed).map_err(|error| Fault::Typed(format!("Ngày `{typed}` chưa đúng: {error}.")))
}

/// `name=value`, split at the first sign.
pub(crate) fn pair(typed: &str) -> Result<(String, String), Fault> {
    let split = typed.split_once('=').map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()));
    split.ok_or_else(|| Fault::Typed(format!("Viết `{typed}` theo dạng tên=giá_trị.")))
}

fn fields(set: &[String]) -> Result<Vec<(String, String)>, Fault> {
    set.iter().map(|typed| pair(typed)).collect()
}

fn list(engine: &mut Engine, query: &str) -> Result<Said, Fault> {
    let rows = engine.members(query)?;
    let mut lines = Vec::new();
    let mut json = Vec::new();
    for row in &rows {
        let status = Status::read(&row.status);
        let safety = engine.safety(row.doc);
        lines.push(vec![
            find::short(row.doc),
            row.full_name.clone(),
            sen_client::words::status(&status).to_owned(),
            sen_client::words::safety(&safety),
        ]);
        json.push(json!({
            "id": row.doc.to_string(), "org": row.org.to_string(), "full_name": row.full_name,
            "status": row.status, "safety": show::safety(&safety),
        }));
    }
    Ok(Said { text: show::table(&lines, "Chưa có đảng viên nào."), json: Value::Array(json) })
}

fn one(engine: &Engine, view: &MemberView) -> Said {
    let safety = engine.safety(view.doc);
    let mut lines = vec![
        vec!["Mã".to_owned(), view.doc.to_string()],
        vec!["Họ tên".to_owned(), view.full_name().to_owned()],
        vec!["Trạng thái".to_owned(), sen_client::words::status(&view.status).to_owned()],
    ];
    let shown = view.fields.iter().filter(|(name, _)| !matches!(*name, "full_name" | "status"));
    lines.extend(shown.map(|(name, value)| vec![(*name).to_owned(), value.clone()]));
    for post in &view.posts {
        let day = |day: Option<CivilDate>| day.map_or_else(|| "…".to_owned(), CivilDate::vietnamese);
        lines.push(vec!["Chức vụ".to_owned(), format!("{} ({} – {})", post.post, day(post.from), day(post.until))]);
    }
    lines.push(vec!["An toàn".to_owned(), sen_client::words::safety(&safety)]);
    let mut text = show::table(&lines, "");
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
        "posts": posts, "notes": view.notes, "conflicts": conflict_json, "safety": show::safety(&safety),
    });
    Said { text, json }
}
