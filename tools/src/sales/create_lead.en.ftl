create_lead = Records a lead: a person or company interested in what we sell.
    .example = New lead: Ana, ana@example.com, wants the Pro plan
    .ask_name = What is the lead's name?
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
        | register a new lead <name>
        | record lead <name>
        | record a new lead <name>
        | save lead <name>
        | save <name> as a lead
        | we have a new lead <name>
        | we got a new lead <name>
        | got a lead <name>
        | <name> is a new lead
        | ... wants <interest:text>
        | ... who wants <interest:text>
        | ... interested in <interest:text>
        | ... who is interested in <interest:text>
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
