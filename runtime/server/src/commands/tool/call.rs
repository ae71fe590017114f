//! `firma tool call`: one tool through the gate, as the person at the terminal.

use std::{io::Read as _, sync::Arc};

use domain::{
    tool::ToolError,
    turn::{StepKind, TurnStatus, TurnView},
    words::Say,
};
use orchestrator::{DirectCall, Feed, Rehearsed, Verdict, titled};
use serde_json::{Map, Value, json};
use store::Configured;

use crate::{
    api, arguments, catalogue,
    chat::{Show, card, elsewhere},
    cli::ToolCall,
    commands::{
        Exit,
        ask::{self, Asking},
    },
    config::Config,
    counter::{Message, new_name},
    foreign::{Allowance, Lenders},
    running::Setting,
    signals,
    trouble::Trouble,
    wiring::{self, Parts},
    words::Voice,
};

/// The call that was typed, with its arguments read: of a tool that there is, and of the right form.
/// This comes before all that takes time. What another program lends is looked up once the company is
/// known.
pub(crate) fn check(
    call: ToolCall,
    (config, voice): (&Config, &Voice),
) -> anyhow::Result<ToolCall> {
    let toolbox = wiring::with_lent(config)?;
    let schema = toolbox.schema(&call.name).map(|it| it.to_value());
    if schema.is_none() && !toolbox.is_foreign(&call.name) {
        let distance = |it: &&str| strsim::damerau_levenshtein(&call.name, it);
        let nearest = toolbox.names().min_by_key(distance);
        let say = Say::of("tool", "unknown").with("tool", &call.name);
        return Err(Trouble(say.with("nearest", nearest.unwrap_or("-"))).into());
    }
    let args = object(&text(&call)?);
    let fault = match (&args, &schema) {
        (Err(say), _) => Some(say.clone()),
        (Ok(args), Some(schema)) => arguments::misfit(schema, args).map(|it| it.say()),
        (Ok(_), None) => None,
    };
    if let Some(say) = fault {
        let mut told = voice.say(&say);
        if let Some(schema) = &schema {
            told = format!("{told}\n{}", usage(voice, &call.name, schema));
        }
        return Err(Trouble::of("said").with("text", told).into());
    }
    let arguments = Value::Object(args.unwrap_or_default()).to_string();
    Ok(ToolCall { arguments, ..call })
}

