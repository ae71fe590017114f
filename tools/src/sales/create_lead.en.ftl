create_lead = Records a lead: a person or company interested in what we sell.
    .card =
        Record the lead { $name }.{ $email ->
            [none] { "" }
           *[other] { " " }E-mail: { $email }.
        }{ $phone ->
            [none] { "" }
           *[other] { " " }Phone: { $phone }.
        }{ $interest ->
            [none] { "" }
           *[other] { " " }Interest: { $interest }.
        }{ $note ->
            [none] { "" }
           *[other] { " " }Note: { $note }
        }
    .answer =
        { $act ->
            [updated] The lead { $name } was there already and is updated{ $interest ->
                [none] .
               *[other] { " " }(interest: { $interest }).
            }
           *[created] Lead recorded: { $name }{ $interest ->
                [none] .
               *[other] , interested in { $interest }.
            }
        }
    .none = none
    .note_unreachable = Without e-mail or phone, nobody can reach this lead.
    .note_known_as = The contact is known as { $name } already; the name was not changed to { $given }.
    .two_contacts = The e-mail { $email } belongs to { $email_of }, and the phone { $phone } to { $phone_of }. Whose lead is it?
    .changed = Somebody recorded one of these addresses at this very moment. Look at the leads and try again.
    .no_email = “{ $email }” is not a complete e-mail address. Which one is it?
    .no_phone = “{ $phone }” is not a phone number. Which one is it, with the area code?
    .no_area_code = The phone { $phone } lacks its area code. Which one is it?
    .no_country_code = The phone { $phone } lacks its country code, as in +55. Which one is it?
    .example = New lead: Ana, ana@example.com, wants the Pro plan
    .ask_name = What is the lead's name?
    .ask_email = What is the e-mail address?
    .ask_phone = What is the telephone number?
    .ask_interest = What are they interested in?
    .ask_note = What shall I note?
    .phrases =
        new lead <name>
        | new lead named <name>
        | new lead called <name>
        | add <name> as a lead
        | add <name> as a new lead
        | add a lead for <name>
        | add lead <name>
        | add a new lead <name>
        | add <name> to the leads
        | create a lead for <name>
        | create lead <name>
        | create a new lead <name>
        | register lead <name>
        | register <name> as a lead
        | register the company <name> as a lead
        | register a new lead <name>
        | record lead <name>
        | record a new lead <name>
        | save lead <name>
        | save <name> as a lead
        | we have a new lead <name>
        | we got a new lead <name>
        | got a lead <name>
        | <name> is a new lead
        | new lead <email> <name>
        | new lead from <note:text> <name>
        | new lead <phone> <name>
        | ... wants the <interest:text>
        | ... needs a <interest:text>
        | ... who needs a <interest:text>
        | ... who wants the <interest:text>
        | ... interested in the <interest:text>
        | ... who is interested in the <interest:text>
        | ... interest <interest:text>
        | ... name <name>
        | ... email <email>
        | ... phone <phone>
        | ... cell <phone>
        | ... mobile <phone>
        | ... number <phone>
        | ... whatsapp <phone>
        | ... note <note:text>
        | ... notes <note:text>
        | ... comment <note:text>
        | add lead named <name>
        | add a lead called <name>
        | add a lead named <name>
        | add a lead <name>
        | add a new lead called <name>
        | add a new lead for <name>
        | add a new lead named <name>
        | put <name> in the leads
        | put <name> down as a lead
        | put <name> down as a lead for <interest:text>
        | add <name> as a lead for <interest:text>
        | save <name> as a lead for <interest:text>
        | new lead <name> for <interest:text>
        | put <name> down as a new lead
        | enter <name> as a lead
        | enter a lead <name>
        | enter a new lead <name>
        | log a lead <name>
        | log a new lead <name>
        | log <name> as a lead
        | log a new lead from <name>
        | save <name> as a new lead
        | save a new lead <name>
        | register <name> as a new lead
        | register a lead for <name>
        | record <name> as a lead
        | record a lead <name>
        | record a new lead from <name>
        | create a lead called <name>
        | create a lead named <name>
        | create a new lead for <name>
        | create a new lead called <name>
        | create a new lead named <name>
        | make <name> a lead
        | set up a lead for <name>
        | set up <name> as a lead
        | set up a new lead <name>
        | another lead <name>
        | one more lead <name>
        | there is a new lead <name>
        | have a lead <name>
        | got a new lead <name>
        | new prospect <name>
        | add prospect <name>
        | add <name> as a prospect
        | add <name> to the lead list
        | ... wants a <interest:text>
        | ... who wants a <interest:text>
        | ... want a <interest:text>
        | ... they want a <interest:text>
        | ... wants to buy <interest:text>
        | ... need a <interest:text>
        | ... looking for a <interest:text>
        | ... who is looking for a <interest:text>
        | ... is interested in the <interest:text>
        | ... interested in a <interest:text>
        | ... interested in <interest:text>
        | ... is interested in <interest:text>
        | ... who is interested in <interest:text>
        | ... asking about <interest:text>
        | ... asked about <interest:text>
        | ... asked for a <interest:text>
        | ... would like a <interest:text>
        | ... mail <email>
        | ... tel <phone>
        | ... telephone <phone>
        | ... phone number <phone>
        | ... cell phone <phone>
        | ... referred by <note:text>
        | ... came from <note:text>
        | ... came through <note:text>
        | ... note that <note:text>
        | ... worth remembering <note:text>
        | ... note to self <note:text>
        | ... into <interest:text>
        | new contact <name>
        | new potential customer <name>
        | potential customer <name>
        | new potential client <name>
        | new inquiry from <name>
        | new enquiry from <name>
        | <name> is interested in <interest:text>
        | <name> is interested in a <interest:text>
        | <name> got in touch about <interest:text>
        | add <name> <email>
        | add <name> <phone>
        | record <name> <email>
        | record <name> <phone>
        | lead <name> <email>
        | lead <name> <phone>
        | contact <name> <email>
        | jot down a lead <name>
        | jot down a new lead <name>
        | write down a lead <name>
        | write down a new lead <name>
        | note down a new lead <name>
        | take down a lead <name>
        | put down a lead <name>
        | set <name> up as a lead
        | add <name> to the contacts
        | add <name> as a contact
        | add a contact <name>
        | put <name> on the list of leads
        | add <name> to the list of leads
        | register <name> <email>
        | ... name is <name>
        | ... email is <email>
        | ... reach at <email>
        | ... reach at <phone>
        | ... at <email>
        | ... at <phone>
        | ... phone is <phone>
        | ... reachable at <email>
        | ... like a <interest:text>
        | ... like to buy <interest:text>
        | ... looking to <interest:text>
        | ... in need of <interest:text>
        | ... asking for a <interest:text>
        | ... asking about a <interest:text>
        | ... wants to <interest:text>
        | ... wants <interest:text>
        | ... needs <interest:text>
        | ... looking for <interest:text>
        | ... want <interest:text>
        | ... need <interest:text>
        | ... they need <interest:text>
        | ... interested in getting <interest:text>
        | ... interested in buying <interest:text>
        | ... about <interest:text>
        | ... down
        | ... list
        | ... referral from <note:text>
        | ... recommended by <note:text>
        | ... heard about us from <note:text>
        | ... asked for <interest:text>
        | ... would like <interest:text>
        | ... hoping for <interest:text>
        | ... curious about <interest:text>
        | ... keen on <interest:text>
        | ... inquired about <interest:text>
        | ... enquired about <interest:text>
        | put <name> in as a lead
        | put <name> in our leads
        | put <name> on the leads list
        | put <name> in the crm as a lead
        | pop <name> in as a lead
        | add <name> to the leads list
        | add <name> to our leads
        | add <name> to the crm
        | got us a new lead <name>
        | we got a lead <name>
        | here is a new lead <name>
        | new client <name>
        | new customer <name>
        | add a new contact <name>
        | add a new prospect <name>
        | add a new client <name>
        | add a new customer <name>
        | register a new client <name>
        | register a new customer <name>
        | create a contact for <name>
        | ... his name is <name>
        | ... her name is <name>
        | ... their name is <name>
        | ... the name is <name>
        | ... goes by <name>
        | ... number is <phone>
        | ... his number is <phone>
        | ... her number is <phone>
        | ... cell is <phone>
        | ... her cell is <phone>
        | ... his cell is <phone>
        | ... the phone is <phone>
        | ... mobile is <phone>
        | ... reach him at <phone>
        | ... reach her at <phone>
        | ... reach them at <phone>
        | ... reach them at <email>
        | ... reach her at <email>
        | ... reach him at <email>
        | ... the email is <email>
        | ... their email is <email>
        | ... email address <email>
        | ... email address is <email>
        | ... they are interested in <interest:text>
        | ... is after <interest:text>
        | ... are after <interest:text>
        | ... was asking about <interest:text>
        | ... shopping for <interest:text>
        | ... in the market for <interest:text>
        | ... wants to book <interest:text>
        | ... wants to order <interest:text>
        | ... interest is <interest:text>
        | ... the interest is <interest:text>
        | ... their interest is <interest:text>
        | ... please note <note:text>
        | ... note also <note:text>
        | ... add a note <note:text>
        | ... add the note <note:text>
        | ... with the note <note:text>
        | ... with a note <note:text>
        | ... the note is <note:text>
        | ... note they <note:text>
        | ... remark <note:text>
        | potential client <name>
        | put down <name> as a lead
        | <name> wants <interest:text> add <name>
        | track a new lead <name>
        | track a lead <name>
        | ... she is after <interest:text>
        | ... he is after <interest:text>
        | ... might want <interest:text>
        | ... info
        | ... details
        | ... contact info
        | ... contact details
        | new lead walked in <name>
        | new lead came in <name>
        | new lead called in <name>
        | new lead stopped by <name>
        | new lead just walked in <name>
