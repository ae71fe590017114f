# A primeira vez: quatro perguntas, e os dados de exemplo.

first-run = A primeira vez.
    .welcome = Boas-vindas à Firma. Quatro perguntas, e ela funciona; Enter aceita o que está entre colchetes.
    .my-company = Minha empresa
    .owner = Dono
    .company = Como se chama a sua empresa? [{ $guess }]
    .language = Que língua ela fala, pt-BR ou en? [{ $guess }]
    .currency = Em que moeda são as contas dela? [{ $guess }]
    .zone = Em que fuso horário ou cidade ela fica? [{ $guess }]
    .sample = Carregar dados de exemplo, para experimentar? Os nomes dizem "(exemplo)", e "firma demo clear" os tira. [{ $guess }]
    .yes = sim
    .words-yes = s | sim
    .words-no = n | não | nao
    .yes-or-no = Responda sim ou não.
    .no-language = A Firma fala pt-BR e en.
    .no-currency = A Firma conhece estas moedas: { $known }.
    .no-zone = Esse fuso horário não existe. Seria { $nearest }?
    .done = { $company } está pronta. O token do dono está em { $path }.
    .sample-loaded = Os dados de exemplo estão aqui. "firma demo clear" os tira.

sample = Os dados de exemplo.
    .bakery = Padaria Sol Nascente (exemplo)
    .marina = Marina Costa (exemplo)
    .joao = João Lemos (exemplo)
    .clinic = Clínica Vale Verde (exemplo)
    .rita = Rita Alves (exemplo)
    .site = Site
    .support = Suporte mensal
    .course = Curso
    .consulting = Consultoria
    .interest-pro = Plano Pro
    .interest-team = Plano para uma equipe de 12
    .interest-course = Curso noturno
