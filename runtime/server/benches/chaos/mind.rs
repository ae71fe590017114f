//! What the simulated model makes of the customers' messages: it does what it is told, not at once.

use std::time::Duration;

use serde_json::{Map, Value, json};
use testkit::openai::{ChatRequest, Reply, Way};

/// How an answer begins when the tool did it, and when it did not.
pub(crate) const DONE: &str = "Feito: ";
pub(crate) const NOT_DONE: &str = "Não feito: ";

/// How each kind of message begins.
pub(crate) const LEAD: &str = "Novo lead: ";
pub(crate) const INVOICE: &str = "Fatura: ";
pub(crate) const PAYMENT: &str = "Pagamento: ";
pub(crate) const REFUND: &str = "Reembolso: ";

/// Slow enough that a kill meets turns in each of their phases.
const WAY: Way = Way::Slow(600, Duration::from_millis(12));

/// Answers a request.
pub(crate) fn answer(request: &ChatRequest) -> Reply {
    reply(request).way(WAY)
}

fn reply(request: &ChatRequest) -> Reply {
    let text = request.user();
    if let Some(result) = request.result() {
        return Reply::text(match result.contains("\"error\"") {
            true => format!("{NOT_DONE}{text} {result}"),
            false => format!("{DONE}{text}"),
        });
    }
    let Some(Meant {
        department,
        tool,
        arguments,
    }) = Meant::by(text)
    else {
        return Reply::text("?");
    };
    if request.tool("delegate").is_some() {
        let delegation = json!({ "department": department, "task": text });
        return Reply::call("delegate", &delegation);
    }
    let Some(offered) = request.tool(tool) else {
        return Reply::text("?");
    };
    // Strict mode wants every argument.
    let nothing = offered.arguments.iter().map(|it| (it.clone(), Value::Null));
    let mut all: Map<_, _> = nothing.collect();
    all.extend(arguments);
    Reply::call(tool, &Value::Object(all))
}

/// What a message asks for.
struct Meant {
    department: &'static str,
    tool: &'static str,
    arguments: Map<String, Value>,
}

impl Meant {
    fn by(text: &str) -> Option<Self> {
        let kinds = [
            (LEAD, "sales", "create_lead", ["name", "email"]),
            (INVOICE, "finance", "create_invoice", ["customer", "amount"]),
            (PAYMENT, "finance", "record_payment", ["invoice", "amount"]),
            (REFUND, "finance", "refund_invoice", ["invoice", "amount"]),
        ];
        let found = kinds.into_iter().find(|it| text.starts_with(it.0));
        let (start, department, tool, [first, second]) = found?;
        let (one, other) = text.strip_prefix(start)?.split_once(", ")?;
        let other = match other.parse::<i64>() {
            Ok(whole) => json!({ "minor": whole * 100, "currency": "BRL" }),
            Err(_) => json!(other),
        };
        let arguments = [(first.to_owned(), json!(one)), (second.to_owned(), other)];
        Some(Self {
            department,
            tool,
            arguments: Map::from_iter(arguments),
        })
    }
}