/// Calls it, or shows what a call would do.
pub(crate) async fn run(
    setting: &Setting,
    (asking, call): (&Asking<'_>, &ToolCall),
) -> anyhow::Result<Exit> {
    if wiring::with_lent(&setting.config)?.is_foreign(&call.name) {
        let organisation = asking.counter.actor.organisation;
        let allowed = asking.counter.store.foreign_tools(organisation).await?;
        if !allowed.tools.contains_key(&call.name) {
            let say = Say::of("tool", "held_back").with("tool", &call.name);
            return Err(Trouble(say).into());
        }
    }
    match call.dry_run {
        true => rehearse(setting, (asking, call)).await,
        false => do_it(asking, call).await,
    }
}

/// Calls it and shows what came of it.
async fn do_it(asking: &Asking<'_>, call: &ToolCall) -> anyhow::Result<Exit> {
    let direct = direct(call);
    let name = new_name();
    let message = Message {
        conversation: &catalogue::conversation(&name),
        text: &direct.text(),
        name: &name,
    };
    let sent = asking.counter.call_tool(&message).await?;
    let turn = sent.turn;
    let mut show = Show::new(asking.terminal, asking.voice, asking.titles);
    let mut tell = |progress| {
        if !call.json {
            show.progress(progress);
        }
    };
    let view = tokio::select! {
        view = asking.counter.follow(turn, sent.news, &mut tell) => view?,
        () = signals::asked_to_end() => {
            let say = Say::of("commands", "left-running").with("turn", turn.to_string());
            asking.terminal.note(&asking.voice.say(&say));
            return Ok(Exit::Left);
        }
    };
    let exit = ask::exit(view.status);
    let is_known_elsewhere = view.steps.iter().any(|it| it.kind == StepKind::Tool);
    if view.status == TurnStatus::Refused && !is_known_elsewhere && asking.counter.is_guest() {
        asking
            .terminal
            .note(&asking.voice.text("tool", "other_build"));
    }
    if call.json {
        let told = to_json(asking, &direct, view).await?;
        asking.terminal.line(&told.to_string());
    } else {
        show.end(&view);
        if let Some(approval) = &view.approval {
            let shown = card(asking.voice, asking.titles, approval);
            asking.terminal.line(&shown);
            asking
                .terminal
                .note(&asking.voice.say(&elsewhere(approval)));
        }
    }
    Ok(exit)
}

/// Shows what a call would do and need, and does nothing.
async fn rehearse(
    setting: &Setting,
    (asking, call): (&Asking<'_>, &ToolCall),
) -> anyhow::Result<Exit> {
    let direct = direct(call);
    let counter = asking.counter;
    let clients = wiring::clients(&setting.config)?;
    let toolbox = Arc::new(wiring::connected(&setting.config, &clients)?);
    let settings = wiring::settings(setting.home.path(), &toolbox)?;
    let organisation = counter.actor.organisation;
    let lenders = Lenders {
        operator: Some(organisation),
        sources: wiring::sources(&setting.config),
    };
    let foreign = Allowance::open(&counter.store, lenders, Arc::clone(&toolbox)).await?;
    let ground = (&counter.store, foreign.today());
    let snapshot = settings.snapshot(ground, organisation).await?;
    let parts = Parts {
        store: &counter.store,
        toolbox,
        payments: clients.payments,
        words: Arc::clone(asking.voice.words()),
        home: setting.home.path(),
        settings,
        models: &setting.config.models,
        telemetry: &setting.telemetry,
        lenders: Lenders::default(),
    };
    let (house, _) = wiring::house(&parts, &Feed::default())?;
    let departments = snapshot.departments.clone();
    // Not kept: no turn names it.
    let configured = Configured {
        digest: snapshot.digest()?,
        snapshot: Arc::new(snapshot),
    };
    let rehearsed = orchestrator::rehearse(&house, &counter.actor, configured, &direct).await;
    foreign.close().await;
    match rehearsed {
        Ok(rehearsed) => {
            let text = match call.json {
                true => rehearsed_json(asking, &direct, &rehearsed).to_string(),
                false => rehearsed_text(asking, &direct, &rehearsed),
            };
            asking.terminal.line(&text);
            Ok(Exit::Done)
        }
        Err(ToolError::Arguments(say) | ToolError::Refused(say)) => {
            let language = asking.voice.reader().language;
            Err(Trouble(titled(&departments, language, &say)).into())
        }
        Err(error) => Err(error.into()),
    }
}

fn direct(call: &ToolCall) -> DirectCall {
    DirectCall {
        department: None,
        tool: call.name.clone(),
        arguments: call.arguments.clone(),
    }
}

/// The arguments that were typed; `-` reads them from the standard input.
fn text(call: &ToolCall) -> anyhow::Result<String> {
    if call.arguments != "-" {
        return Ok(call.arguments.clone());
    }
    let mut text = String::new();
    // One more than may be sent, so that what is too long is refused and not cut.
    let most = u64::try_from(orchestrator::LONGEST)? + 1;
    std::io::stdin().take(most).read_to_string(&mut text)?;
    Ok(text)
}

fn object(text: &str) -> Result<Map<String, Value>, Say> {
    match serde_json::from_str(text) {
        Ok(Value::Object(args)) => Ok(args),
        Ok(_) => Err(Say::of("tool", "no_object")),
        Err(error) => Err(Say::of("tool", "no_json").with("error", error.to_string())),
    }
}

/// The tool's fields, and how they are written.
fn usage(voice: &Voice, tool: &str, schema: &Value) -> String {
    let mut lines = vec![voice.say(&Say::of("tool", "fields").with("tool", tool))];
    for field in arguments::describe(schema) {
        let attribute = match field.optional {
            true => "field_optional",
            false => "field",
        };
        let say = Say::of("tool", attribute)
            .with("name", field.name)
            .with("kind", field.kind)
            .with("about", field.about);
        lines.push(format!("  {}", voice.say(&say)));
    }
    lines.join("\n")
}

fn rehearsed_text(asking: &Asking<'_>, call: &DirectCall, it: &Rehearsed) -> String {
    let voice = asking.voice;
    let reader = voice.reader();
    let title = asking.titles.title(reader.language, &it.department);
    let say = |attribute: &str, value: String| {
        voice.say(&Say::of("tool", attribute).with("value", value))
    };
    let plan = serde_json::to_string_pretty(&it.plan).unwrap_or_default();
    let mut lines = vec![
        voice.card(&call.tool, &it.plan),
        say("department", title),
        say(
            "effect",
            voice.text("tool", &format!("effect_{}", it.effect.word())),
        ),
    ];
    lines.push(match &it.verdict {
        Verdict::Allowed => voice.text("tool", "allowed"),
        Verdict::Asks(role, (message, attribute)) => {
            let role = voice.text("approval", &format!("role-{}", role.word()));
            let why = voice.why(&format!("{message}.{attribute}"), &it.plan);
            voice.say(&Say::of("tool", "asks").with("role", role).with("why", why))
        }
    });
    if let Some(amount) = it.authority {
        lines.push(say("authority", amount.display(reader.language)));
    }
    lines.push(say("plan", plan));
    lines.push(voice.text("tool", "nothing_done"));
    lines.join("\n")
}

fn rehearsed_json(asking: &Asking<'_>, call: &DirectCall, it: &Rehearsed) -> Value {
    let verdict = match &it.verdict {
        Verdict::Allowed => json!({ "verdict": "allowed" }),
        Verdict::Asks(role, (message, attribute)) => json!({
            "verdict": "asks",
            "role": role.word(),
            "why": format!("{message}.{attribute}"),
        }),
    };
    let mut told = json!({
        "tool": call.tool,
        "department": it.department,
        "effect": it.effect.word(),
        "plan": it.plan,
        "card": asking.voice.card(&call.tool, &it.plan),
        "digest": it.digest,
        "authority": it.authority,
        "cost_micros": it.cost.0,
    });
    if let (Value::Object(told), Value::Object(verdict)) = (&mut told, verdict) {
        told.extend(verdict);
    }
    told
}

/// The turn as the API shows it, with what the tool gave back.
async fn to_json(asking: &Asking<'_>, call: &DirectCall, view: TurnView) -> anyhow::Result<Value> {
    let counter = asking.counter;
    let flow = view.turn.into();
    let exchanges = counter.store.exchanges(counter.actor.organisation, flow);
    let calls = exchanges.await?.calls;
    let done = calls.into_iter().find(|(_, it)| it.tool == call.tool);
    let output = done.and_then(|(_, it)| it.output);
    let mut told = serde_json::to_value(api::worded_turn(asking.voice, view))?;
    if let Value::Object(told) = &mut told {
        told.insert("output".to_owned(), output.unwrap_or_default());
    }
    Ok(told)
}
