//! How the list of tools in `lib.rs` becomes a toolbox and its texts: from one line a tool.

/// One language file, for both languages, beside `lib.rs`.
macro_rules! texts {
    ($language:expr, $name:ident, $($path:tt)+) => {
        domain::words::Source {
            name: stringify!($name),
            language: $language,
            text: include_str!(concat!($($path)+)),
        }
    };
}

/// The toolbox and the texts of tools: `kind department::file::Type(clients)` for each, and then the
/// texts that several share. The file's name is the tool's.
macro_rules! tools {
    (
        toolbox($clients:ident) {
            $($kind:ident $department:ident::$name:ident::$tool:ident $(($($client:expr),+))?,)+
        }
        texts { $($shared:literal $stem:ident,)+ }
    ) => {
        /// All tools, wired to their clients.
        pub fn toolbox(
            $clients: &Clients,
        ) -> Result<domain::tool::Toolbox<store::records::Records>, domain::tool::Duplicate> {
            let toolbox = domain::tool::Toolbox::default();
            $(
                let tool = self::$department::$name::$tool $(($($client),+))?;
                let toolbox = toolbox.$kind(tool)?;
            )+
            Ok(toolbox)
        }

        /// The texts of the tools, and of what they share.
        pub const WORDS: &[domain::words::Source] = &[
            $(
                texts!(domain::language::Language::PtBr, $name,
                    stringify!($department), "/", stringify!($name), ".pt-BR.ftl"),
                texts!(domain::language::Language::En, $name,
                    stringify!($department), "/", stringify!($name), ".en.ftl"),
            )+
            $(
                texts!(domain::language::Language::PtBr, $stem,
                    $shared, stringify!($stem), ".pt-BR.ftl"),
                texts!(domain::language::Language::En, $stem,
                    $shared, stringify!($stem), ".en.ftl"),
            )+
        ];
    };
}
