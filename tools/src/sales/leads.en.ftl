leads = The leads that somebody names.
    .unknown = There is no lead with “{ $lead }”. What is its name, e-mail address or phone?
    .several = “{ $lead }” may be more than one lead: { $list }. Which one? Give the full name, the e-mail address or the phone.
