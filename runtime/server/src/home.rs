//! The folder of the data: what lies in it besides the database.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use domain::language::Language;

/// The folder of the data.
#[derive(Clone, Debug)]
pub(crate) struct Home(PathBuf);

impl Home {
    /// The home at a path. It need not be there yet.
    pub(crate) fn at(path: &Path) -> Self {
        Self(path.to_owned())
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Where the owner's token lies.
    pub(crate) fn token_path(&self) -> PathBuf {
        self.0.join("token")
    }

    /// What was typed in the chat.
    pub(crate) fn history_path(&self) -> PathBuf {
        self.0.join("history")
    }

    /// Where the files of answers are put.
    pub(crate) fn files_path(&self) -> PathBuf {
        self.0.join("files")
    }

    /// The log, where the terminal is not free for it.
    pub(crate) fn log_path(&self) -> PathBuf {
        self.0.join("firma.log")
    }

    /// The owner's token.
    pub(crate) fn token(&self) -> io::Result<Option<String>> {
        read(&self.token_path())
    }

    /// Whether a company was begun here, as far as files can tell.
    pub(crate) fn has_company(&self) -> io::Result<bool> {
        Ok(self.token()?.is_some() || self.unproven_token()?.is_some())
    }

    /// A token whose company may not have been made any more.
    pub(crate) fn unproven_token(&self) -> io::Result<Option<String>> {
        read(&self.unproven_path())
    }

    /// Keeps a token before its company is made, so that a crash in between loses neither.
    pub(crate) fn keep_unproven_token(&self, token: &str) -> io::Result<()> {
        self.write("token.new", token)
    }

    /// The company is made: the token holds.
    pub(crate) fn prove_token(&self) -> io::Result<()> {
        fs::rename(self.unproven_path(), self.token_path())?;
        File::open(&self.0)?.sync_all()
    }

    /// Where the running Firma of this home listens.
    pub(crate) fn listen(&self) -> Option<String> {
        read(&self.0.join("listen")).ok().flatten()
    }

    /// Tells other commands where to knock.
    pub(crate) fn announce(&self, address: &str) -> io::Result<()> {
        self.write("listen", address)
    }

    /// Nobody listens any more.
    pub(crate) fn retract(&self) {
        // Whoever finds an old address finds nobody behind it.
        let _gone_already = fs::remove_file(self.0.join("listen"));
    }

    /// The language that was chosen at the first run, for what is said before a database runs.
    pub(crate) fn language(&self) -> Option<Language> {
        let tag = read(&self.0.join("language")).ok().flatten()?;
        Language::from_tag(&tag)
    }

    /// Keeps the language.
    pub(crate) fn keep_language(&self, language: Language) -> io::Result<()> {
        self.write("language", language.tag())
    }

    fn unproven_path(&self) -> PathBuf {
        self.0.join("token.new")
    }

    /// Writes a file that is whole or not there, and that nobody else can read.
    fn write(&self, name: &str, text: &str) -> io::Result<()> {
        let side = self.0.join(format!(".{name}.{}", std::process::id()));
        let mut options = OpenOptions::new();
        let mut file = options
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&side)?;
        writeln!(file, "{text}")?;
        file.sync_all()?;
        fs::rename(&side, self.0.join(name))
    }
}

fn read(path: &Path) -> io::Result<Option<String>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text.trim().to_owned()).filter(|it| !it.is_empty())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_token_is_whole_private_and_holds_once_it_is_proven() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path());
        assert_eq!(home.token().unwrap(), None);
        home.keep_unproven_token("firma_x").unwrap();
        assert_eq!(home.token().unwrap(), None);
        assert_eq!(home.unproven_token().unwrap().as_deref(), Some("firma_x"));
        home.prove_token().unwrap();
        assert_eq!(home.token().unwrap().as_deref(), Some("firma_x"));
        assert_eq!(home.unproven_token().unwrap(), None);
        let mode = fs::metadata(home.token_path())
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
