//! The order of Vietnamese words, by Unicode's collation.
//!
//! Of the collations that the library has compiled in, the app would carry all hundred, which is 900 kB. Here the Vietnamese
//! one stands in a file of its own, so that the linker leaves the others out.

use std::sync::LazyLock;

use icu_collator::Collator;
use icu_collator::options::{CollatorOptions, Strength};
use icu_collator::provider::{
    Baked, CollationData, CollationDiacriticsV1, CollationJamoV1, CollationMetadataV1, CollationReorderingV1,
    CollationRootV1, CollationSpecialPrimariesV1, CollationTailoringV1,
};
use icu_locale_core::locale;
use icu_normalizer::provider::{Baked as Normal, NormalizerNfdDataV1, NormalizerNfdTablesV1};
use icu_provider::prelude::{DataError, DataPayload, DataProvider, DataRequest, DataResponse};

/// What of the order of all letters Vietnamese has otherwise, as the library's data holds it; a test compares it with them.
const TAILORING: &str = include_str!("vi.json");

/// The library's data, with the Vietnamese tailoring as the only one.
struct Vietnamese;

impl DataProvider<CollationTailoringV1> for Vietnamese {
    fn load(&self, _: DataRequest<'_>) -> Result<DataResponse<CollationTailoringV1>, DataError> {
        let data: CollationData<'static> = serde_json::from_str(TAILORING)
            .map_err(|why| DataError::custom("the Vietnamese tailoring").with_display_context(&why))?;
        Ok(DataResponse { metadata: Default::default(), payload: DataPayload::from_owned(data) })
    }
}

macro_rules! as_compiled_in {
    ($from:expr => $($marker:ty),*) => {$(
        impl DataProvider<$marker> for Vietnamese {
            fn load(&self, request: DataRequest<'_>) -> Result<DataResponse<$marker>, DataError> {
                $from.load(request)
            }
        }
    )*};
}
as_compiled_in!(
    Baked => CollationRootV1, CollationDiacriticsV1, CollationJamoV1, CollationMetadataV1, CollationReorderingV1,
    CollationSpecialPrimariesV1
);
as_compiled_in!(Normal => NormalizerNfdDataV1, NormalizerNfdTablesV1);

/// Compares by letter, tone and case. `None` only if the library should lack its data after all.
static COLLATOR: LazyLock<Option<Collator>> = LazyLock::new(|| {
    let mut options = CollatorOptions::default();
    options.strength = Some(Strength::Tertiary);
    Collator::try_new_unstable(&Vietnamese, locale!("vi").into(), options).ok()
});

/// Writes bytes that compare as the word stands in a Vietnamese dictionary.
pub(super) fn write_sort_key(word: &str, key: &mut Vec<u8>) {
    match COLLATOR.as_ref() {
        Some(collator) => {
            let Ok(()) = collator.as_borrowed().write_sort_key_to(word, key);
        }
        None => key.extend(word.bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vietnamese_collation_is_there() {
        assert!(COLLATOR.is_some());
    }

    /// After the library got another version, what is expected here is the new file: the keys that are stored are then made
    /// anew as well, by another version of the rows.
    #[test]
    fn the_tailoring_is_the_one_that_the_library_has() {
        let locale = locale!("vi").into();
        let id = icu_provider::prelude::DataIdentifierBorrowed::for_locale(&locale);
        let compiled: DataResponse<CollationTailoringV1> =
            Baked.load(DataRequest { id, ..Default::default() }).unwrap();
        let CollationData { trie, ces, ce32s, contexts } = compiled.payload.get();
        let whole = serde_json::json!({ "trie": trie, "ces": ces, "ce32s": ce32s, "contexts": contexts });
        assert_eq!(TAILORING.trim_end(), whole.to_string());
        let own: CollationData<'static> = serde_json::from_str(TAILORING).unwrap();
        assert!(own == *compiled.payload.get());
    }
}
