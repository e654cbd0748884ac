//! Views of who signs in: the people of the console, one of them, and one's own sign-in.

use askama::Template;

use super::{Choice, PageFrame, SignInErrorView};

/// What is wrong with a form, at which of its fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problem {
    /// The name of the field; empty where nothing is wrong.
    pub field: &'static str,
    /// What is wrong, in the reader's language.
    pub text: String,
}

impl Problem {
    /// Whether it is this field's.
    #[must_use]
    pub fn is_at(&self, field: &str) -> bool {
        self.field == field
    }
}

/// Everybody who signs in, within the reader's place.
#[derive(Template)]
#[template(path = "people.html")]
pub struct PeopleView {
    /// The frame.
    pub page: PageFrame,
    /// The people, those who may come in first.
    pub people: Vec<PersonLine>,
}

/// A person of the console.
#[derive(Clone, Debug)]
pub struct PersonLine {
    /// What they sign in with.
    pub login: String,
    /// Full name.
    pub name: String,
    /// Role code.
    pub role: String,
    /// Name of their organisation.
    pub place: String,
    /// That it has ended, and who carries it on; empty while it goes on.
    pub ended: String,
    /// When they last signed in, if ever.
    pub signed_in: Option<String>,
    /// Sessions that are open.
    pub sessions: u32,
    /// Whether they have a second factor.
    pub second: bool,
    /// State code: `active`, `locked` (from somewhere), `waiting` (has not chosen a password) or `disabled`.
    pub state: &'static str,
    /// Until when it is so, or since when; empty where that says nothing.
    pub when: String,
    /// Whether it is the reader.
    pub own: bool,
}

impl PersonLine {
    /// The key of the sentence about since or until when it is so.
    fn when_key(&self) -> &'static str {
        if self.state == "disabled" { "people-since" } else { "people-until" }
    }
}

/// One person, with what can be done about their sign-in.
#[derive(Template)]
#[template(path = "person.html")]
pub struct PersonView {
    /// The frame.
    pub page: PageFrame,
    /// The person.
    pub person: PersonLine,
    /// Their member record, if it is known: name and address.
    pub member: Option<(String, String)>,
    /// Who keeps them out; empty where nobody does.
    pub disabled_by: String,
    /// Until when a code for a new password is good; empty where there is none.
    pub code_until: String,
    /// From how many addresses they are locked out.
    pub locked_places: u32,
    /// Their sessions.
    pub sessions: Vec<SessionLine>,
    /// The roles that can be given at their place.
    pub roles: Vec<Choice>,
}

/// The form that adds a person.
#[derive(Template)]
#[template(path = "person_add.html")]
pub struct PersonAddView {
    /// The frame.
    pub page: PageFrame,
    /// The name that was typed.
    pub name: String,
    /// The login that was typed.
    pub login: String,
    /// The member that was typed, by name or card number.
    pub member: String,
    /// The places to choose from.
    pub places: Vec<Choice>,
    /// The roles to choose from.
    pub roles: Vec<Choice>,
    /// What is wrong.
    pub problem: Problem,
}

/// A code for a password, shown once.
#[derive(Template)]
#[template(path = "person_code.html")]
pub struct PersonCodeView {
    /// The frame.
    pub page: PageFrame,
    /// For whom it is.
    pub name: String,
    /// What they sign in with.
    pub login: String,
    /// The code.
    pub code: String,
    /// Where it is typed in.
    pub address: String,
    /// Until when it is good.
    pub expires: String,
}

/// A session, for its owner to recognise.
#[derive(Clone, Debug)]
pub struct SessionLine {
    /// What it is called in addresses.
    pub id: String,
    /// The browser, as far as it said.
    pub browser: String,
    /// What it runs on, as far as it said.
    pub system: String,
    /// Since when.
    pub since: String,
    /// When it was last used.
    pub used: String,
    /// Whether it is this one.
    pub own: bool,
}

/// One's own sign-in: password, sessions, second factor.
#[derive(Template)]
#[template(path = "account.html")]
pub struct AccountView {
    /// The frame.
    pub page: PageFrame,
    /// What one signs in with.
    pub login: String,
    /// The sessions, the last used first.
    pub sessions: Vec<SessionLine>,
    /// Since when there is a second factor.
    pub second_since: Option<String>,
    /// How many codes that stand in for it are left.
    pub recovery_left: u32,
    /// Minutes after which a session nobody uses ends.
    pub idle_minutes: u32,
    /// What is wrong, at the field of either form.
    pub problem: Problem,
}

impl AccountView {
    fn others(&self) -> bool {
        self.sessions.iter().any(|session| !session.own)
    }
}

/// Setting up a second factor: first the password, then the key and a code of it.
#[derive(Template)]
#[template(path = "second.html")]
pub struct SecondView {
    /// The frame.
    pub page: PageFrame,
    /// The key, once the password was right.
    pub key: Option<SecondKey>,
    /// Whether the ward asks it of everybody and the reader has none.
    pub is_required: bool,
    /// What is wrong.
    pub problem: Problem,
}

/// The key of a second factor, as an authenticator takes it.
#[derive(Clone, Debug)]
pub struct SecondKey {
    /// The picture: one `<svg>` element made by this server, written into the page unescaped.
    pub qr_svg: String,
    /// The same as text.
    pub text: String,
}

/// The codes that stand in for a second factor, shown once.
#[derive(Template)]
#[template(path = "second_codes.html")]
pub struct SecondCodesView {
    /// The frame.
    pub page: PageFrame,
    /// The codes.
    pub codes: Vec<String>,
}

/// The question for the code of a second factor.
#[derive(Template)]
#[template(path = "sign_in_code.html")]
pub struct SignInCodeView {
    /// The frame; its person is nobody.
    pub page: PageFrame,
    /// Where to go after signing in.
    pub next: String,
    /// Why the last code was not taken.
    pub error: Option<SignInErrorView>,
}

/// Choosing a password with a code.
#[derive(Template)]
#[template(path = "reset.html")]
pub struct ResetView {
    /// The frame; its person is nobody.
    pub page: PageFrame,
    /// The code that was typed.
    pub code: String,
    /// What is wrong.
    pub problem: Problem,
}
