//! What a kind of record costs a sync: records of every kind that a cell begins by itself, pushed by turns with meetings.

use std::time::Instant;

use shared::access::{Place, Role};
use shared::doc::{Doc, Edit, Kind, Pen, Seed};
use shared::id::{DocId, OrgId};
use shared::kind::spec::{Field, Origin, Shape, StreamClass};
use shared::time::Timestamp;
use tests::ward::Ward;
use tests::{Outcome, Trouble};

use crate::api_client::ApiClient;
use crate::ground;
use crate::measure::{ms, quantile};
use crate::served::Served;
use crate::table::{Figure, Target, Unit};
use crate::writer::{Writer, expect_merged};

/// Rounds; each pushes a meeting and a record of every kind.
const ROUNDS: usize = 100;
/// How much longer than a meeting the slowest kind may take.
const SHARE: f64 = 1.05;

/// Measures it.
///
/// # Errors
/// [`Trouble`] when anything of it fails.
pub(crate) fn measure() -> Outcome<Vec<Figure>> {
    let mut ward = Ward::begun(0)?;
    ward.start()?;
    let cell = ground::cells(&ward, 1)?.pop().ok_or_else(|| Trouble("there is no cell".to_owned()))?;
    let mut writer = ground::enrol(&ward, cell, Role::Head, 0)?;
    let kinds = kinds(&ward, cell)?;
    ward.stop()?;
    // One device pushes more than a device may in a minute.
    ground::unmeasured(&ward)?;
    let served = Served::start(&ward)?;
    let mut client = ApiClient::open(served.address(), &ground::certificate(&ward), &writer.token)?;
    writer.settle(&mut client)?;
    let (mut meetings, mut others) = (Vec::new(), vec![Vec::new(); kinds.len()]);
    for _ in 0..ROUNDS {
        meetings.push(pushed(&mut writer, &mut client, None)?);
        for (kind, took) in kinds.iter().zip(&mut others) {
            took.push(pushed(&mut writer, &mut client, Some(*kind))?);
        }
    }
    drop(client);
    served.stop()?;
    Ok(figures(&kinds, meetings, others))
}

/// The kinds that a cell's head begins by themselves in the cell's own stream.
fn kinds(ward: &Ward, cell: OrgId) -> Outcome<Vec<Kind>> {
    let directory = ward.hub()?.directory().now();
    let head = Place { org: cell, role: Role::Head };
    let is_begun = |kind: &Kind| {
        let spec = kind.spec();
        let stands_alone = spec.origin == Origin::Drawn && spec.stream == StreamClass::Own;
        stands_alone && head.may_write(cell, *kind, &directory.tree).is_ok()
    };
    Ok(Kind::ALL.into_iter().filter(is_begun).collect())
}

/// Pushes a new record, and gives the milliseconds until the answer said that it is merged and on disk.
fn pushed(writer: &mut Writer, client: &mut ApiClient, kind: Option<Kind>) -> Outcome<f64> {
    let written = match kind {
        None => writer.begin()?,
        Some(kind) => writer.begin_as(|pen, _, number, now| filled(kind, pen, number, now))?,
    };
    let letter = client.letter(&writer.bring(&written)?)?;
    let begun = Instant::now();
    let answer = client.send(&letter)?;
    let took = ms(begun.elapsed());
    expect_merged(&answer.unpacked()?)?;
    Ok(took)
}

/// A record of a kind with what a person can write into its head.
fn filled(kind: Kind, pen: &Pen, number: usize, now: Timestamp) -> Outcome<Doc> {
    let mut id = [0; 16];
    id.iter_mut().zip(number.to_be_bytes()).for_each(|(to, from)| *to = from);
    id.iter_mut().skip(8).for_each(|byte| *byte = kind.number());
    let mut doc = Doc::create(&Seed::Id(kind, DocId::from_bytes(id)));
    let head = kind.spec().part(kind.spec().head).map(|head| head.fields).unwrap_or_default();
    let written = doc.edit(pen, now, |edit| {
        head.iter().filter(|field| !field.is_of_step).try_for_each(|field| put(edit, kind, field))
    });
    written.map_err(|error| Trouble::of("write", error))?;
    Ok(doc)
}

fn put(edit: &mut Edit<'_>, kind: Kind, field: &Field) -> Result<(), shared::doc::EditError> {
    match field.shape {
        Shape::Line => edit.put(kind.spec().head, field.name, "Vận động hộ dân hiến đất mở đường số 4"),
        Shape::Date => edit.put(kind.spec().head, field.name, "2026-11-03"),
        Shape::Code(codes) => edit.put(kind.spec().head, field.name, codes.known.first().copied().unwrap_or_default()),
        Shape::Count | Shape::Money => edit.put(kind.spec().head, field.name, 18_i64),
        _ => Ok(()),
    }
}

fn figures(kinds: &[Kind], meetings: Vec<f64>, others: Vec<Vec<f64>>) -> Vec<Figure> {
    let meeting = quantile(&meetings, 500);
    let slowest = kinds.iter().zip(others).max_by(|one, two| quantile(&one.1, 500).total_cmp(&quantile(&two.1, 500)));
    let (code, took) = slowest.map_or(("none", Vec::new()), |(kind, took)| (kind.code(), took));
    let input = format!("{} kinds by turns, {ROUNDS} records of each; the slowest: {code}", kinds.len());
    let figure = |name, input, runs, target| Figure { name, input, unit: Unit::Ms, runs, target };
    vec![
        figure("kinds: a new small meeting pushed", format!("{ROUNDS}, one device"), meetings, Target::None),
        figure("kinds: a new record of another kind pushed", input, took, Target::AtMost(meeting * SHARE)),
    ]
}
