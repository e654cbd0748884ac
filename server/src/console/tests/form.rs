//! The forms of a page, as a browser reads, fills and sends them.

use super::super::paths;

/// One form of a page.
#[derive(Debug, Clone)]
pub(super) struct Form {
    /// Where it is sent.
    pub(super) action: String,
    controls: Vec<Control>,
}

/// One control of a form.
#[derive(Debug, Clone)]
struct Control {
    name: String,
    value: String,
    /// The values of a select; none for what is typed.
    choices: Vec<String>,
    is_hidden: bool,
}

impl Form {
    /// Every form of a page, in order.
    pub(super) fn all(page: &str) -> Vec<Self> {
        page.split("<form ").skip(1).map(|rest| Self::read(rest.split("</form>").next().unwrap())).collect()
    }

    /// The only form of a page with these hidden values that is sent to an address that ends so.
    pub(super) fn of(page: &str, ending: &str, hidden: &[(&str, &str)]) -> Self {
        let is_meant = |form: &Self| {
            form.action.ends_with(ending) && hidden.iter().all(|(name, value)| form.value(name) == Some(*value))
        };
        let mut found: Vec<Self> = Self::all(page).into_iter().filter(is_meant).collect();
        assert_eq!(found.len(), 1, "{ending} {hidden:?}: {page}");
        found.remove(0)
    }

    fn read(text: &str) -> Self {
        let mut controls = Vec::new();
        for tag in text.split('<').skip(1) {
            let (head, content) = tag.split_once('>').unwrap();
            let value = attribute(head, "value").unwrap_or_default();
            if head.starts_with("input") && !head.contains("type=\"checkbox\"") {
                let is_hidden = head.contains("type=\"hidden\"");
                let name = attribute(head, "name").unwrap();
                controls.push(Control { name, value, choices: Vec::new(), is_hidden });
            } else if head.starts_with("textarea") {
                // A browser leaves out the line end that the text of one begins with.
                let value = unescaped(content.strip_prefix('\n').unwrap_or(content));
                let name = attribute(head, "name").unwrap();
                controls.push(Control { name, value, choices: Vec::new(), is_hidden: false });
            } else if head.starts_with("select") {
                let name = attribute(head, "name").unwrap();
                controls.push(Control { name, value: String::new(), choices: Vec::new(), is_hidden: false });
            } else if head.starts_with("option") {
                let select = controls.last_mut().unwrap();
                if head.ends_with(" selected") {
                    select.value.clone_from(&value);
                }
                select.choices.push(value);
            }
        }
        Self { action: attribute(text.split('>').next().unwrap(), "action").unwrap(), controls }
    }

    /// What a control holds.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.controls.iter().find(|control| control.name == name).map(|control| control.value.as_str())
    }

    /// The names of the controls that a person fills.
    pub(super) fn names(&self) -> Vec<String> {
        self.controls.iter().filter(|control| !control.is_hidden).map(|control| control.name.clone()).collect()
    }

    /// The first value that can be chosen; nothing where a person types.
    pub(super) fn first_choice(&self, name: &str) -> Option<&str> {
        let control = self.controls.iter().find(|control| control.name == name)?;
        control.choices.iter().map(String::as_str).find(|value| !value.is_empty())
    }

    /// The same form with a control filled, which has to be there.
    pub(super) fn fill(mut self, name: &str, value: &str) -> Self {
        let control = self.controls.iter_mut().find(|control| control.name == name);
        control.unwrap_or_else(|| panic!("no control `{name}`")).value = value.to_owned();
        self
    }

    /// What the browser sends.
    pub(super) fn body(&self) -> String {
        let pair = |control: &Control| {
            let value = control.value.replace("\r\n", "\n").replace('\n', "\r\n");
            format!("{}={}", paths::encode(&control.name), paths::encode(&value))
        };
        self.controls.iter().map(pair).collect::<Vec<_>>().join("&")
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split('"').next().map(unescaped)
}

fn unescaped(text: &str) -> String {
    let codes = [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")];
    codes.iter().fold(text.to_owned(), |text, (code, plain)| text.replace(code, plain))
}
