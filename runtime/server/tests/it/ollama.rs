//! The real program with Ollama, which is a strict fake here.

use std::{
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
};

use testkit::{
    Database,
    ollama::{FakeOllama, able, talker},
    openai::{ChatRequest, Way, departments},
    program::Program,
};

async fn company(ollama: &FakeOllama) -> anyhow::Result<(Database, Program)> {
    let database = testkit::database().await;
    let program = Program::new(Path::new(env!("CARGO_BIN_EXE_firma")), "ollama-")?;
    let program = program.with("DATABASE_URL", database.url().await?);
    let program = program.with("LC_ALL", "en_US.UTF-8");
    Ok((database, program.with("OLLAMA_HOST", ollama.host())))
}

const LEAD: [&str; 3] = ["ask", "--json", "New lead: Ana, ana@example.com, wants Pro"];

#[tokio::test]
async fn the_largest_installed_model_that_calls_tools_answers() -> anyhow::Result<()> {
    let installed = [
        talker("talker:70b", 40),
        able("large:8b", 8),
        able("small:1b", 1),
    ];
    let ollama = FakeOllama::start((&installed, &[]), departments)?;
    let (_database, program) = company(&ollama).await?;
    let said = program.read(&LEAD).await?;
    assert!(said.contains("\"status\":\"answered\""), "{said}");
    assert!(said.contains("ollama/large:8b"), "{said}");
    assert!(said.contains("ollama/small:1b"), "{said}");
    assert!(!said.contains("talker"), "{said}");
    assert!(said.contains("\"micros\":0"), "{said}");
    Ok(())
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_asked_for_again() -> anyhow::Result<()> {
    let first = AtomicBool::new(true);
    let script = move |request: &ChatRequest| {
        let reply = departments(request);
        match first.swap(false, Ordering::Relaxed) {
            true => reply.way(Way::Break(200)),
            false => reply,
        }
    };
    let ollama = FakeOllama::start((&[able("large:8b", 8)], &[]), script)?;
    let (_database, program) = company(&ollama).await?;
    let said = program.read(&LEAD).await?;
    assert!(said.contains("\"status\":\"answered\""), "{said}");
    assert!(ollama.chats().len() > 2);
    Ok(())
}

#[tokio::test]
async fn without_a_model_that_calls_tools_it_is_said_which_to_fetch() -> anyhow::Result<()> {
    let library = [able("qwen3:8b", 5_200_000_000)];
    let ollama = FakeOllama::start((&[talker("talker:70b", 40)], &library), departments)?;
    let (_database, program) = company(&ollama).await?;
    let said = program.read(&["models"]).await?;
    assert!(said.contains("\"firma models pull qwen3:8b\""), "{said}");
    assert!(said.contains("offline"), "{said}");
    let said = program.read(&["models", "pull", "qwen3:8b"]).await?;
    assert!(said.contains("50 % of 4960 MiB"), "{said}");
    assert!(said.contains("qwen3:8b is here"), "{said}");
    let said = program.read(&["models", "list", "--json"]).await?;
    assert!(
        said.contains(r#""model":"qwen3:8b","tools":true"#),
        "{said}"
    );
    assert!(
        said.contains(r#""model":"talker:70b","tools":false"#),
        "{said}"
    );
    let said = program.read(&["models", "pull", "qwen33:8b"]).await?;
    assert!(said.contains("file does not exist"), "{said}");
    Ok(())
}

#[tokio::test]
async fn an_ollama_that_is_not_there_is_said_to_be_away() -> anyhow::Result<()> {
    let ollama = FakeOllama::start((&[], &[]), departments)?;
    let (_database, program) = company(&ollama).await?;
    ollama.kill();
    let said = program.read(&["models"]).await?;
    assert!(
        said.contains("Ollama does not answer at http://127.0.0.1"),
        "{said}"
    );
    let said = program.read(&["models", "pull", "qwen3:8b"]).await?;
    assert!(said.contains("ollama serve"), "{said}");
    Ok(())
}
