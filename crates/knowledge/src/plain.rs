//! TOML as JSON: one file for the build script and for a clinic's own files.

/// The same value as JSON; dates become text.
pub(crate) fn plain(value: toml::Value) -> serde_json::Value {
    match value {
        toml::Value::String(s) => s.into(),
        toml::Value::Integer(i) => i.into(),
        toml::Value::Float(f) => f.into(),
        toml::Value::Boolean(b) => b.into(),
        toml::Value::Datetime(d) => d.to_string().into(),
        toml::Value::Array(a) => a.into_iter().map(plain).collect::<Vec<_>>().into(),
        toml::Value::Table(t) => {
            t.into_iter().map(|(k, v)| (k, plain(v))).collect::<serde_json::Map<_, _>>().into()
        }
    }
}
