move_lead = Moves a lead to another stage.
    .card = Move the lead { $name } from { $from } to { $stage }.
    .answer =
        { $act ->
            [stayed] The lead { $name } was { $stage } already; nothing changed.
           *[moved] The lead { $name } went from { $from } to { $stage }.
        }
    .gone = The lead { $name } was removed at this very moment.
    .value_new = new
    .value_contacted = contacted
    .value_qualified = qualified
    .value_proposal = in proposal
    .value_won = won
    .value_lost = lost
    .also_contacted = contact | in contact | reached | called | reached out
    .also_qualified = qualification | qualify | qualifies
    .also_proposal = proposal | proposal sent | the proposal stage | the proposal | a proposal | proposal stage | quote sent | sent a proposal | sent the proposal
    .also_lost = closed-lost | lose | a loss | gone | closed lost | declined | rejected | went cold | ghosted | ghosted us
    .also_won = closed-won | closed | sold | win | signed | a win | converted | closed won | said yes | a go
    .example = Move Ana to proposal
    .ask_lead = Which lead shall I move?
    .ask_stage = To which stage: new, contacted, qualified, proposal, won or lost?
    .phrases =
        move <lead> to <stage>
        | move the lead <lead> to <stage>
        | move the lead <lead:email> to <stage>
        | move the lead <lead:phone> to <stage>
        | advance <lead> to <stage>
        | advance the lead <lead> to <stage>
        | put <lead> in <stage>
        | put the lead <lead> in stage <stage>
        | change the lead <lead> to <stage>
        | change the stage of <lead> to <stage>
        | set the lead <lead> to <stage>
        | set the stage of <lead> to <stage>
        | mark <lead> as <stage>
        | count <lead> as <stage>
        | count that deal as <stage>
        | mark the lead <lead> as <stage>
        | mark the lead <lead:email> as <stage>
        | ... to stage <stage>
        | ... to the stage <stage>
        | we lost <lead>
        | we lost the lead <lead>
        | we won <lead>
        | we won the lead <lead>
        | we closed <lead>
        | we closed the deal with <lead>
        | <lead> closed
        | <lead> signed
        | the lead <lead> is <stage>
        | the lead <lead> is now <stage>
        | the lead <lead> was <stage>
        | qualify <lead>
        | qualify the lead <lead>
        | contacted <lead>
        | we contacted <lead>
        | move <lead> to stage <stage>
        | move <lead> into <stage>
        | move <lead> over to <stage>
        | move <lead> along to <stage>
        | move <lead> up to <stage>
        | move <lead:email> to <stage>
        | bump <lead> to <stage>
        | bump the lead <lead> to <stage>
        | push <lead> to <stage>
        | push the lead <lead> to <stage>
        | shift <lead> to <stage>
        | take <lead> to <stage>
        | promote <lead> to <stage>
        | switch <lead> to <stage>
        | switch the lead <lead> to <stage>
        | put <lead> at <stage>
        | put <lead> down as <stage>
        | put the lead <lead> in <stage>
        | put the lead <lead> at <stage>
        | change <lead> to <stage>
        | change <lead>'s stage to <stage>
        | change the stage of lead <lead> to <stage>
        | change the status of <lead> to <stage>
        | change <lead>'s status to <stage>
        | set <lead> to <stage>
        | set <lead> as <stage>
        | set <lead>'s stage to <stage>
        | set the lead <lead> as <stage>
        | update <lead> to <stage>
        | update <lead>'s stage to <stage>
        | update <lead>'s status to <stage>
        | update the lead <lead> to <stage>
        | update the stage of <lead> to <stage>
        | update the status of <lead> to <stage>
        | flag <lead> as <stage>
        | flag the lead <lead> as <stage>
        | tag <lead> as <stage>
        | record <lead> as <stage>
        | label <lead> as <stage>
        | mark <lead:email> as <stage>
        | advance <lead> to stage <stage>
        | ... stage <stage>
        | ... in stage <stage>
        | ... the stage <stage>
        | ... <stage>
        | ... <lead:email>
        | ... <lead:phone>
        | ... the lead <lead>
        | <lead> is <stage>
        | <lead> is now <stage>
        | <lead> is in <stage>
        | <lead> is a <stage>
        | <lead> was <stage>
        | <lead> moved to <stage>
        | <lead> goes to <stage>
        | <lead> <stage>
        | <lead:email> is <stage>
        | <lead:email> <stage>
        | <lead> signed the contract
        | <lead> signed with us
        | <lead> signed up
        | <lead> said yes
        | we signed <lead>
        | we <stage> the deal with <lead>
        | we <stage> a deal with <lead>
        | stage of <lead> to <stage>
        | status of <lead> to <stage>
        | <lead>'s stage to <stage>
        | <lead>'s status is <stage>
        | make <lead> <stage>
        | mark <lead> <stage>
        | count <lead> as <stage>
        | put <lead> to <stage>
        | drop <lead> to <stage>
        | set the status of <lead> to <stage>
        | set the status of <lead> as <stage>
        | set <lead>'s status to <stage>
        | ... to <stage>
        | ... as <stage>
        | ... in <stage>
        | ... at <stage>
        | ... in the pipeline
        | ... the status <stage>
        | ... contract
        | ... deal
        | ... forward
        | ... over
        | ... along
        | put <lead> back to <stage>
        | put <lead> back in <stage>
        | put <lead> back into <stage>
        | move <lead> back to <stage>
        | set <lead> back to <stage>
        | put <lead> in as <stage>
        | mark <lead> down as <stage>
        | get <lead> to <stage>
        | list <lead> as <stage>
        | log <lead> as <stage>
        | class <lead> as <stage>
        | <lead> should be <stage>
        | <lead> should be in <stage>
        | <lead> belongs in <stage>
        | <lead> is officially <stage>
        | <lead> went with us
        | <lead> came on board
        | <lead> is on board
        | <lead> went with someone else
        | <lead> went with a competitor
        | <lead> backed out
        | <lead> passed on us
        | we landed <lead>
        | we lost <lead> to a competitor
        | ... back
        | ... back to <stage>
        | ... down as <stage>
        | ... got hold of <lead>
        | ... spoke to <lead>
        | ... spoke with <lead>
        | ... talked to <lead>
        | ... talked with <lead>
        | ... got <lead> on the phone
        | ... finally reached <lead>
        | ... heard back from <lead>
        | ... had a call with <lead>
        | ... met with <lead>
        | ... sent <lead> a quote
        | ... sent a quote to <lead>
        | ... to a competitor
        | ... to the competition
        | ... to another company
        | close <lead> as <stage>
        | close <lead> <stage>
        | put <lead> in the <stage> column
        | ... column
        | they are at <stage>
        | ... pipeline
        | <lead> moved along to <stage>
        | <lead> is a go
