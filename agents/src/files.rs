//! The files of the departments: those that are built in, and those that take their place.

use std::{borrow::Cow, collections::BTreeMap, fs, io, path::Path};

use crate::Error;

/// A file's stem and text.
type BuiltIn = (&'static str, &'static str);

/// Who is there.
pub(crate) const AGENTS: &[BuiltIn] = &[
    ("supervisor", include_str!("../supervisor.toml")),
    ("sales", include_str!("../sales.toml")),
    ("finance", include_str!("../finance.toml")),
];

/// What they are told.
pub(crate) const PROMPTS: &[BuiltIn] = &[
    ("supervisor", include_str!("../../prompts/supervisor.md")),
    ("sales", include_str!("../../prompts/sales.md")),
    ("finance", include_str!("../../prompts/finance.md")),
];

/// A file that was read.
#[derive(Clone, Debug)]
pub(crate) struct File {
    /// Where it lies, for people.
    pub(crate) place: String,
    /// What it says.
    pub(crate) text: Cow<'static, str>,
}

/// The files that are built in, by stem.
pub(crate) fn built_in(files: &[BuiltIn], extension: &str) -> BTreeMap<String, File> {
    let file = |(stem, text): &BuiltIn| {
        let place = format!("{stem}.{extension} (built in)");
        let text = Cow::Borrowed(*text);
        ((*stem).to_owned(), File { place, text })
    };
    files.iter().map(file).collect()
}

/// The files that are built in and those of a folder, which win. No folder is an empty one.
pub(crate) fn with_overrides(
    files: &[BuiltIn],
    folder: &Path,
    extension: &str,
) -> Result<BTreeMap<String, File>, Error> {
    let mut all = built_in(files, extension);
    let failed = |path: &Path, source| Error::Read {
        path: path.to_owned(),
        source,
    };
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(all),
        Err(error) => return Err(failed(folder, error)),
    };
    for entry in entries {
        let path = entry.map_err(|error| failed(folder, error))?.path();
        let Some(stem) = stem_of(&path, extension) else {
            continue;
        };
        let place = path.display().to_string();
        if !is_name(&stem) {
            return Err(Error::Name { file: place });
        }
        let text = fs::read_to_string(&path).map_err(|error| failed(&path, error))?;
        let text = Cow::Owned(text);
        all.insert(stem, File { place, text });
    }
    Ok(all)
}

/// The stem of a file that has the extension; what editors leave behind has none, or begins with a
/// dot.
fn stem_of(path: &Path, extension: &str) -> Option<String> {
    let fits = path.extension().is_some_and(|it| it == extension);
    let stem = path.file_stem()?.to_string_lossy().into_owned();
    (fits && !stem.starts_with('.')).then_some(stem)
}

fn is_name(stem: &str) -> bool {
    let fits = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'_';
    stem.len() <= 40
        && stem.starts_with(|it: char| it.is_ascii_lowercase())
        && stem.bytes().all(fits)
}
