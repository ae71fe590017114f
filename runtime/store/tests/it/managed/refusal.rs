//! What cannot work is refused at once, by name and with a way out.

use std::{fs, os::unix::fs::PermissionsExt};

use anyhow::Result;
use rustix::process::geteuid;
use store::managed::{self, Error, HomeLock, Settings};

use super::{home, start};

#[tokio::test]
async fn a_second_holder_is_refused_until_the_first_is_gone() -> Result<()> {
    let home = home()?;
    let first = HomeLock::acquire(home.path())?;
    let refused = HomeLock::acquire(home.path()).unwrap_err();
    assert!(matches!(refused, Error::Held { pid: Some(pid), .. } if pid == std::process::id()));
    assert!(refused.to_string().contains("FIRMA_HOME"), "{refused}");
    drop(first);
    HomeLock::acquire(home.path())?;
    Ok(())
}

#[test]
fn a_home_that_cannot_be_made_is_named() -> Result<()> {
    let outer = home()?;
    let file = outer.path().join("file");
    fs::write(&file, "")?;
    let home = file.join("firma");
    let error = HomeLock::acquire(&home).unwrap_err();
    assert!(
        matches!(&error, Error::Folder { path, .. } if *path == home),
        "{error}"
    );
    assert!(error.to_string().contains("FIRMA_HOME"), "{error}");
    Ok(())
}

#[tokio::test]
async fn a_home_that_the_servers_user_cannot_reach_is_named() -> Result<()> {
    let outer = home()?;
    fs::set_permissions(outer.path(), fs::Permissions::from_mode(0o700))?;
    let home = outer.path().join("firma");
    // Whoever only looks finds the same, and makes nothing.
    let looked = managed::reachable(&home, &Settings::default());
    match geteuid().is_root() {
        true => assert!(
            matches!(&looked, Err(Error::Unreachable { path, barrier, .. })
                if *path == home && barrier == outer.path()),
            "{looked:?}"
        ),
        false => looked?,
    }
    assert!(!home.exists());
    let result = managed::start(HomeLock::acquire(&home)?, &testkit::settings(), &|_| {}).await;
    match geteuid().is_root() {
        true => assert!(
            matches!(result, Err(Error::Unreachable { barrier, .. }) if barrier == outer.path())
        ),
        false => result?.stop().await?,
    }
    Ok(())
}

#[tokio::test]
async fn another_wheel_is_refused() -> Result<()> {
    let home = home()?;
    let wheel = home.path().join("other.whl");
    fs::write(&wheel, "not what was pinned")?;
    let settings = Settings {
        wheel: Some(wheel),
        ..Settings::default()
    };
    let refused = managed::start(HomeLock::acquire(home.path())?, &settings, &|_| {}).await;
    assert!(matches!(refused, Err(Error::Hash { .. })), "{refused:?}");
    assert_eq!(fs::read_dir(home.path().join("pg"))?.count(), 0);
    Ok(())
}

#[tokio::test]
async fn a_folder_without_postgresql_is_refused_by_name() -> Result<()> {
    let home = home()?;
    let settings = Settings {
        pg_dir: Some(home.path().join("empty")),
        ..Settings::default()
    };
    let refused = managed::start(HomeLock::acquire(home.path())?, &settings, &|_| {})
        .await
        .unwrap_err();
    assert!(
        matches!(&refused, Error::PgDir { dir, .. } if dir.ends_with("empty")),
        "{refused}"
    );
    Ok(())
}

#[tokio::test]
async fn data_of_another_version_is_refused() -> Result<()> {
    let home = home()?;
    start(home.path()).await?.stop().await?;
    fs::write(home.path().join("data/PG_VERSION"), "14\n")?;
    let refused = managed::start(
        HomeLock::acquire(home.path())?,
        &testkit::settings(),
        &|_| {},
    )
    .await
    .unwrap_err();
    assert!(
        matches!(refused, Error::Major { made: 14, .. }),
        "{refused}"
    );
    Ok(())
}
