# The first run: four questions, and the sample data.

first-run = The first run.
    .welcome = Welcome to Firma. Four questions, and it runs; Enter takes what is in brackets.
    .my-company = My company
    .owner = Owner
    .company = What is your company called? [{ $guess }]
    .language = Which language does it speak, pt-BR or en? [{ $guess }]
    .currency = In which currency are its books? [{ $guess }]
    .zone = In which time zone or city is it? [{ $guess }]
    .sample = Shall sample data be loaded, to try things on? Its names say "(sample)", and "firma demo clear" takes it away. [{ $guess }]
    .yes = yes
    .words-yes = y | yes
    .words-no = n | no
    .yes-or-no = Please answer yes or no.
    .no-language = Firma speaks pt-BR and en.
    .no-currency = Firma knows these currencies: { $known }.
    .no-zone = There is no such time zone. Do you mean { $nearest }?
    .done = { $company } is set up. The token of its owner is in { $path }.
    .sample-loaded = The sample data is loaded. "firma demo clear" takes it away.

sample = The sample data.
    .bakery = Sunrise Bakery (sample)
    .marina = Marina Costa (sample)
    .joao = John Lemos (sample)
    .clinic = Green Valley Clinic (sample)
    .rita = Rita Alves (sample)
    .site = Web site
    .support = Monthly support
    .course = Course
    .consulting = Consulting
    .interest-pro = Pro plan
    .interest-team = Plan for a team of 12
    .interest-course = Evening course
