//! How a tool gets into the files that are there already. `None` where a file is not as expected.

/// The list with a tool's line, after the others of its department.
pub(super) fn with_tool(
    list: &str,
    kind: &str,
    (department, name): (&str, &str),
    type_name: &str,
) -> Option<String> {
    let client = match kind {
        "outside" => "(clients.http.at(\"https://example.com\"))",
        _ => "",
    };
    let line = format!("        {kind} {department}::{name}::{type_name}{client},");
    let mut lines: Vec<&str> = list.lines().collect();
    let begin = lines
        .iter()
        .position(|it| it.trim() == "toolbox(clients) {")?;
    let rest = lines.get(begin + 1..)?;
    let length = rest.iter().position(|it| it.trim() == "}")?;
    let inside = rest.get(..length)?;
    let own = format!(" {department}::");
    let last = inside.iter().rposition(|it| it.contains(&own));
    lines.insert(begin + 1 + last.map_or(length, |it| it + 1), &line);
    Some(whole(&lines))
}

/// The list with a department's module, in order.
pub(super) fn with_department(list: &str, department: &str) -> Option<String> {
    list.contains("\nmod ")
        .then(|| with_module(list, "", department))
}

/// A file with one more module, in order.
pub(super) fn with_module(text: &str, visible: &str, name: &str) -> String {
    let line = format!("{visible}mod {name};");
    let mut lines: Vec<&str> = text.lines().collect();
    let module = |it: &&str| {
        let seen = ["pub(crate) ", "pub "];
        let plain = seen.into_iter().find_map(|seen| it.strip_prefix(seen));
        let it = plain.unwrap_or(it);
        it.strip_prefix("mod ")?
            .strip_suffix(';')
            .map(str::to_owned)
    };
    // `#[macro_use] mod list;` stands by itself, and test modules at the end.
    let begin = lines
        .iter()
        .position(|it| module(it).is_some() && *it != "mod list;");
    let Some(begin) = begin else {
        lines.extend(["", &line]);
        return whole(&lines);
    };
    let block = lines.iter().skip(begin).map_while(module);
    let before = block.take_while(|it| it.as_str() < name).count();
    lines.insert(begin + before, &line);
    whole(&lines)
}

/// A department's file with one more tool.
pub(super) fn with_grant(agent: &str, name: &str) -> Option<String> {
    let begin = agent.lines().scan(0, |at, line| {
        let begin = *at;
        *at += line.len() + 1;
        Some((begin, line))
    });
    let mut begin = begin.filter(|(_, line)| {
        let key = line.split('=').next().unwrap_or_default();
        key.trim() == "tools" && line.contains('[')
    });
    let (begin, line) = begin.next()?;
    let open = begin + line.find('[')?;
    let close = open + agent.get(open..)?.find(']')?;
    let inside = agent.get(open + 1..close)?;
    let (kept, gap) = inside.split_at(inside.trim_end().len());
    let comma = match kept.trim_end() {
        "" => "",
        it if it.ends_with(',') => " ",
        _ => ", ",
    };
    let after = match kept.ends_with(',') {
        true => ",",
        false => "",
    };
    let (head, tail) = (agent.get(..=open)?, agent.get(close..)?);
    let last = format!("{head}{kept}{comma}\"{name}\"{after}{gap}{tail}");
    // What would stand in a comment at the end stands at the beginning.
    let first = format!("{head}\"{name}\",{inside}{tail}");
    [last, first].into_iter().find(|it| grants(it, name))
}

/// Whether the list has a line for a tool or a text of that name.
pub(super) fn names(list: &str, name: &str) -> bool {
    let module = format!("::{name}::");
    let text = format!("\" {name},");
    list.lines()
        .any(|it| it.contains(&module) || it.contains(&text))
}

fn grants(agent: &str, name: &str) -> bool {
    let read: Result<domain::agent::Agent, _> = toml::from_str(agent);
    read.is_ok_and(|it| it.tools.contains(name))
}

fn whole(lines: &[&str]) -> String {
    lines.iter().flat_map(|it| [*it, "\n"]).collect()
}
