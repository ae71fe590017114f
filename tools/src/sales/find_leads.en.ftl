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
    .also_contacted = in contact | contact
    .also_proposal = proposal | with a proposal | at proposal
    .also_qualified = qualify
    .also_won = closed | win | close
    .also_lost = lose
    .ask_query = Which name, address or interest shall I look for?
    .ask_stage = Of which stage?
    .phrases =
        which leads do we have?
        | leads
        | which leads are <stage>
        | which leads did we <stage>
        | which leads have we <stage>
        | leads we <stage>
        | which are our leads
        | what leads do we have
        | what leads are <stage>
        | what are our leads
        | any <stage> leads
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
        | find lead <query:email>
        | find <query> in the leads
        | find the lead named <query>
        | find leads named <query>
        | find leads from <query>
        | search leads for <query>
        | search for lead <query>
        | look for lead <query>
        | look up lead <query>
        | leads interested in the <query:text>
        | leads who want the <query:text>
        | leads that want the <query:text>
        | ... about <query>
