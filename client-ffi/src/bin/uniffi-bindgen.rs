//! Writes the bindings for Kotlin, Swift or Python from the built library.

fn main() {
    uniffi::uniffi_bindgen_main();
}
