find_leads = Shows the leads: all of them, or those of a stage, a name or an interest.
    .card = Show the leads.
    .answer =
        { $count ->
            [one] One lead.
           *[other] { $count } leads{ $more ->
                [0] .
               *[other] ; here are the newest, and there are { $more } more.
            }
        }
    .empty = No leads found.
    .columns = name: Name | interest: Interest | stage: Stage | email: E-mail | phone: Phone | since: Since
    .example = Which leads do we have?
    .value_new = new
    .value_contacted = contacted
    .value_qualified = qualified
    .value_proposal = in proposal
    .value_won = won
    .value_lost = lost
    .also_contacted = in contact
    .also_proposal = proposal | with a proposal | at proposal
    .also_won = closed
    .phrases =
        which leads do we have
        | which leads are <stage>
        | which are our leads
        | what leads do we have
        | what leads are <stage>
        | what are our leads
        | do we have leads
        | do we have any <stage> leads
        | do we have any leads
        | how many leads do we have
        | how many leads are <stage>
        | how many <stage> leads do we have
        | list the leads
        | list of leads
        | list all leads
        | list the <stage> leads
        | show the leads
        | show all leads
        | show the <stage> leads
        | show leads that are <stage>
        | see the leads
        | get the leads
        | give the leads
        | <stage> leads
        | leads in stage <stage>
        | leads with status <stage>
        | leads at stage <stage>
        | find lead <query>
        | find the lead named <query>
        | find leads named <query>
        | find leads from <query>
        | search leads for <query>
        | search for lead <query>
        | look for lead <query>
        | look up lead <query>
        | leads interested in <query:text>
        | leads who want <query:text>
        | leads that want <query:text>
        | ... about <query>
