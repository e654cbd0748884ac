//! `#[test]` where tests run in a browser: a crate that is brought in by `#[macro_use]` puts its own in the place of the
//! compiler's, so that the same functions are tests in both.
//!
//! Owns nothing but the name; what a test is there is `wasm-bindgen-test`'s.

use proc_macro::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};

/// A test for `wasm-bindgen-test-runner`.
#[proc_macro_attribute]
pub fn test(_: TokenStream, function: TokenStream) -> TokenStream {
    let name = || TokenTree::from(Ident::new("wasm_bindgen_test", Span::call_site()));
    let colons = || [Punct::new(':', Spacing::Joint), Punct::new(':', Spacing::Alone)].into_iter().map(TokenTree::from);
    let path: TokenStream = colons().chain([name()]).chain(colons()).chain([name()]).collect();
    let attribute = [TokenTree::from(Punct::new('#', Spacing::Alone)), Group::new(Delimiter::Bracket, path).into()];
    attribute.into_iter().chain(function).collect()
}
