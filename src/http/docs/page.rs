//! The page at `/docs`: every operation of the document, by tag, without a script.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// Text that cannot be taken for markup.
struct Text<'a>(&'a str);

impl std::fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for character in self.0.chars() {
            match character {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                other => f.write_char(other)?,
            }
        }
        Ok(())
    }
}

/// The whole page.
pub(super) fn render(document: &Value) -> String {
    let mut html = String::from(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>EPOP API</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <link rel=\"stylesheet\" href=\"/docs/style.css\"></head><body><main><h1>EPOP API</h1>",
    );
    let about = document["info"]["description"].as_str().unwrap_or_default();
    push(&mut html, format_args!("<p>{}</p>", Text(about)));
    html.push_str("<p>For programs: <a href=\"/docs-json\">the OpenAPI document</a>.</p>");
    let groups = group(document);
    html.push_str("<nav aria-label=\"Groups\"><ul>");
    for tag in groups.keys() {
        push(&mut html, format_args!("<li><a href=\"#{0}\">{0}</a></li>", Text(tag)));
    }
    html.push_str("</ul></nav>");
    for (tag, operations) in &groups {
        push(&mut html, format_args!("<section id=\"{0}\"><h2>{0}</h2>", Text(tag)));
        for (path, method, operation) in operations {
            push_operation(&mut html, path, method, operation);
        }
        html.push_str("</section>");
    }
    push_schemas(&mut html, &document["components"]["schemas"]);
    html.push_str("</main></body></html>");
    html
}

type Operation<'a> = (&'a str, &'a str, &'a Value);

fn group(document: &Value) -> BTreeMap<&str, Vec<Operation<'_>>> {
    let mut groups: BTreeMap<&str, Vec<Operation<'_>>> = BTreeMap::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for method in METHODS {
            if let Some(operation) = item.get(method) {
                let tag = operation["tags"][0].as_str().unwrap_or("other");
                groups.entry(tag).or_default().push((path, method, operation));
            }
        }
    }
    groups
}

fn push_operation(html: &mut String, path: &str, method: &str, operation: &Value) {
    let summary = operation["summary"].as_str().unwrap_or_default();
    push(
        html,
        format_args!(
            "<details><summary><b class=\"{0}\">{0}</b> <code>{1}</code> <span>{2}</span></summary>",
            Text(method),
            Text(path),
            Text(summary)
        ),
    );
    if let Some(description) = operation["description"].as_str() {
        push(html, format_args!("<p>{}</p>", Text(description)));
    }
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        let word = |key: &str| parameter[key].as_str().unwrap_or_default().to_owned();
        let (name, place, about) = (word("name"), word("in"), word("description"));
        push(
            html,
            format_args!(
                "<p><code>{}</code> in {}: {}</p>",
                Text(&name),
                Text(&place),
                Text(&about)
            ),
        );
    }
    if let Some(schema) = content_schema(&operation["requestBody"]) {
        push(html, format_args!("<p>Body: {}</p>", kind_of(schema)));
    }
    for (status, response) in operation["responses"].as_object().into_iter().flatten() {
        let about = response["description"].as_str().unwrap_or_default();
        let kind = content_schema(response).map(kind_of).unwrap_or_default();
        push(html, format_args!("<p><code>{}</code> {} {kind}</p>", Text(status), Text(about)));
    }
    html.push_str("</details>");
}

fn content_schema(holder: &Value) -> Option<&Value> {
    holder["content"]["application/json"].get("schema")
}

fn push_schemas(html: &mut String, schemas: &Value) {
    html.push_str("<section id=\"schemas\"><h2>schemas</h2>");
    for (name, schema) in schemas.as_object().into_iter().flatten() {
        push(
            html,
            format_args!(
                "<details id=\"schema-{0}\"><summary><code>{0}</code></summary>",
                Text(name)
            ),
        );
        if let Some(about) = schema["description"].as_str() {
            push(html, format_args!("<p>{}</p>", Text(about)));
        }
        let required = schema["required"].as_array();
        html.push_str("<dl>");
        for (field, kind) in schema["properties"].as_object().into_iter().flatten() {
            let is_required = required.is_some_and(|names| names.iter().any(|name| name == field));
            let mark = if is_required { "" } else { " (optional)" };
            let about = kind["description"].as_str().unwrap_or_default();
            push(
                html,
                format_args!(
                    "<dt><code>{}</code> {}{mark}</dt><dd>{}</dd>",
                    Text(field),
                    kind_of(kind),
                    Text(about)
                ),
            );
        }
        html.push_str("</dl></details>");
    }
    html.push_str("</section>");
}

/// The type in a few words, with a link if it has a name. The result is markup.
fn kind_of(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        return format!("<a href=\"#schema-{0}\">{0}</a>", Text(name));
    }
    if let Some(items) = schema.get("items") {
        return format!("list of {}", kind_of(items));
    }
    let choices = ["oneOf", "anyOf", "allOf"].iter().find_map(|key| schema[key].as_array());
    if let Some(choices) = choices {
        let kinds: Vec<String> = choices.iter().map(kind_of).collect();
        return kinds.join(" or ");
    }
    if let Some(values) = schema["enum"].as_array() {
        let words: Vec<&str> = values.iter().filter_map(Value::as_str).collect();
        return Text(&words.join(" | ")).to_string();
    }
    match &schema["type"] {
        Value::String(kind) => Text(kind).to_string(),
        Value::Array(kinds) => {
            let words: Vec<&str> = kinds.iter().filter_map(Value::as_str).collect();
            Text(&words.join(" or ")).to_string()
        }
        _ => "value".to_owned(),
    }
}

fn push(html: &mut String, markup: std::fmt::Arguments<'_>) {
    html.write_fmt(markup).expect("a string takes everything");
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn shows_operations_and_lets_no_markup_through() {
        let document = json!({
            "info": {"description": "About <b>"},
            "paths": {"/api/v1/chats": {"post": {
                "tags": ["chat"], "summary": "Creates a <chat>",
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/NewChat"}}}},
                "responses": {"201": {"description": "The chat."}},
            }}},
            "components": {"schemas": {"NewChat": {"required": ["title"], "properties": {
                "title": {"type": "string"}, "members": {"type": "array", "items": {"type": "string"}},
            }}}},
        });
        let html = render(&document);
        assert!(html.contains("<b class=\"post\">post</b> <code>/api/v1/chats</code>"));
        assert!(html.contains("Creates a &lt;chat&gt;") && html.contains("About &lt;b&gt;"));
        assert!(html.contains("<a href=\"#schema-NewChat\">NewChat</a>"));
        assert!(html.contains("<code>members</code> list of string (optional)"));
        assert!(!html.contains("<script") && !html.contains("style="));
    }
}
