//! What the program is told on its command line.

use std::collections::HashMap;

use crate::{Result, say};

const KEYS: [&str; 15] = [
    "series", "from", "count", "prefix", "hwm", "identity", "heartbeat", "nonblocking", "mechanism",
    "server", "username", "password", "server-key", "public-key", "secret-key",
];

pub struct Told {
    /// `push`, `pull` and so on.
    pub kind: String,
    pub job: String,
    pub binds: bool,
    pub endpoint: String,
    settings: HashMap<String, String>,
}

impl Told {
    pub fn new(kind: &str, job: &str, place: &str, endpoint: &str, settings: &[&str]) -> Result<Self> {
        let settings = settings
            .iter()
            .map(|setting| match setting.split_once('=') {
                Some((key, value)) if KEYS.contains(&key) => Ok((key.to_string(), value.to_string())),
                _ => Err(format!("not understood: {setting}").into()),
            })
            .collect::<Result<_>>()?;
        let [kind, job, endpoint] = [kind, job, endpoint].map(str::to_string);
        Ok(Self { kind, job, binds: place == "bind", endpoint, settings })
    }

    pub fn has(&self, key: &str) -> bool {
        self.settings.contains_key(key)
    }

    /// The value of a key, or nothing.
    pub fn text(&self, key: &str) -> &str {
        self.settings.get(key).map_or("", String::as_str)
    }

    pub fn number(&self, key: &str, otherwise: u32) -> Result<u32> {
        self.settings.get(key).map_or(Ok(otherwise), |text| Ok(text.parse()?))
    }

    pub fn is(&self, key: &str) -> bool {
        self.text(key) == "1"
    }

    /// What a stack has not is an error.
    pub fn refuse(&self, keys: &[&str]) -> Result<()> {
        match keys.iter().find(|key| self.has(key)) {
            Some(key) => Err(format!("this stack has no {key}").into()),
            None => Ok(()),
        }
    }

    /// Where it is bound, or connects.
    pub fn say_endpoint(&self, endpoint: &str) {
        say(&format!("endpoint {endpoint}"));
    }
}
