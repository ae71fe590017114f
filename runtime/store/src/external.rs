//! A PostgreSQL that somebody else runs: whether we may serve on it, and how it is set up.

use sqlx::{
    AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _, PgConnection,
    postgres::PgConnectOptions,
};

use crate::{
    database::Access,
    error::Error,
    migrate::{self, MIGRATIONS, MigrateError},
    pooler,
};

/// A PostgreSQL that somebody else runs.
#[derive(Clone, Debug)]
pub struct External(PgConnectOptions);

/// Why we do not serve on it.
#[derive(Debug, thiserror::Error)]
pub enum Unsuitable {
    /// The address is none.
    #[error("DATABASE_URL is not an address of a PostgreSQL")]
    Url(#[source] sqlx::Error),
    /// It does not answer, or does not let us in.
    #[error("the server of DATABASE_URL cannot be reached")]
    Unreachable(#[from] Error),
    /// A pooler stands before it that gives each transaction another session.
    #[error("the server is reached through a pooler of transactions")]
    Pooler,
    /// A pooler stands before it that does not take our settings.
    #[error("the pooler before the server does not pass our settings on")]
    PoolerSettings(#[source] sqlx::Error),
    /// It is older than 15.
    #[error("the server is PostgreSQL {version}, which is too old")]
    TooOld {
        /// Its version.
        version: String,
    },
    /// It has no pgvector, or one older than 0.7.
    #[error("the server has no pgvector 0.7 or newer")]
    NoVector {
        /// The version that it has.
        found: Option<String>,
    },
    /// No policy would bind us.
    #[error("`{login}` is a superuser or passes by policies")]
    Superuser {
        /// As whom we log in.
        login: String,
    },
    /// We would own the tables.
    #[error("`{login}` owns the tables")]
    Owner {
        /// As whom we log in.
        login: String,
    },
    /// We may not become a role that serving takes.
    #[error("`{login}` is no member of `{role}`")]
    NoRole {
        /// As whom we log in.
        login: String,
        /// The role.
        role: &'static str,
    },
    /// The tables are not those of this version.
    #[error("the tables are not up to date")]
    NotMigrated,
    /// A newer version has migrated the tables.
    #[error("the tables are of a newer version")]
    TooNew,
}

/// The roles that serving takes.
const SERVING: [&str; 3] = ["firma_app", "firma_engine", "firma_sealer"];

const OWNER: &str = "firma_owner";

impl External {
    /// The server of a URL.
    pub fn parse(url: &str) -> Result<Self, Unsuitable> {
        let schemes = ["postgres://", "postgresql://"];
        if !schemes.iter().any(|it| url.starts_with(it)) {
            let problem = "it does not begin with postgres://";
            return Err(Unsuitable::Url(sqlx::Error::Configuration(problem.into())));
        }
        url.parse().map(Self).map_err(Unsuitable::Url)
    }

    /// As whom we log in.
    pub fn login(&self) -> &str {
        self.0.get_username()
    }

    /// How the program reaches it.
    pub fn access(&self) -> Access {
        Access::Login(self.0.clone())
    }

    /// Whether it keeps our sessions, which a pooler of transactions does not: locks by which processes
    /// see each other, roles and notifications are a session's.
    pub async fn check_sessions(&self) -> Result<(), Unsuitable> {
        pooler::check(&self.0.clone().application_name("firma")).await
    }

    /// Whether we may serve on it. Where we may become the owner, the tables are brought up to
    /// date first.
    pub async fn prepare(&self, months_ahead: i32) -> Result<(), ExternalError> {
        self.check_sessions().await?;
        let mut server = self.connect().await?;
        check_version(&mut server).await?;
        check_login(&mut server, self.login()).await?;
        let may_migrate = is_member(&mut server, OWNER).await?;
        server.close().await.map_err(Error::from)?;
        if may_migrate {
            self.migrate_as_owner(months_ahead).await?;
        }
        let mut server = self.connect().await?;
        check_tables(&mut server).await?;
        server.close().await.map_err(Error::from)?;
        Ok(())
    }

    /// As a superuser makes the roles, and as one or as a member of the owner brings the tables up
    /// to date.
    pub async fn migrate(&self, months_ahead: i32) -> Result<(), ExternalError> {
        self.check_sessions().await?;
        let mut server = self.connect().await?;
        check_version(&mut server).await?;
        if is_superuser(&mut server).await? {
            let sql = setup_sql(None);
            server
                .execute(sqlx::raw_sql(AssertSqlSafe(sql)))
                .await
                .map_err(Error::from)?;
        } else if !is_member(&mut server, OWNER).await? {
            let login = self.login().to_owned();
            return Err(Unsuitable::NoRole { login, role: OWNER }.into());
        }
        server.close().await.map_err(Error::from)?;
        self.migrate_as_owner(months_ahead).await
    }

    /// How the owner of the tables reaches it, if we may become her.
    pub async fn owner(&self) -> Result<PgConnectOptions, Unsuitable> {
        let mut server = self.connect().await?;
        let is_owner = is_member(&mut server, OWNER).await?;
        server.close().await.map_err(Error::from)?;
        match is_owner {
            true => Ok(self.0.clone().options([("role", OWNER)])),
            false => {
                let login = self.login().to_owned();
                Err(Unsuitable::NoRole { login, role: OWNER })
            }
        }
    }

    pub(crate) async fn check_as_it_is(&self) -> Result<(), Unsuitable> {
        let mut server = self.connect().await?;
        check_version(&mut server).await?;
        check_login(&mut server, self.login()).await?;
        check_tables(&mut server).await?;
        server.close().await.map_err(Error::from)?;
        Ok(())
    }

    async fn migrate_as_owner(&self, months_ahead: i32) -> Result<(), ExternalError> {
        let owner = self.0.clone().options([("role", OWNER)]);
        migrate::migrate(&owner, months_ahead).await?;
        // So that whoever serves can tell how far they are.
        let mut server = migrate::as_owner(&owner).await?;
        // Once: of two who grant the same at the same time one would fail.
        server
            .execute(
                "do $$ begin
                    perform pg_advisory_xact_lock(x'6d696772'::integer, 1);
                    if not has_table_privilege('firma_app', '_sqlx_migrations', 'select') then
                        grant select on _sqlx_migrations to firma_app;
                    end if;
                end $$",
            )
            .await
            .map_err(Error::from)?;
        server.close().await.map_err(Error::from)?;
        Ok(())
    }

    async fn connect(&self) -> Result<PgConnection, Unsuitable> {
        let connection = self.0.clone().application_name("firma").connect().await;
        Ok(connection.map_err(Error::from)?)
    }
}

/// Why a server could not be prepared.
#[derive(Debug, thiserror::Error)]
pub enum ExternalError {
    /// It is not one that we serve on.
    #[error("the server does not suit")]
    Unsuitable(#[from] Unsuitable),
    /// The tables could not be brought up to date.
    #[error("the tables could not be brought up to date")]
    Migrate(#[from] MigrateError),
}

impl From<Error> for ExternalError {
    fn from(error: Error) -> Self {
        Self::Unsuitable(error.into())
    }
}

/// All that an administrator runs once in the database: the roles, the schema's owner, pgvector,
/// and what the login that serves may become.
pub fn setup_sql(login: Option<&str>) -> String {
    let mut sql = format!(
        "{}\nalter schema public owner to {OWNER};\ncreate extension if not exists vector;\n",
        migrate::roles_sql().trim_end()
    );
    if let Some(login) = login {
        let login = login.replace('"', "\"\"");
        let roles = SERVING.join(", ");
        sql.push_str(&format!(
            "\n-- The login that serves.\ngrant {roles} to \"{login}\";\n"
        ));
    }
    sql
}

async fn check_version(server: &mut PgConnection) -> Result<(), Unsuitable> {
    let row = sqlx::query!(
        r#"select current_setting('server_version') as "version!",
            current_setting('server_version_num')::integer as "number!",
            (select coalesce(
                (select extversion from pg_extension where extname = 'vector'),
                (select default_version from pg_available_extensions where name = 'vector')
            )) as vector"#
    )
    .fetch_one(server)
    .await
    .map_err(Error::from)?;
    if row.number < 150_000 {
        let version = row.version;
        return Err(Unsuitable::TooOld { version });
    }
    let is_new = |version: &String| {
        let mut parts = version.split('.').map(|it| it.parse::<u32>().unwrap_or(0));
        (parts.next(), parts.next()) >= (Some(0), Some(7))
    };
    match row.vector {
        Some(version) if is_new(&version) => Ok(()),
        found => Err(Unsuitable::NoVector { found }),
    }
}

async fn check_login(server: &mut PgConnection, login: &str) -> Result<(), Unsuitable> {
    let login = login.to_owned();
    let row = sqlx::query!(
        r#"select (rolsuper or rolbypassrls) as "passes!",
            exists (select from pg_class where relowner = r.oid and relkind in ('r', 'p')
                and relnamespace = 'public'::regnamespace) as "owner!"
        from pg_roles r where rolname = session_user"#
    )
    .fetch_one(&mut *server)
    .await
    .map_err(Error::from)?;
    if row.passes {
        return Err(Unsuitable::Superuser { login });
    }
    if row.owner {
        return Err(Unsuitable::Owner { login });
    }
    for role in SERVING {
        if !is_member(server, role).await? {
            return Err(Unsuitable::NoRole { login, role });
        }
    }
    Ok(())
}

/// Whether the last migration is the last one that we know.
async fn check_tables(server: &mut PgConnection) -> Result<(), Unsuitable> {
    // Not checked when we are built: the table is the migrator's own.
    server
        .execute("set role firma_app")
        .await
        .map_err(Error::from)?;
    let applied = sqlx::query_scalar::<_, Option<i64>>("select max(version) from _sqlx_migrations")
        .fetch_one(server)
        .await;
    let applied = match applied {
        Ok(applied) => applied.unwrap_or(0),
        Err(error) => match Error::from(error) {
            Error::Defect(_) => 0,
            other => return Err(other.into()),
        },
    };
    let known = MIGRATIONS.iter().map(|it| it.version).max().unwrap_or(0);
    match applied.cmp(&known) {
        std::cmp::Ordering::Less => Err(Unsuitable::NotMigrated),
        std::cmp::Ordering::Equal => Ok(()),
        std::cmp::Ordering::Greater => Err(Unsuitable::TooNew),
    }
}

async fn is_superuser(server: &mut PgConnection) -> Result<bool, Unsuitable> {
    let is = sqlx::query_scalar!(
        r#"select rolsuper as "is!" from pg_roles where rolname = session_user"#
    )
    .fetch_one(server)
    .await
    .map_err(Error::from)?;
    Ok(is)
}

async fn is_member(server: &mut PgConnection, role: &str) -> Result<bool, Unsuitable> {
    let is = sqlx::query_scalar!(
        r#"select coalesce((select pg_has_role(session_user, oid, 'member')
            from pg_roles where rolname = $1), false) as "is!""#,
        role
    )
    .fetch_one(server)
    .await
    .map_err(Error::from)?;
    Ok(is)
}
