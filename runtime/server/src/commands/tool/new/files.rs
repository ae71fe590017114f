//! The files of a tool: from templates, and written all or none.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process,
};

use super::type_name;

/// A template for each kind of tool and each file.
const TEMPLATES: [(&str, [(&str, &str); 4]); 2] = [
    (
        "local",
        [
            (".rs", include_str!("templates/local.rs.txt")),
            (".pt-BR.ftl", include_str!("templates/local.pt-BR.ftl.txt")),
            (".en.ftl", include_str!("templates/local.en.ftl.txt")),
            ("/tests.rs", include_str!("templates/local.tests.rs.txt")),
        ],
    ),
    (
        "outside",
        [
            (".rs", include_str!("templates/outside.rs.txt")),
            (
                ".pt-BR.ftl",
                include_str!("templates/outside.pt-BR.ftl.txt"),
            ),
            (".en.ftl", include_str!("templates/outside.en.ftl.txt")),
            ("/tests.rs", include_str!("templates/outside.tests.rs.txt")),
        ],
    ),
];

/// A file as it is to be.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Draft {
    /// In the checkout.
    pub(crate) path: String,
    /// What it says.
    pub(crate) text: String,
    /// Whether there must be no such file yet.
    pub(crate) is_new: bool,
}

impl Draft {
    /// A file that is not there yet.
    pub(crate) fn new(path: &str, text: String) -> Self {
        Self {
            path: path.to_owned(),
            text,
            is_new: true,
        }
    }

    /// A file that is there.
    pub(crate) fn changed(path: &str, text: String) -> Self {
        Self {
            is_new: false,
            ..Self::new(path, text)
        }
    }
}

/// Why files were not written.
#[derive(Debug)]
pub(crate) enum Failed {
    /// Nothing was changed.
    Nothing { path: String, error: io::Error },
    /// Nothing was changed: somebody was faster.
    InTheWay { path: String },
    /// Some were.
    Half {
        path: String,
        error: io::Error,
        done: Vec<String>,
    },
}

/// The files of a new tool.
pub(super) fn of_tool(kind: &str, department: &str, name: &str) -> Vec<Draft> {
    let words = name.replace('_', " ");
    let mut letters = words.chars();
    let first = letters.next().map(|it| it.to_ascii_uppercase());
    let title: String = first.into_iter().chain(letters).collect();
    let templates = TEMPLATES.iter().filter(|(it, _)| *it == kind);
    let drafts = templates.flat_map(|(_, files)| files).map(|(end, text)| {
        let text = text
            .replace("__NAME__", name)
            .replace("__TYPE__", &type_name(name))
            .replace("__TITLE__", &title)
            .replace("__WORDS__", &words);
        Draft::new(&format!("tools/src/{department}/{name}{end}"), text)
    });
    drafts.collect()
}

/// Writes all files beside their places, and then puts each into its place.
pub(super) fn write(checkout: &Path, drafts: &[Draft]) -> Result<(), Failed> {
    let mut waiting = Vec::new();
    let result = set_down(checkout, drafts, &mut waiting);
    let result = result.and_then(|()| put_in_place(checkout, drafts, &waiting));
    for path in &waiting {
        // In its place by now, or not wanted.
        let _ = fs::remove_file(path);
    }
    if matches!(
        result,
        Err(Failed::Nothing { .. } | Failed::InTheWay { .. })
    ) {
        for draft in drafts.iter().rev().filter(|it| it.is_new) {
            // Only folders that are empty go.
            let folder = checkout.join(&draft.path);
            let _ = folder.parent().map(fs::remove_dir);
        }
    }
    result
}

fn set_down(checkout: &Path, drafts: &[Draft], waiting: &mut Vec<PathBuf>) -> Result<(), Failed> {
    for draft in drafts {
        let place = checkout.join(&draft.path);
        let beside = beside(&place);
        let failed = |error| Failed::Nothing {
            path: draft.path.clone(),
            error,
        };
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        waiting.push(beside.clone());
        fs::write(&beside, &draft.text).map_err(failed)?;
        if !draft.is_new {
            // An editor or git sees the same file as before.
            let permissions = fs::metadata(&place).map_err(failed)?.permissions();
            fs::set_permissions(&beside, permissions).map_err(failed)?;
        }
    }
    Ok(())
}

fn put_in_place(checkout: &Path, drafts: &[Draft], waiting: &[PathBuf]) -> Result<(), Failed> {
    let mut done: Vec<String> = Vec::new();
    for (draft, beside) in drafts.iter().zip(waiting) {
        let place = checkout.join(&draft.path);
        let put = match draft.is_new {
            // A link takes no other file's place.
            true => fs::hard_link(beside, &place),
            false => fs::rename(beside, &place),
        };
        let path = draft.path.clone();
        match put {
            Ok(()) => done.push(path),
            Err(error) if done.is_empty() && error.kind() == io::ErrorKind::AlreadyExists => {
                return Err(Failed::InTheWay { path });
            }
            Err(error) if done.is_empty() => return Err(Failed::Nothing { path, error }),
            Err(error) => return Err(Failed::Half { path, error, done }),
        }
    }
    Ok(())
}

fn beside(place: &Path) -> PathBuf {
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    place.with_file_name(format!(".{name}.{}.new", process::id()))
}
