//! Where settings come from: flags win over variables, variables over the file, the file over the table.

use std::collections::BTreeMap;

use super::setting::Setting;
use super::table::{ROWS, Row, SECTIONS};

/// One thing wrong with the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigFault {
    /// The key, flag, variable or file at fault.
    pub key: String,
    /// One sentence that completes the key.
    pub message: String,
}

impl std::fmt::Display for ConfigFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.key, self.message)
    }
}

/// The texts found, by `section.key`, with the name of the place that gave each.
#[derive(Default)]
pub(super) struct Sources {
    found: BTreeMap<String, Found>,
    faults: Vec<ConfigFault>,
}

struct Found {
    text: String,
    place: String,
}

impl Sources {
    /// Takes the keys of a TOML file.
    pub(super) fn add_file(&mut self, name: &str, content: &str) {
        let table = match content.parse::<toml::Table>() {
            Ok(table) => table,
            Err(error) => {
                // The first line of the message has the position; the rest quotes the file.
                let message = error.to_string();
                let first = message.lines().next().unwrap_or_default();
                return self
                    .fault(name, format!("is not valid TOML: {first}: {}", error.message()));
            }
        };
        for (section, value) in &table {
            let Some(keys) = value.as_table().filter(|_| is_section(section)) else {
                self.fault(section, format!("in {name} is no section"));
                continue;
            };
            for (key, value) in keys {
                self.add_file_value(name, section, key, value);
            }
        }
    }

    fn add_file_value(&mut self, file: &str, section: &str, key: &str, value: &toml::Value) {
        let name = format!("{section}.{key}");
        match (find_row(section, key), text_of(value)) {
            (None, _) => self.fault(&name, format!("in {file} is no setting")),
            (Some(_), None) => self.fault(&name, "must be a text, a number, true, false or a list"),
            (Some(_), Some(text)) => self.add(name.clone(), text, name),
        }
    }

    /// Takes the variables we know, the first generation's names first so that ours win.
    pub(super) fn add_variables(&mut self, variables: &BTreeMap<String, String>) {
        for row in ROWS {
            for (name, convert) in row.also {
                self.add_variable(row, name, variables, *convert);
            }
            self.add_variable(row, &row.variable(), variables, str::to_owned);
        }
        for name in variables.keys() {
            let ours = SECTIONS.iter().any(|section| {
                name.strip_prefix(&format!("EPOP_{}_", section.name.to_ascii_uppercase())).is_some()
            });
            if ours && !is_variable(name) {
                self.fault(name, "is no setting");
            }
        }
    }

    fn add_variable(
        &mut self,
        row: &Row,
        name: &str,
        variables: &BTreeMap<String, String>,
        convert: fn(&str) -> String,
    ) {
        // An empty variable is how compose files spell "not set".
        if let Some(text) = variables.get(name).filter(|text| !text.is_empty()) {
            self.add(row.name(), convert(text.trim()), name.to_owned());
        }
        let file_name = format!("{name}_FILE");
        if let Some(path) = variables.get(&file_name).filter(|path| row.secret && !path.is_empty())
        {
            match std::fs::read_to_string(path) {
                Ok(content) => self.add(row.name(), content.trim_end().to_owned(), file_name),
                Err(error) => {
                    self.fault(&file_name, format!("names {path}, which cannot be read: {error}"));
                }
            }
        }
    }

    /// Takes one value given on the command line.
    pub(super) fn add_flag(&mut self, name: &'static str, text: String) {
        self.add(name.to_owned(), text, flag_of(name));
    }

    fn add(&mut self, name: String, text: String, place: String) {
        self.found.insert(name, Found { text, place });
    }

    pub(super) fn fault(&mut self, key: &str, message: impl Into<String>) {
        self.faults.push(ConfigFault { key: key.to_owned(), message: message.into() });
    }

    /// Reads one setting. A fault is kept, and the default stands in until all are known.
    pub(super) fn take<T: Setting>(&mut self, section: &str, key: &str, default: &str) -> T {
        if let Some(found) = self.found.get(&format!("{section}.{key}")) {
            match T::parse(&found.text) {
                Ok(value) => return value,
                Err(message) => {
                    let place = found.place.clone();
                    self.fault(&place, message);
                }
            }
        }
        T::parse(default).expect("the defaults of the table parse")
    }

    pub(super) fn into_faults(self) -> Vec<ConfigFault> {
        self.faults
    }
}

fn find_row(section: &str, key: &str) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.section == section && row.key == key)
}

fn is_section(name: &str) -> bool {
    SECTIONS.iter().any(|section| section.name == name)
}

fn is_variable(name: &str) -> bool {
    let base = name.strip_suffix("_FILE");
    ROWS.iter().any(|row| {
        let known =
            |name: &str| row.variable() == name || row.also.iter().any(|(also, _)| *also == name);
        known(name) || base.is_some_and(|base| row.secret && known(base))
    })
}

/// `--listen` for `server.listen`: the flags are named by the key alone.
fn flag_of(name: &str) -> String {
    match name {
        "data.dir" => "--data".to_owned(),
        "log.format" => "--log-format".to_owned(),
        "log.level" => "--log-level".to_owned(),
        _ => format!("--{}", name.rsplit('.').next().unwrap_or(name).replace('_', "-")),
    }
}

/// The text of a scalar, or the texts of a list joined by commas.
fn text_of(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.trim().to_owned()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Boolean(truth) => Some(truth.to_string()),
        toml::Value::Array(values) => {
            let texts: Option<Vec<String>> = values.iter().map(text_of).collect();
            Some(texts?.join(","))
        }
        _ => None,
    }
}
