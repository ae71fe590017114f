//! Reads the departments from their files and checks that everything they name exists.
//!
//! The files that are built in lie beside this crate (`agents/*.toml`, `prompts/*.md`). A file of
//! the same name in `FIRMA_HOME` takes the place of one of them; another name is another
//! department.

mod check;
mod files;

use std::{collections::BTreeMap, io, path::Path, path::PathBuf};

use domain::{agent::Department, tool::Toolbox};

use self::{check::Tools, files::File};

/// Why the departments cannot be used. `file` is where the mistake is.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or folder cannot be read.
    #[error("cannot read `{}`", path.display())]
    Read {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file does not say what a department needs.
    #[error("`{file}` is not a department")]
    Parse {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// Why.
        source: toml::de::Error,
    },
    /// A file's name is none that a department may have.
    #[error("`{file}` cannot name a department: a name is lower-case letters, digits and `_`")]
    Name {
        /// The file.
        file: String,
    },
    /// A department asks for a tool that does not exist.
    #[error("`{file}` asks for the unknown tool `{tool}`{}", hint(nearest))]
    UnknownTool {
        /// The file.
        file: String,
        /// The tool.
        tool: String,
        /// The tool whose name is nearest.
        nearest: Option<String>,
    },
    /// A department wants a person to approve a tool that it may not call.
    #[error("`{file}` has `{tool}` approved, which is not among its tools")]
    NotGranted {
        /// The file.
        file: String,
        /// The tool.
        tool: String,
    },
    /// The supervisor is given tools of its own.
    #[error("`{file}` gives the supervisor tools; it can only delegate")]
    SupervisorTools {
        /// The file.
        file: String,
    },
    /// A value is outside of what makes sense.
    #[error("`{file}` has an unusable `{field}`: {must}")]
    Value {
        /// The file.
        file: String,
        /// The field.
        field: &'static str,
        /// What it must be.
        must: &'static str,
    },
    /// A department has no prompt.
    #[error("`{file}` has no prompt: `prompts/{name}.md` is missing")]
    NoPrompt {
        /// The department's file.
        file: String,
        /// The department.
        name: String,
    },
    /// A prompt belongs to no department.
    #[error("`{file}` is a prompt without a department{}", hint(nearest))]
    NoDepartment {
        /// The prompt's file.
        file: String,
        /// The department whose name is nearest.
        nearest: Option<String>,
    },
    /// A prompt is not a template, or names what nobody fills in.
    #[error("`{file}` is not a prompt")]
    Prompt {
        /// The file.
        file: String,
        /// Where and why.
        source: minijinja::Error,
    },
}

impl Error {
    /// The file or folder that it is about.
    pub fn file(&self) -> String {
        match self {
            Self::Read { path, .. } => path.display().to_string(),
            Self::Parse { file, .. }
            | Self::Name { file }
            | Self::UnknownTool { file, .. }
            | Self::NotGranted { file, .. }
            | Self::SupervisorTools { file }
            | Self::Value { file, .. }
            | Self::NoPrompt { file, .. }
            | Self::NoDepartment { file, .. }
            | Self::Prompt { file, .. } => file.clone(),
        }
    }
}

/// The departments that are built in, with the files in `home` that take their place or add to
/// them.
pub fn load<Db: Send + 'static>(
    home: &Path,
    toolbox: &Toolbox<Db>,
) -> Result<BTreeMap<String, Department>, Error> {
    let (ours, is_foreign) = (toolbox.names().collect(), |it: &str| toolbox.is_foreign(it));
    load_with(home, &Tools::new(ours, &is_foreign))
}

/// The departments that are built in.
pub fn built_in<Db: Send + 'static>(
    toolbox: &Toolbox<Db>,
) -> Result<BTreeMap<String, Department>, Error> {
    let (ours, is_foreign) = (toolbox.names().collect(), |it: &str| toolbox.is_foreign(it));
    built_in_with(&Tools::new(ours, &is_foreign))
}

fn load_with(home: &Path, tools: &Tools<'_>) -> Result<BTreeMap<String, Department>, Error> {
    let agents = files::with_overrides(files::AGENTS, &home.join("agents"), "toml")?;
    let prompts = files::with_overrides(files::PROMPTS, &home.join("prompts"), "md")?;
    departments(&agents, &prompts, tools)
}

fn built_in_with(tools: &Tools<'_>) -> Result<BTreeMap<String, Department>, Error> {
    let agents = files::built_in(files::AGENTS, "toml");
    let prompts = files::built_in(files::PROMPTS, "md");
    departments(&agents, &prompts, tools)
}

fn departments(
    agents: &BTreeMap<String, File>,
    prompts: &BTreeMap<String, File>,
    tools: &Tools<'_>,
) -> Result<BTreeMap<String, Department>, Error> {
    if let Some((name, file)) = prompts.iter().find(|(name, _)| !agents.contains_key(*name)) {
        return Err(Error::NoDepartment {
            file: file.place.clone(),
            nearest: check::nearest(name, agents.keys().map(String::as_str)),
        });
    }
    let read = |(name, file): (&String, &File)| {
        let agent = check::agent(name, file, tools)?;
        let prompt = prompts.get(name).ok_or_else(|| Error::NoPrompt {
            file: file.place.clone(),
            name: name.clone(),
        })?;
        check::prompt(prompt)?;
        let prompt = prompt.text.clone().into_owned();
        Ok((name.clone(), Department { agent, prompt }))
    };
    agents.iter().map(read).collect()
}

fn hint(nearest: &Option<String>) -> String {
    match nearest {
        None => String::new(),
        Some(name) => format!("; did you mean `{name}`?"),
    }
}

#[cfg(test)]
mod tests;
