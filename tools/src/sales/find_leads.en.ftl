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
    .also_new = nobody called | nobody has called | nobody contacted | nobody has contacted | nobody has talked to | nobody talked to | nobody rung | nobody has touched | haven't touched | haven't called | haven't contacted | haven't we touched | haven't talked to | not touched | untouched | not contacted | not been contacted | never contacted | uncontacted | fresh | brand new
    .also_contacted = in contact | contact | reached | reached out to | talked to | spoken to | spoken with | talked with | been in touch with | in touch | emailed
    .also_proposal = proposal | with a proposal | at proposal | in the proposal stage | proposal stage | the proposal stage | a proposal | quoted | quote sent | sent a proposal | sent the proposal | negotiating | negotiation | in negotiation | negotiations
    .also_qualified = qualify
    .also_won = closed | win | close | converted | signed | became a customer | became customers | said yes | bought
    .also_lost = lose | gone | dead | said no | declined | rejected | not interested | no longer interested | went elsewhere | backed out | turned us down
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
        | send the leads
        | send the list of leads
        | send the <stage> leads
        | pull up the leads
        | pull up the <stage> leads
        | pull up the lead <query>
        | pull up the lead <query:email>
        | pull up leads in <stage>
        | display the leads
        | display the <stage> leads
        | bring up the leads
        | bring up the lead <query>
        | check the leads
        | lead list
        | lead list <stage>
        | who are the leads
        | who are the <stage> leads
        | whose leads are <stage>
        | leads that are <stage>
        | leads who are <stage>
        | leads that we <stage>
        | leads in <stage>
        | leads marked <stage>
        | leads currently <stage>
        | are there any <stage> leads
        | are there any leads
        | is there a lead named <query>
        | is there a lead called <query>
        | do we have a lead named <query>
        | do we have a lead called <query>
        | find the lead called <query>
        | find <query> in our leads
        | find <query> among the leads
        | find leads interested in the <query:text>
        | find leads that want <query:text>
        | look up <query> in the leads
        | look up the lead <query:email>
        | look for <query> in the leads
        | look for leads named <query>
        | search the leads for <query>
        | search lead <query>
        | search for leads named <query>
        | search for leads interested in the <query:text>
        | search <query> in the leads
        | show the lead <query>
        | show the lead <query:email>
        | see lead <query>
        | get lead <query>
        | give lead <query>
        | details of lead <query>
        | details for lead <query>
        | details on lead <query>
        | info on lead <query>
        | leads named <query>
        | leads called <query>
        | leads asking about the <query:text>
        | leads asking for the <query:text>
        | leads looking for the <query:text>
        | leads interested in <query:text>
        | leads who want <query:text>
        | ... in stage <stage>
        | ... at stage <stage>
        | ... with status <stage>
        | ... of us
        | ... <query:email>
        | ... <query:phone>
        | lead with phone <query:phone>
        | find the lead with phone <query:phone>
        | find the lead with email <query:email>
        | find lead with number <query:phone>
        | search for the lead with email <query:email>
        | ... interested in <query:text>
        | ... interested in the <query:text>
        | ... named <query>
        | ... called <query>
        | do we have a lead from <query>
        | leads from <query>
        | leads at <query>
        | rundown of the leads
        | rundown of the <stage> leads
        | rundown of leads we <stage>
        | overview of the leads
        | overview of the <stage> leads
        | summary of the leads
        | anyone in <stage>
        | have we any <stage> leads
        | see who is <stage>
        | every lead
        | all leads
        | all leads that are <stage>
        | lead details for <query>
        | deals we <stage>
        | how many deals have we <stage>
        | how many deals did we <stage>
        | which deals did we <stage>
        | <stage> deals
        | list of deals
        | who did we <stage>
        | who have we <stage>
        | who is <stage>
        | who is in <stage>
        | who are the <stage> ones
        | which ones are <stage>
        | how many have we <stage>
        | find <query>
        | find <query:email>
        | find <query:phone>
        | look up <query>
        | look up <query:email>
        | look up <query:phone>
        | search for <query>
        | search for <query:email>
        | pull up <query>
        | pull up <query:email>
        | search the leads for <query:text>
        | look through the leads for <query>
        | leads that want <query:text>
        | leads that need <query:text>
        | leads looking for <query:text>
        | a lead named <query>
        | a lead called <query>
        | have a lead named <query>
        | have a lead called <query>
        | prospects
        | <stage> prospects
        | which prospects do we have
        | list the prospects
        | contacts
        | list the contacts
        | our contacts
        | leads in the <stage>
        | leads are in <stage>
        | leads are still in the <stage>
        | leads at <stage>
        | leads are at <stage>
        | info on <query>
        | details of <query>
        | info on the lead <query>
        | ... everyone
        | ... everybody
        | ... all
        | ... list
        | ... in the <stage>
        | ... in <stage>
        | anybody called <query>
        | anyone called <query>
        | anybody named <query>
        | anyone named <query>
        | do we have anybody called <query>?
        | ... among our leads
        | ... in our leads
        | which lead asked about <query:text>
        | which lead wanted <query:text>
        | ... asked about <query:text>
        | ... asked for <query:text>
        | ... the ones
        | everyone we <stage>
        | is <query> in our leads?
        | is <query> among our leads?
        | is <query> a lead of ours?
        | show everyone we <stage>
        | show everybody <stage>
        | everyone <stage>
        | leads asking about <query:text>
        | leads asking for <query:text>
        | leads wanting <query:text>
        | leads after <query:text>
        | anyone interested in <query:text>
        | anybody interested in <query:text>
        | any leads interested in <query:text>
        | find me <query>
        | look up the lead <query>
        | lead by the name of <query>
        | a lead by the name of <query>
        | have we got a lead by the name of <query>
        | have we got a lead called <query>
        | have we got anyone called <query>
        | do we have anyone called <query>
        | do we have anybody called <query>
        | do we have anyone named <query>
        | pull up all leads
        | pull up every lead
        | all my leads
        | leads who asked about <query:text>
        | leads who asked for <query:text>
        | who asked about <query:text>
        | who asked for <query:text>
        | who wants <query:text>
        | who wanted <query:text>
        | leads keen on <query:text>
        | lead with the phone <query:phone>
        | lead with the phone number <query:phone>
        | lead with the number <query:phone>
        | lead with the email <query:email>
        | whose phone is <query:phone>
        | whose number is <query:phone>
        | whose email is <query:email>
        | who is <query:phone>
        | who is <query:email>
        | ... we have
        | ... we have got
        | ... we got
        | ... in the pipeline
        | ... at the moment
        | ... currently
        | anyone asking about <query:text>
        | anybody asking about <query:text>
        | anyone after <query:text>
        | ... in there
        | ... stuff
        | ... everything
        | new leads came in
        | leads came in
        | leads on <query:text>
        | leads about <query:text>
        | look at the <stage> leads
        | look at the leads
        | look at <stage> deals
        | ... asking about <query:text>
        | ... asking for <query:text>
        | ... on my list
        | ... on my lead list
        | is there any lead with <query:phone>
        | have a lead with <query:phone>
        | do we have a lead with <query:email>
