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
    .also_contacted = contact | in contact
    .also_qualified = qualification
    .also_proposal = proposal | proposal sent | the proposal stage
    .also_won = closed | sold
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
        | mark the lead <lead> as <stage>
        | mark the lead <lead:email> as <stage>
        | ... to stage <stage>
        | ... to the stage <stage>
