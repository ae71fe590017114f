//! Whom PostgreSQL runs as: it refuses root, so root hands it to another user.

use std::{
    fs::{self, Metadata},
    io::{self, ErrorKind},
    os::unix::{
        fs::{MetadataExt, PermissionsExt, chown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::Command,
};

use super::Error;

/// The home when nobody chose one: root's own folder is closed to the user that PostgreSQL runs as.
#[must_use]
pub fn default_home(uid: u32, user_folder: Option<&Path>) -> PathBuf {
    match user_folder {
        Some(folder) if uid != 0 => folder.join(".firma"),
        _ => PathBuf::from("/var/lib/firma"),
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Account {
    /// Whoever runs Firma.
    Own { uid: u32 },
    /// Firma is root, and the server is somebody else.
    Other { name: String, uid: u32, gid: u32 },
}

impl Account {
    /// Ourselves unless we are root; then whoever owns the data already, else `postgres`, else `nobody`.
    pub fn choose(data: &Path) -> Result<Self, Error> {
        let uid = rustix::process::geteuid();
        let owner = match fs::metadata(data) {
            Ok(metadata) => Some(metadata),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(source) => {
                return Err(Error::Folder {
                    path: data.to_owned(),
                    source,
                });
            }
        };
        if !uid.is_root() {
            return match owner {
                Some(owner) if owner.uid() != uid.as_raw() => Err(Error::Foreign {
                    path: data.to_owned(),
                    owner: owner.uid(),
                }),
                _ => Ok(Self::Own { uid: uid.as_raw() }),
            };
        }
        if let Some(owner) = owner.filter(|owner| owner.uid() != 0) {
            let name = format!("with id {}", owner.uid());
            return Ok(Self::Other {
                name,
                uid: owner.uid(),
                gid: owner.gid(),
            });
        }
        let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
        user(&users, "postgres")
            .or_else(|| user(&users, "nobody"))
            .ok_or(Error::NoUser)
    }

    /// The user id that the server's files belong to.
    #[must_use]
    pub fn uid(&self) -> u32 {
        match self {
            Self::Own { uid } | Self::Other { uid, .. } => *uid,
        }
    }

    /// Lets a command run as this user, with none of root's groups.
    pub fn run(&self, command: &mut Command) {
        match self {
            Self::Own { .. } => {}
            // With a user id given by root, the standard library also drops the supplementary groups.
            Self::Other { uid, gid, .. } => {
                command.uid(*uid).gid(*gid);
            }
        }
    }

    /// Gives a file or folder to this user.
    pub fn own(&self, path: &Path) -> io::Result<()> {
        match self {
            Self::Own { .. } => Ok(()),
            Self::Other { uid, gid, .. } => chown(path, Some(*uid), Some(*gid)),
        }
    }

    /// Whether this user gets to a folder; if not, which folder on the way is closed.
    pub fn reach(&self, path: &Path) -> Result<(), Error> {
        let Self::Other { name, uid, gid } = self else {
            return Ok(());
        };
        let mut way: Vec<_> = path.ancestors().collect();
        way.reverse();
        for folder in way {
            let metadata = fs::metadata(folder).map_err(|source| Error::Folder {
                path: folder.to_owned(),
                source,
            })?;
            if !admits(&metadata, *uid, *gid) {
                let (path, barrier, user) = (path.to_owned(), folder.to_owned(), name.clone());
                return Err(Error::Unreachable {
                    path,
                    barrier,
                    user,
                });
            }
        }
        Ok(())
    }

    /// Lets this user pass through a folder of Firma's own, without seeing what else is in it.
    pub(super) fn admit(&self, folder: &Path) -> io::Result<()> {
        if let Self::Other { .. } = self {
            let mut permissions = fs::metadata(folder)?.permissions();
            permissions.set_mode(permissions.mode() | 0o011);
            fs::set_permissions(folder, permissions)?;
        }
        Ok(())
    }
}

/// Whether a folder's permissions let a user pass.
fn admits(folder: &Metadata, uid: u32, gid: u32) -> bool {
    let pass = match (folder.uid() == uid, folder.gid() == gid) {
        (true, _) => 0o100,
        (false, true) => 0o010,
        (false, false) => 0o001,
    };
    folder.mode() & pass != 0
}

/// Finds a user in the text of `/etc/passwd`.
fn user(users: &str, name: &str) -> Option<Account> {
    users.lines().find_map(|line| {
        let mut fields = line.split(':');
        if fields.next() != Some(name) {
            return None;
        }
        let uid = fields.nth(1)?.parse().ok()?;
        let gid = fields.next()?.parse().ok()?;
        Some(Account::Other {
            name: name.to_owned(),
            uid,
            gid,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const USERS: &str = "root:x:0:0:root:/root:/bin/bash\npostgres-old:x:7:7::/:/bin/sh\n\
                         postgres:x:101:104:PostgreSQL,,,:/var/lib/postgresql:/bin/bash\n";

    #[test]
    fn a_user_is_found_by_the_whole_name() {
        let found = user(USERS, "postgres");
        assert_eq!(
            found,
            Some(Account::Other {
                name: "postgres".into(),
                uid: 101,
                gid: 104
            })
        );
        assert_eq!(user(USERS, "nobody"), None);
    }

    #[test]
    fn root_gets_a_home_that_others_can_enter() {
        let root = Path::new("/root");
        assert_eq!(default_home(0, Some(root)), Path::new("/var/lib/firma"));
        assert_eq!(
            default_home(1000, Some(Path::new("/home/ana"))),
            Path::new("/home/ana/.firma")
        );
        assert_eq!(default_home(1000, None), Path::new("/var/lib/firma"));
    }

    #[test]
    fn a_folder_that_is_closed_to_the_user_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let set =
            |mode| fs::set_permissions(folder.path(), fs::Permissions::from_mode(mode)).unwrap();
        let stranger = Account::Other {
            name: "stranger".into(),
            uid: 54_321,
            gid: 54_321,
        };
        set(0o700);
        let error = stranger.reach(folder.path()).unwrap_err();
        assert!(
            matches!(&error, Error::Unreachable { path, .. } if path == folder.path()),
            "{error}"
        );

        assert!(!admits(
            &fs::metadata(folder.path()).unwrap(),
            54_321,
            54_321
        ));
        set(0o711);
        assert!(admits(
            &fs::metadata(folder.path()).unwrap(),
            54_321,
            54_321
        ));
    }
}
