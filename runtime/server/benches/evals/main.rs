//! How well a model understands what people ask: `just evals`. The requests of `evals/*.toml` are put to the
//! models that the environment names (the built-in one, if it names none), and the calls are compared.
#![expect(clippy::print_stdout, reason = "an evaluation's output is its report")]

use std::{collections::BTreeMap, fs, path::PathBuf, sync::Arc};

use anyhow::Context as _;
use clap::Parser;
use server::{
    config::{Config, PROCESS},
    wiring, words,
};
use testkit::evals::{Company, Mark, Scores, read};
use tokio::runtime::Builder;

/// How the names of the halves end that whoever writes rules never looks at.
const HELD_OUT: &str = "held_out";

/// Puts the committed requests to the configured models.
#[derive(Debug, Parser)]
struct Options {
    /// Files of requests; all of `evals`, if none is named.
    files: Vec<PathBuf>,
    /// Shows no request, only how many were answered how. It always holds for the held-out half.
    #[arg(long)]
    only_scores: bool,
    /// Given by cargo.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    let runtime = Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(run(&options))
}

async fn run(options: &Options) -> anyhow::Result<()> {
    let config = Config::read(PROCESS, None)?;
    let toolbox = wiring::toolbox()?;
    let words = Arc::new(words::all()?);
    let company = Company::new(&toolbox, &words)?;
    let models = match &config.models.ollama_host {
        Some(_) => wiring::settle(&config.models).await.models,
        None => config.models,
    };
    let known = wiring::known(&agents::built_in(&toolbox)?, &toolbox);
    let router = wiring::router(&models, known, &words)?;
    println!("{}\n", wiring::model_names(&models).join(", "));
    println!("| set | language | requests | right | asked back | wrong |");
    println!("|---|---|---|---|---|---|");
    let mut misses = BTreeMap::new();
    for file in files(options)? {
        let name = file
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let text =
            fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        let shown = !options.only_scores && !name.ends_with(HELD_OUT);
        let mut scores = Scores::of(&name);
        // The error quotes the file.
        let requests = read(&text)
            .ok()
            .with_context(|| format!("`{name}` is no set of requests"))?;
        for wanted in requests {
            let came = company.put(&router, &wanted).await?;
            let mark = Mark::of(&wanted, &came);
            scores.count(wanted.language, mark);
            if shown && mark != Mark::Right {
                misses.insert(wanted.text.clone(), (mark, came));
            }
        }
        print!("{scores}");
    }
    for (text, (mark, came)) in misses {
        println!("\n{mark:?}: {text}");
        for call in &came.calls {
            println!("  {} {}", call.tool, call.arguments);
        }
        println!("  {}", came.said.lines().next().unwrap_or_default());
    }
    Ok(())
}

/// The files that were named, or the committed ones.
fn files(options: &Options) -> anyhow::Result<Vec<PathBuf>> {
    if !options.files.is_empty() {
        return Ok(options.files.clone());
    }
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../evals");
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|it| it == "toml") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
