//! The engine as a browser's worker sees it: the surface of `client-ffi`, with plain objects for its types.
//!
//! Every call is answered at once, and what it wrote is on disk when it returns. Refuses to own a socket: requests and
//! answers are bytes, the worker fetches. Nothing is decided here.
#![cfg(target_family = "wasm")]
#![expect(unreachable_pub, reason = "what the worker calls is found by its attribute, and is nobody else's")]

mod answer;
mod boot;
mod news;
mod pending;
mod phone;
mod text;
mod vault;

/// The types of the surface, for the declarations that are made of this crate.
#[wasm_bindgen::prelude::wasm_bindgen(typescript_custom_section)]
const TYPES: &str = "import type * as t from '../types';";
