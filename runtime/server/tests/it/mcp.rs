//! Firma as a server of the Model Context Protocol, with the client of another library against the
//! real program.

use std::{fs, path::Path};

use anyhow::Context as _;
use rmcp::{
    RoleClient, ServiceExt as _,
    model::{CallToolRequestParams, CallToolResult, ClientConfig, JsonObject, RequestMetaObject},
    service::RunningService,
    transport::{
        StreamableHttpClientTransport, async_rw::AsyncRwTransport,
        streamable_http_client::StreamableHttpClientTransportConfig,
    },
};
use serde_json::{Value, json};
use testkit::{
    Database,
    program::{Program, Serving},
};
use tokio::process::Child;

type Client = RunningService<RoleClient, ClientConfig>;

/// A company on a database of its own; its sales department asks a person before each lead, if it
/// is careful.
async fn company(careful: bool) -> anyhow::Result<(Database, Program)> {
    let database = testkit::database().await;
    let program = Program::new(Path::new(env!("CARGO_BIN_EXE_firma")), "mcp-")?;
    let program = program.with("DATABASE_URL", database.url().await?);
    if careful {
        let agents = program.home().join("agents");
        fs::create_dir_all(&agents)?;
        let sales = include_str!("../../../../agents/sales.toml");
        let sales = sales.replace("approve = []", "approve = [\"create_lead\"]");
        fs::write(agents.join("sales.toml"), sales)?;
    }
    Ok((database, program))
}

/// A client at the pipe of a program of its own.
async fn pipe(program: &Program) -> anyhow::Result<(Client, Child)> {
    let mut child = program.pipe(&["mcp"])?;
    let (read, write) = (child.stdout.take(), child.stdin.take());
    let (read, write) = read.zip(write).context("the program has no pipes")?;
    let client = ClientConfig::default()
        .serve(AsyncRwTransport::new_client(read, write))
        .await
        .with_context(|| program.last_words())?;
    Ok((client, child))
}

/// Ends a client; its program ends by itself.
async fn leave((client, mut child): (Client, Child)) -> anyhow::Result<()> {
    client.cancel().await?;
    let status = child.wait().await?;
    anyhow::ensure!(status.success(), "{status}");
    Ok(())
}

async fn serving(program: &Program) -> anyhow::Result<Serving<'_>> {
    let mut serving = program.start()?;
    serving.ready().await?;
    Ok(serving)
}

fn lead(name: &str) -> JsonObject {
    let args = json!({ "name": name, "email": format!("{name}@example.com") });
    args.as_object().cloned().unwrap()
}

async fn call(
    client: &Client,
    tool: &'static str,
    args: JsonObject,
    key: &str,
) -> anyhow::Result<CallToolResult> {
    let mut meta = RequestMetaObject::default();
    meta.0
        .0
        .insert("firma/idempotency-key".to_owned(), key.into());
    let mut params = CallToolRequestParams::new(tool).with_arguments(args);
    params.meta = Some(meta);
    Ok(client.call_tool(params).await?)
}

fn shown(result: &CallToolResult) -> Value {
    result.structured_content.clone().unwrap_or_default()
}

fn text(result: &CallToolResult) -> &str {
    result.content[0].as_text().unwrap().text.as_str()
}

async fn leads(client: &Client) -> anyhow::Result<usize> {
    let found = client
        .call_tool(CallToolRequestParams::new("find_leads").with_arguments(JsonObject::new()))
        .await?;
    let leads = shown(&found)["output"]["rows"].as_array().map(Vec::len);
    leads.with_context(|| format!("{found:?}"))
}

#[tokio::test]
async fn a_client_calls_tools_and_what_it_repeats_happens_once() -> anyhow::Result<()> {
    let (_database, program) = company(false).await?;
    let (client, child) = pipe(&program).await?;
    let tools = client.list_all_tools().await?;
    let names: Vec<&str> = tools.iter().map(|it| it.name.as_ref()).collect();
    for name in ["create_lead", "find_leads", "refund_invoice", "call_status"] {
        assert!(names.contains(&name), "{names:?}");
    }
    let tool = tools.iter().find(|it| it.name == "find_leads").unwrap();
    assert_eq!(
        tool.annotations.as_ref().unwrap().read_only_hint,
        Some(true)
    );
    assert_eq!(tool.input_schema["type"], "object");
    assert!(!tool.description.as_ref().unwrap().is_empty());

    let first = call(&client, "create_lead", lead("ana"), "k1").await?;
    assert_eq!(first.is_error, Some(false), "{first:?}");
    let again = call(&client, "create_lead", lead("ana"), "k1").await?;
    assert_eq!(shown(&first)["call"], shown(&again)["call"]);
    call(&client, "create_lead", lead("bia"), "k2").await?;
    assert_eq!(leads(&client).await?, 2);
    // Under the name of another call nothing happens.
    let other = call(&client, "create_lead", lead("caio"), "k1").await;
    assert!(other.is_err(), "{other:?}");
    assert_eq!(leads(&client).await?, 2);
    leave((client, child)).await
}

