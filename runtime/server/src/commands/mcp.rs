//! `firma mcp`: a client of the Model Context Protocol at the standard input and output.

use rmcp::transport::io::stdio_pipes;
use tokio_util::sync::CancellationToken;

use super::Exit;
use crate::{
    mcp::{self, Desk},
    signals,
};

/// Serves the client that started this program until it goes, or until somebody asks for the end.
pub(crate) async fn run(desk: Desk, stop: CancellationToken) -> anyhow::Result<Exit> {
    let serving = mcp::serve(desk, stdio_pipes(), stop.child_token());
    tokio::select! {
        served = serving => served?,
        () = signals::asked_to_end() => {}
    }
    Ok(Exit::Done)
}
