//! The profiles of one phone.

use sen_client::sen;
use sen_client::types::TextUnit;
use wasm_bindgen::prelude::*;

use crate::answer::{Answer, failed, give};
use crate::vault::Vault;

/// The name below which the household's files lie.
const HOME: &str = "/home";

/// The profiles of this browser.
#[wasm_bindgen]
pub struct Phone(sen::Phone);

#[wasm_bindgen]
impl Phone {
    /// `secret` are the 32 bytes that the browser keeps for all profiles.
    ///
    /// # Errors
    /// `fix_input` for a secret of another length.
    #[wasm_bindgen(constructor)]
    pub fn new(secret: Vec<u8>) -> Result<Phone, JsValue> {
        sen::Phone::new(HOME.to_owned(), secret).map(Self).map_err(failed)
    }

    /// Everybody here, by name.
    ///
    /// # Errors
    /// As on the surface.
    #[wasm_bindgen(unchecked_return_type = "t.Profile[]")]
    pub fn profiles(&self) -> Answer {
        give(self.0.profiles())
    }

    /// Whether this may be a new PIN.
    ///
    /// # Errors
    /// `fix_input` with the field `pin`.
    pub fn check_pin(&self, pin: String) -> Result<(), JsValue> {
        self.0.check_pin(pin).map_err(failed)
    }

    /// Makes a profile behind a new PIN, and gives its id.
    ///
    /// # Errors
    /// `fix_input` with the field `name` or `pin`.
    pub fn add_profile(&self, name: String, pin: String) -> Result<String, JsValue> {
        self.0.add_profile(name, pin).map_err(failed)
    }

    /// What the key of a profile's PIN is made by, for `pin_key`.
    ///
    /// # Errors
    /// `retry`.
    pub fn pin_work(&self, profile: &str) -> Result<Vec<u8>, JsValue> {
        self.0.pin_work(profile).map_err(failed)
    }

    /// Opens a profile's vault by the key of its PIN.
    ///
    /// # Errors
    /// `wrong_pin`, `pin_wait`, `wrong_key`.
    pub fn unlock(&self, profile: &str, key: Vec<u8>) -> Result<Vault, JsValue> {
        self.0.unlock_with(profile, key, TextUnit::Utf16).map(Vault::over).map_err(failed)
    }

    /// Gives a profile another PIN.
    ///
    /// # Errors
    /// As [`Phone::unlock`] for the old one, `fix_input` for the new one.
    pub fn change_pin(&self, profile: String, old: String, new: String) -> Result<(), JsValue> {
        self.0.change_pin(profile, old, new).map_err(failed)
    }

    /// What is sealed of a profile, as a file for the ward.
    ///
    /// # Errors
    /// `fix_input` when nothing waits.
    #[wasm_bindgen(unchecked_return_type = "t.HandInMade")]
    pub fn hand_in_file(&self, profile: String) -> Answer {
        give(self.0.hand_in_file(profile))
    }

    /// The same for the profile of an open vault on a full phone, with what could not be sealed.
    ///
    /// # Errors
    /// As [`Phone::hand_in_file`].
    #[wasm_bindgen(unchecked_return_type = "t.HandInMade")]
    pub fn hand_in_file_with(&self, profile: String, open: &Vault) -> Answer {
        give(self.0.hand_in_file_with(profile, open.sen()))
    }

    /// As much of what is sealed of a profile as one request brings, over the connection of an open vault.
    ///
    /// # Errors
    /// `fix_input` when nothing waits, or the other vault is of another ward.
    pub fn begin_hand_in(&self, profile: String, by: &Vault) -> Result<Vec<u8>, JsValue> {
        self.0.begin_hand_in(profile, by.sen()).map_err(failed)
    }

    /// Takes in the ward's answer to such a file.
    ///
    /// # Errors
    /// `fix_input` for anything else.
    #[wasm_bindgen(unchecked_return_type = "t.HandInTaken")]
    pub fn take_receipt(&self, profile: String, receipt: Vec<u8>) -> Answer {
        give(self.0.take_receipt(profile, receipt))
    }

    /// Removes a profile of which the ward has everything.
    ///
    /// # Errors
    /// `hand_in_first`, `retry` while it is open.
    pub fn remove_profile(&self, profile: String) -> Result<(), JsValue> {
        self.0.remove_profile(profile).map_err(failed)
    }
}