#[tokio::test]
async fn a_client_at_the_pipe_has_the_rights_of_the_token_that_it_was_given() -> anyhow::Result<()>
{
    let (_database, program) = company(false).await?;
    let (client, child) = pipe(&program).await?;
    let args = json!({ "customer": "Ana", "amount": { "minor": 100, "currency": "BRL" } });
    let args = args.as_object().cloned().unwrap();
    let of_finance = call(&client, "create_invoice", args, "k0").await?;
    leave((client, child)).await?;
    let add = [
        "members",
        "add",
        "Bia",
        "--role",
        "staff",
        "--department",
        "sales",
    ];
    let added = program.read(&add).await?;
    let token = added
        .split_whitespace()
        .find(|it| it.starts_with("firma_"))
        .with_context(|| added.clone())?;
    let program = program.with("FIRMA_TOKEN", token);
    let (client, child) = pipe(&program).await?;
    let tools = client.list_all_tools().await?;
    let names: Vec<&str> = tools.iter().map(|it| it.name.as_ref()).collect();
    assert!(names.contains(&"find_leads"), "{names:?}");
    assert!(!names.contains(&"list_invoices"), "{names:?}");
    let refused = call(&client, "list_invoices", JsonObject::new(), "k1").await;
    assert!(refused.is_err(), "{refused:?}");
    // What others had done in other departments she does not hear of.
    let status = json!({ "call": shown(&of_finance)["call"] });
    let status = status.as_object().cloned().unwrap();
    let refused = call(&client, "call_status", status, "s").await;
    assert!(refused.is_err(), "{refused:?}");
    // Her token serves as long as it is hers.
    assert_eq!(leads(&client).await?, 0);
    program.run(&["members", "rotate", "Bia"]).await?;
    let refused = call(&client, "create_lead", lead("ana"), "k2").await;
    assert!(refused.is_err(), "{refused:?}");
    leave((client, child)).await?;
    let program = program.with("FIRMA_TOKEN", "firma_nobody");
    let said = program.read(&["mcp"]).await?;
    assert!(said.contains("FIRMA_TOKEN"), "{said}");
    Ok(())
}

#[tokio::test]
async fn what_does_not_fit_is_told_and_what_is_not_there_is_an_error() -> anyhow::Result<()> {
    let (_database, program) = company(false).await?;
    let (client, child) = pipe(&program).await?;
    let args = json!({ "nome": 1 }).as_object().cloned().unwrap();
    let bad = call(&client, "create_lead", args, "bad").await?;
    assert_eq!(bad.is_error, Some(true), "{bad:?}");
    assert!(text(&bad).contains("nome"), "{bad:?}");
    assert!(
        call(&client, "drop_tables", JsonObject::new(), "x")
            .await
            .is_err()
    );
    assert!(
        call(&client, "delegate", JsonObject::new(), "y")
            .await
            .is_err()
    );
    assert!(
        call(&client, "create_lead", lead("ana"), "a b")
            .await
            .is_err()
    );
    assert_eq!(leads(&client).await?, 0);
    leave((client, child)).await
}

#[tokio::test]
async fn a_call_that_needs_a_person_waits_durably_for_her() -> anyhow::Result<()> {
    let (_database, program) = company(true).await?;
    let serving = serving(&program).await?;
    // A guest beside the one that serves.
    let (client, child) = pipe(&program).await?;
    let waits = call(&client, "create_lead", lead("ana"), "k1").await?;
    assert_eq!(shown(&waits)["status"], "waiting", "{waits:?}");
    assert_eq!(shown(&waits)["approval"], 1);
    assert!(text(&waits).contains("1"), "{waits:?}");
    assert_eq!(leads(&client).await?, 0);
    leave((client, child)).await?;

    program.run(&["approvals", "approve", "1"]).await?;
    let (client, child) = pipe(&program).await?;
    let status = json!({ "call": shown(&waits)["call"] });
    let status = status.as_object().cloned().unwrap();
    let status = call(&client, "call_status", status, "s").await?;
    assert_eq!(shown(&status)["status"], "answered", "{status:?}");
    // The same call of another session is the same call.
    let again = call(&client, "create_lead", lead("ana"), "k1").await?;
    assert_eq!(shown(&again)["call"], shown(&waits)["call"]);
    assert_eq!(leads(&client).await?, 1);
    leave((client, child)).await?;
    serving.stop().await
}

#[tokio::test]
async fn a_client_beside_a_firma_that_ends_is_let_go_and_may_come_again() -> anyhow::Result<()> {
    let (_database, program) = company(false).await?;
    let serving = serving(&program).await?;
    let (client, mut child) = pipe(&program).await?;
    call(&client, "create_lead", lead("ana"), "k1").await?;
    serving.stop().await?;
    let status = child.wait().await?;
    assert!(!status.success(), "{status}");
    drop(client);
    // Now its own program carries out what it asks for.
    let (client, child) = pipe(&program).await?;
    call(&client, "create_lead", lead("bia"), "k2").await?;
    assert_eq!(leads(&client).await?, 2);
    leave((client, child)).await
}

#[tokio::test]
async fn the_same_is_served_over_http_to_whoever_brings_a_token() -> anyhow::Result<()> {
    let (_database, program) = company(false).await?;
    let serving = serving(&program).await?;
    let uri = format!("http://{}/mcp", program.address());
    let connect = async |token: &str| {
        let config = StreamableHttpClientTransportConfig::with_uri(uri.clone()).auth_header(token);
        let tls = models::tls(false)?;
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .no_proxy();
        let transport = StreamableHttpClientTransport::with_client(client.build()?, config);
        anyhow::Ok(ClientConfig::default().serve(transport).await?)
    };
    assert!(connect("firma_nobody").await.is_err());
    let client = connect(&program.token()?).await?;
    let tools = client.list_all_tools().await?;
    assert!(tools.iter().any(|it| it.name == "create_lead"));
    let done = call(&client, "create_lead", lead("ana"), "k1").await?;
    assert_eq!(done.is_error, Some(false), "{done:?}");
    assert_eq!(leads(&client).await?, 1);
    client.cancel().await?;
    serving.stop().await
}
