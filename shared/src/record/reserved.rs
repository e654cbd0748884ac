//! Values that only some of those who write a record may bring in or take away, in whichever way it is written.

use super::step::Who;
use crate::doc::{Edit, Scalar};
use crate::input::{Rule, WriteError};
use crate::kind::spec::{Field, Spec};

/// Writes into a record as somebody, and refuses a change of a field of the head that brings in a reserved value or takes one
/// away, also by deciding a dispute. Before a device is enrolled nobody is refused.
///
/// # Errors
/// What `write` refuses, and [`WriteError::Invalid`] for such a change; the edit is then not to be kept.
pub fn within<T>(
    edit: &mut Edit<'_>,
    spec: &'static Spec,
    who: Who<'_>,
    write: impl FnOnce(&mut Edit<'_>) -> Result<T, WriteError>,
) -> Result<T, WriteError> {
    let fields = spec.part(spec.head).map_or(&[][..], |head| head.fields);
    let is_barred = |field: &&Field| {
        let (_, writers) = field.reserved?;
        who.seat.and_then(|seat| seat.is_among(writers, who.org, who.tree).err())
    };
    let barred: Vec<&Field> = fields.iter().filter(|field| is_barred(field).is_some()).collect();
    let before: Vec<Vec<Scalar>> = barred.iter().map(|field| edit.said(spec.head, field.name)).collect();
    let written = write(edit)?;
    for (field, before) in barred.into_iter().zip(before) {
        let after = edit.said(spec.head, field.name);
        let codes = field.reserved.map_or(&[][..], |(codes, _)| codes);
        let is_reserved = |value: &Scalar| value.as_str().is_some_and(|code| codes.is_empty() || codes.contains(&code));
        if before != after && before.iter().chain(&after).any(is_reserved) {
            return Err(Rule::Reserved.broken(field.name, None).of_kind(spec.code));
        }
    }
    Ok(written)
}
