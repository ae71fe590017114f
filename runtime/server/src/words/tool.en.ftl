# Adding a tool and calling one by hand.

tool = One tool.
    .unknown = There is no tool "{ $tool }"; the nearest is "{ $nearest }". "firma tool new DEPARTMENT NAME" makes a new one.
    .held_back = "{ $tool }" is not allowed: another program would have to lend it, and you to agree. "firma mcp-tools" lists what is lent, "firma mcp-tools show { $tool }" shows what it says of itself.
    .no_json = The arguments are not JSON: { $error }.
    .no_object = The arguments must be a JSON object, for example '{ "{" }"name": "Ana"{ "}" }'.
    .unknown_field = There is no field "{ $field }"; the nearest is "{ $nearest }".
    .missing_field = The field "{ $field }" is missing.
    .wrong_field = The field "{ $field }" must be { $wants }; this is { $value }.
    .fields = { $tool } takes:
    .field = { $name }: { $kind }. { $about }
    .field_optional = { $name } (may be left out): { $kind }. { $about }
    .other_build = The Firma that runs may be another build, without this tool or its grant: end it, and start the new one.
    .department = Department: { $value }
    .effect = What a repeat would do: { $value }
    .effect_read = nothing: it only reads
    .effect_local = nothing: it is done once, in our own tables
    .effect_write_once = nothing: the other side drops repeats
    .effect_write_at_most_once = harm: it is sent once, and in doubt a person is asked
    .allowed = Nobody has to agree.
    .asks = A person has to agree, { $role }: { $why }
    .authority = It gives away: { $value }
    .plan = What would happen, exactly: { $value }
    .nothing_done = Nothing was done.

tool-new = A new tool.
    .made = Made:
    .added = { $path }: { $what }
    .written = { $path }
    .next =
        Next: write what it does in { $path }, and what it says in the two files beside it. Then:
          cargo test -p tools { $name }
          cargo run -- tool call { $name } '{ $example }'
    .no_checkout = This is no checkout of Firma: there is no tools/src/lib.rs here or above. Go to one, or get it with git clone.
    .no_department = There is no department "{ $department }" in agents/. There are: { $known }.
    .no_work = The supervisor has no tools of its own; it only delegates. Choose one of: { $known }.
    .bad_name = "{ $name }" cannot name a tool: lower-case letters, digits and "_", a letter first, at most 40, for example "send_reminder".
    .keyword = "{ $name }" is a word of Rust and cannot name a file's module. Choose another, for example "{ $name }_it".
    .reserved = "{ $name }" means something to Firma itself. Choose another name.
    .taken = There is a tool or a text "{ $name }" already: { $path }. Choose another name, or change that one.
    .in_the_way = { $path } is in the way. Move it, or choose another name.
    .unexpected = { $path } does not look as expected: { $what } was not found. Put it back as it was, or add the tool by hand as CONTRIBUTING.md says.
    .unwritable = { $path } cannot be written: { $error }. Nothing was changed.
    .half = It was cut short at { $path }: { $error }. This was written: { $done }. Take it back with git, and try again.

cli-tool = Adds a tool to a checkout, or calls one by hand
    .about = Adds a tool to a checkout, or calls one by hand
    .examples =
        Examples:
          firma tool new sales find_address --outside
          firma tool call find_leads '{ "{" }"query": "ana"{ "}" }'

cli-tool-new = Makes a new tool in a checkout of Firma
    .about = Makes a new tool in a checkout of Firma: its file, its texts in both languages, its test, its line in the list and its grant. It compiles at once.
    .examples =
        Examples:
          firma tool new sales count_leads                    works in our own tables
          firma tool new sales find_address --outside         asks another system
    .arg-department = Whose: a file in agents/
    .arg-name = What it is called, as in find_address
    .arg-outside = It reaches outside: a send, asking what became of it, and our side of it

cli-tool-call = Calls one tool, as a turn of its own through the gate
    .about = Calls one tool as the owner of this home: a turn of its own through the gate, with ledger, budget, approval and audit
    .examples =
        Examples:
          firma tool call find_leads '{ "{" }"query": "ana"{ "}" }'
          firma tool call refund_invoice '{ "{" }"invoice": "9001"{ "}" }' --dry-run
          firma tool call create_lead - < lead.json

        Exit codes: 0 done, 2 waits for approval, 1 not done.
    .arg-name = Which tool
    .arg-arguments = Its arguments as a JSON object; "-" reads them from the standard input
    .arg-dry-run = Only say what would happen and what it needs; change nothing
    .arg-json = Print what came of it for a program
