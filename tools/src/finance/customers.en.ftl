customers = Which customer is meant.
    .nobody = I know nobody as “{ $customer }”. Check the name or the e-mail; somebody new is first recorded as a lead, in Sales.
    .several = “{ $customer }” may be: { $customers }. Which one? Give the full name or the e-mail.
