//! The lists of the closed classes of words, in Portuguese and English, without accents.

pub(super) const NEGATIONS: &str = "\
    nao n naum nunca jamais nem nada nenhum nenhuma not never none don't dont doesn't didn't won't \
    can't cannot shouldn't isn't aren't wasn't haven't hasn't without stop";

/// Links, with the words that they are written as.
pub(super) const LINKS: &[(&str, &str)] = &[
    (
        "de",
        "de do da dos das deste desta desse dessa disso disto daquele daquela destes destas desses dessas",
    ),
    (
        "em",
        "em no na nos nas num numa neste nesta nesse nessa nisso nisto naquele naquela",
    ),
    ("para", "para pra pro pras pros ao aos"),
    ("por", "por pelo pela pelos pelas"),
    ("com", "com"),
    ("e", "e and"),
    ("eh", "eh"),
    ("of", "of"),
    ("for", "for"),
    ("to", "to"),
    ("in", "in"),
    ("on", "on"),
    ("at", "at"),
    ("from", "from"),
    ("by", "by"),
    ("with", "with"),
    ("'s", "'s"),
];

pub(super) const FILLERS: &str = "\
    a as me ok okay o os um uma uns umas oi oie ola opa ei eai fala favor pf pfv pfvr obrigado \
    obrigada obg obgd brigadao brigado brigada valeu vlw blz beleza ai la aqui agora entao seguinte olha \
    olhe mim eu voce voces vc gente galera pessoal meu minha meus minhas nosso nossa nossos nossas \
    seu sua dele dela deles delas ele ela eles elas este esta esse essa isto estao sao que ainda \
    quero queria queriamos queremos preciso precisamos precisava gostaria gostariamos tambem ja aquele aquela aqueles aquelas essas esses \
    grato grata gratos gratas finalmente simplesmente urgente rapidinho rapido chefe ne ta tao tava estava estavam tchau abraco abracos hein querido querida amigo amiga mano cara meninas gentilmente sistema crm urgentemente imediatamente direitinho certinho favorzinho \
    the an hi hello hey hiya please pls kindly thanks thank thx ty cheers now i we us our my his \
    her their it 'd 'm 'll 've 're is are that this also still just there she he so well ok \
    okay quickly quick asap team guys folks real really quickly kindly too finally simply already yet here segue seguem him them system crm mate buddy dear immediately urgently";

/// Expressions that ask for a favour: with one of them a request may end in a question mark.
pub(super) const FAVOURS: &str = "\
    pode, poderia, podes, podem, podias, poderias, consegue, consegues, voce pode, voce consegue, \
    da pra, da para, tem como, tem jeito de, seria possivel, sera que da pra, sera que voce pode, \
    sera que pode, se importa de, can you, could you, would you, will you, would you be able to, are you able to, will you be able to, could i get you to, may i ask you to, can you please, \
    could you please, would you mind, do you mind, can i get you to, is it possible to, \
    would it be possible to, any chance you can, any chance you could, i wonder if you could, \
    i was wondering if you could, think you can, think you could, could i get, can i get, may i have, \
    can i have, could i have, can we get, could we get, can i see, could i see, can we have, could we have, \
    might i have, can we, could we, podemos, a gente pode, a gente consegue, posso ter, podemos ter, posso ver, podemos ver, me consegue, consegue me";

pub(super) const COURTESIES: &str = "\
    por favor, a vista, em seguida, na sequencia, logo depois, depois disso, after that, you see, you know, viu, \
    sabe, entende, i only want, i only need, i just want, i just need, so quero, so preciso, quero so, preciso so, \
    no hurry, on that one, on this one, with that one, with this one, por favorzinho, fazendo favorzinho, 2 coisas, 2 coisinhas, 3 coisas, de 2 coisas, de 3 coisas, 2 things, 3 things, a couple of things, couple of things, a few things, fazendo favor, fazendo um favor, faz favor, por gentileza, de novo, outra vez, queria saber se, quero saber se, gostaria de saber se, preciso saber se, saber se, ve se, veja se, ver se, me diz se, me fala se, me diz, me fala, queria saber, quero saber, gostaria de saber, to querendo, to precisando, estou precisando, estou querendo, acabou de, acabou agora de, acabaram de, ate agora, ate o momento, ate aqui, uma coisinha, uma pergunta, uma duvida, e quanto a, as well, quick one, quick question, one question, so far, what about, how about, but do, do remind, please do, nao esquece de, nao esqueca de, pode ser, por obsequio, faz favor, bom dia, boa tarde, boa noite, tudo bem, \
    tudo bom, tudo certo, td bem, e ai, a gente, muito obrigado, muito obrigada, desde ja, \
    faca o favor de, quando puder, se puder, se voce puder, quando voce puder, assim que puder, \
    sem pressa, pra mim, para mim, pra gente, para a gente, pra nos, para nos, aqui pra mim, \
    no sistema, no nosso sistema, mais uma coisa, so uma coisa, ah, poxa, nossa, eu preciso que, \
    preciso que voce, quero que voce, queria que voce, gostaria que voce, vou precisar de, \
    vou precisar que voce, vou querer, vamos, bora, boa semana, bom trabalho, ate mais, agradeco, agradecemos, muito grato, muito grata, valeu demais, valeu mesmo, fico no aguardo, no aguardo, aguardo, atenciosamente, att, abs, bjs, um abraco, \
    bom fim de semana, como vai, tudo joia, o quanto antes, assim que possivel, no crm, na base, na nossa base, na base de dados, nos nossos registros, nos registros, pro meu controle, para o meu controle, para controle, um favor, um favorzinho, me ajuda, me ajude, me ajuda a, me faz um favor, faz um favor, faz isso pra mim, por ora, por enquanto, o mais rapido possivel, com urgencia, agora mesmo, e isso, eh isso, so isso, era isso, ve pra mim, ve ai, ve ai pra mim, consegue ver, quero saber, queria saber, gostaria de saber, preciso saber, voce sabe, sabe me dizer, me diz, me diga, me fala, me informa, me informe, sera que, por acaso, \
    check if, see if, check whether, see whether, know if, wondering if, lemme see, lemme know, lemme have, tell me if, let me know if, tell me, let me know, let me see, let me have, figure out, find out, i 'm trying to, im trying to, trying to, i want to know, i need to know, i need to see, i want to see, wanted to, i wanted to, i wanted to know if, i wanted to check if, thanks a ton, thanks a bunch, tons of thanks, please and thank you, whenever you have a sec, when you have a sec, if you have a sec, whenever you can, whenever you get a chance, when you get a sec, again, would ya, for me please, just to, i want, i want to, i want you to, we want to, i need, i need to, i need you to, we need to, \
    i 'd like, i 'd like to, i 'd like you to, i would like, i would like to, i would love, \
    we 'd like to, thank you, thank you so much, thanks a lot, thanks so much, many thanks, \
    much appreciated, i 'd appreciate it, thanks in advance, appreciate it, i appreciate it, i really appreciate it, much obliged, best regards, kind regards, regards, sincerely, that 's all, that 's it, that is all, thanks a million, thanks a bunch, thanks again, have a great weekend, have a good weekend, sorry to bother you, sorry to bother, hope you had a good weekend, hope this finds you well, happy friday, happy monday, good morning, good afternoon, \
    good evening, how are you, hope you 're well, hope you are well, hope all is well, \
    hope you 're doing well, let 's, go ahead and, when you can, when you have a minute, \
    when you have a moment, when you get a chance, when you get a minute, if you can, \
    if you could, if you don't mind, if that 's ok, no rush, as soon as possible, \
    as soon as you can, for me, for us, in the system, in our system, one more thing, \
    have a nice day, have a good one, have a great day, be so kind as to, be so kind and, \
    make sure to, i have to, we have to, gonna need, i 'm going to need, do me a favor and, \
    do me a favour and, at your earliest convenience, on file, for our records, for the records, to our records, to the records, in our records, in our crm, to our crm, in the books, on the books, in our books, quick favor, quick favour, quick thing, quick request, small favor, a favor, a favour, help me, help me out, i 'm trying to, can you help me, right away, right now, real quick, at once, would be great, that would be great, hey there, hi there, hello there, hi team";

pub(super) const AUXILIARIES: &str =
    "do does did is are was were has have had will should may must am";

/// Short forms, after the words that they stand for.
pub(super) const SHORT: &[(&str, &str)] = &[
    ("voce", "vc ce"),
    ("voces", "vcs"),
    ("hoje", "hj"),
    ("amanha", "amnh amh amn"),
    ("tambem", "tb tbm tbem"),
    ("que", "q"),
    ("quanto", "qto qnto"),
    ("quem", "qm"),
    ("esta", "tah"),
    ("obrigado", "obgdo vlwww"),
    ("about", "abt"),
    ("invoice", "inv"),
    ("invoices", "invs"),
    ("revenue", "rev"),
    ("paid", "pd"),
    ("have", "hv"),
    ("year", "yr"),
    ("payment", "pymt pmt"),
    ("appointment", "appt"),
    ("customer", "cust"),
    ("amount", "amt"),
    ("received", "recd rcvd"),
    ("vencimento", "venc vcto vencto"),
    ("pagamento", "pgto pagto pgt"),
    ("are", "r"),
    ("without", "w/o"),
    ("been", "bn"),
    ("qualquer", "qq"),
    ("comigo", "cmg"),
    ("contigo", "ctg"),
    ("mesmo", "msm"),
    ("quantos", "qtos qts qntos qnts"),
    ("quantas", "qtas qntas"),
    ("quando", "qdo qnd qndo"),
    ("porque", "pq"),
    ("depois", "dps dpois"),
    ("tudo", "td"),
    ("todos", "tds"),
    ("todas", "tdas"),
    ("segunda", "seg"),
    ("quarta", "qua"),
    ("quinta", "qui"),
    ("sexta", "sex"),
    ("sabado", "sab"),
    ("domingo", "dom"),
    ("para", "pr p"),
    ("com", "c"),
    ("mensagem", "msg"),
    ("telefone", "tel fone"),
    ("whatsapp", "zap wpp wapp"),
    ("tomorrow", "tmrw tmr tmw tomoz"),
    ("today", "2day"),
    ("please", "plz plez"),
    ("you", "u ya"),
    ("your", "ur"),
    ("monday", "mon"),
    ("tuesday", "tue tues"),
    ("wednesday", "wed"),
    ("thursday", "thu thur thurs"),
    ("friday", "fri"),
    ("saturday", "sat"),
    ("sunday", "sun"),
    ("with", "w"),
    ("what", "whats wats wat"),
    ("who", "whos"),
    ("how", "hows"),
    ("because", "bc cuz coz"),
];

pub(super) const CORRECTIONS: &str = "\
    na verdade, na realidade, ou melhor, quer dizer, digo, alias, ops, oops, correcao, \
    corrigindo, corrige, me enganei, errei, minto, perdao, alias e, alias eh, nao e, nao eh, nao sao, \
    desculpa, desculpe, e sim, digitei errado, escrevi errado, falei errado, me confundi, quis dizer, \
    queria dizer, quero dizer, pera, pera ai, perai, espera, espera ai, o certo e, o certo eh, \
    o correto eh, o certo seria, era pra ser, era para ser, deveria ser, \
    hang on, hold on, typo, my typo, should be, should have been, should 've been, the right one is, let 's make it, \
    actually, i mean, i meant, make that, make it, scratch that, sorry, correction, \
    no wait, wait no, wait, rather, or rather, my bad, my mistake, no make it";

/// Words that begin what somebody tells.
pub(super) const TELLING: &str = "\
    acabei acabamos espero esperamos tomara hope hoping ontem yesterday earlier finally so finalmente just cliente clientes vou vim ja \
    today hoje conversa reuniao lunch";

/// Those of whom or which a clause tells. Nobody tells "you" what you do: that is asked.
pub(super) const PRONOUNS: &str = "\
    i im we he she they it eu ele ela eles elas nos isso isto";

/// Words that begin the name of somebody or something of which a clause tells.
pub(super) const SUBJECTS: &str = "\
    its my our his her their the this that these those there some somebody someone everybody everyone \
    nobody a o as os um uma meu minha meus minhas nosso nossa nossos nossas seu sua dele dela esse \
    essa este esta aquele aquela alguem todos ninguem";

/// Verbs whose endings do not tell that something happened, or is so.
pub(super) const HAPPENED: &str = "\
    went got came met sent was were had has hit spoke made did gave took bought sold said told left \
    paid felt found heard kept knew thought broke rang saw brought chose won lost is are been gone \
    done wants needs asks says likes loves foi fui foram veio vieram fez fiz fizeram deu deram teve \
    eh tive tiveram quis trouxe era eram estava esta sao tem ta to tou quer precisa pediu vem vai disse \
    gosta adora";

/// The endings of the others.
pub(super) const HAPPENED_ENDINGS: &[&str] = &[
    "ed", "ing", "ou", "ei", "eu", "iu", "amos", "emos", "imos", "aram", "eram", "iram", "ava",
    "avam", "ando", "endo", "indo",
];

/// What people exclaim.
pub(super) const INTERJECTIONS: &str = "\
    morning afternoon evening oh ah wow yay woohoo woo hoo hooray hurray yes yeah yep ugh phew haha hahaha lol btw fyi great \
    good nice awesome amazing perfect lovely cool sweet excellent wonderful sadly unfortunately \
    luckily fortunately finally ok okay well news hey hi hello dear boss lady man dude guys team \
    infelizmente felizmente finalmente otimo otima bom boa legal perfeito perfeita maravilha show top \
    uhu uhul eba oba opa putz poxa puxa caramba enfim sim oi ola ei chefe pessoal gente rs rsrs kkk kkkk";

/// Words by which somebody says that she wants something.
pub(super) const WISHES: &str = "\
    you voce voces quero queria queremos queriamos preciso precisamos precisava gostaria gostariamos \
    want need wish please pls favor pf pfv pfvr must should deve devem tenho temos gotta";

/// Words that set a condition, doubt, or say what others said.
pub(super) const CONDITIONS: &str = "\
    se caso quando senao somente apenas ate depois antes talvez acho acha achamos parece if unless \
    until till when whenever whether before after maybe perhaps might think thinks guess suppose \
    imagine imagina suponha disse disseram falou said says say told tell diz dizem would could will \
    porem exceto except como how teste test testing testando exemplo example simula simular pretend \
    lembra duvida pergunta question only so_se ainda yet later instead mentira brincadeira kidding \
    joke joking vez";

/// Words by which somebody takes back what she asked for.
pub(super) const RETRACTIONS: &str = "\
    errado errada engano wrong mistake cancelou cancela cancelar cancelado cancelled canceled cancel \
    desfazer desfez undo ignore ignora ignorar stop stopped para pare evita evitar avoid esquece \
    esqueca esqueci forget forgot nevermind already ja oops ops";

/// Words by which one asks for something to be done, as Portuguese questions do: "registra?"
pub(super) const ORDERS: &str = "\
    anota anote anotar registra registre registrar lanca lance lancar cria crie criar gera gere gerar \
    emite emita emitir manda mande mandar envia envie enviar faz faca fazer cadastra cadastre cadastrar \
    inclui inclua adiciona adicione adicionar coloca coloque colocar bota bote botar poe ponha marca \
    marque marcar move mova mover passa passe passar altera altere alterar muda mude mudar atualiza atualize lembra lembre \
    lembrar avisa avise avisar agenda agende agendar mostra mostre mostrar liste listar ve veja ver \
    exporta exporte exportar procura procure procurar busca busque buscar acha ache achar devolve devolva \
    devolver estorna estorne estornar reembolsa reembolse reembolsar cobre cobrar faturar puxa puxe puxar \
    traz traga trazer salva salve salvar joga jogue jogar register add create make send show move mark \
    remind schedule put";

/// Verbs that help others.
pub(super) const HELPING: &str = "\
    foi foram sido ser estava estavam ficou ficaram tinha tinham ha existe existem have has had been being was \
    were be got get gotten";

/// What people are to a company, before their names.
pub(super) const TITLES: &str = "\
    cliente customer client empresa company contato contact aluno aluna paciente moco moca rapaz senhor \
    senhora dona doutor doutora professor professora fornecedor fornecedora amigo amiga vizinho vizinha \
    fregues freguesa hospede noiva noivo colega menina menino sindico sindica inquilino inquilina dono \
    student patient lady gentleman supplier vendor tenant guest friend neighbor neighbour coach";

/// Words that restrict, or say how much or how often.
pub(super) const QUANTITIES: &str = "\
    ou or nor either twice thrice half metade part partly partial partially parcial parcialmente parte some alguns algumas several \
    varios varias both ambos ambas each every cada per por monthly weekly daily yearly quarterly mensal \
    mensais mensalmente semanal semanalmente diario diariamente anualmente recorrente recurring repeat \
    repete toda todo todas todos all any minus menos mais more less plus desconto discount percent \
    porcento dobro double twice duas dozen duzia rest resto max min maximo minimo least most other \
    others outro outra outros outras another different diferente new novo nova old antigo antiga draft \
    rascunho void anula anular delete apaga apagar remove remover erase exclui excluir deleta deletar \
    archive arquiva arquivar hold segura espera wait adia adiar postpone delay reschedule remarca \
    remarcar prevista previsto previstas igual desconta deduct parcela parcelado parcelar installments split forecast expected projected estimated promete promise promises \
    will going gonna vai vao vou ira quer querem deve devem precisa assim logo desde contanto enquanto conforme depende dependendo qualquer quase pretendo penso \
    pensando pensar planejo acharia provavelmente possivelmente supostamente eventualmente ocasionalmente \
    aproximadamente antecipadamente once case provided assuming while soon otherwise whatever thinking \
    planning plan probably possibly supposedly potentially eventually occasionally hopefully ideally \
    hypothetically approximately nearly barely hardly only early family supply supposed considering \
    unlikely likely resend reenvia reenviar edit edita editar change corrige corrigir fix print imprime \
    imprimir sue processa bloqueia block pause pausa duplicate duplica duplicar";

/// Words that say why.
pub(super) const REASONS: &str = "porque pois since because cause cos visto";

/// Words between clauses.
pub(super) const JOINTS: &str = "e and mas but entao so then depois plus";

/// Times that are over, or are now.
pub(super) const OVER: &str = "\
    ontem, ontem a noite, ontem de noite, ontem a tarde, ontem de manha, hoje, hoje cedo, hoje de \
    manha, hoje a tarde, hoje a noite, agora pouco, agora ha pouco, ha pouco, nesta manha, essa manha, \
    esta manha, semana passada, na semana passada, essa semana, esta semana, outro dia, today, earlier \
    today, earlier, yesterday, yesterday morning, yesterday afternoon, yesterday evening, last night, \
    this morning, this afternoon, this evening, tonight, last week, this week, the other day, a while \
    ago, just now, a minute ago, already";

/// Words that are often misspelt.
pub(super) const SLIPS: &str = "\
    obrigado obrigada favor preciso gostaria poderia quero please thanks thank could would kindly \
    hello agora amanha segunda terca quarta quinta sexta sabado domingo janeiro fevereiro abril \
    agosto setembro outubro novembro dezembro tomorrow today monday tuesday wednesday thursday \
    friday saturday sunday january february april august september october november december \
    porque because depois reais dollars";

pub(super) const FIRMS: &str = "\
    filho filhos filha filhas irmao irmaos cia companhia associados socios sons son daughters \
    brothers co company associates partners";

pub(super) const NAMELESS: &str = "\
    cliente clientes pessoa empresa cara moca moco senhor senhora gente todo todos toda todas \
    tudo alguem ninguem quem qual quais quanto quanta quantos quantas quando onde como porque \
    pois se so ja ainda mas depois antes hoje ontem amanha semana mes ano dia dias hora horas \
    passado passada proximo proxima ultimo ultima primeiro primeira mesmo mesma outro outra \
    outros outras metade resto valor deixa deixe esquece esqueca cancela cancele apaga apague \
    remove remova sei sim talvez mil reais real foi foram era posso podemos devo devemos seria \
    fosse customer customers client clients person company guy everybody everyone someone \
    somebody anyone nobody who what which when where why how if only already yet still but later \
    before after then today yesterday tomorrow week month year day days last next first same \
    other half rest all any every forget cancel delete undo never nevermind nothing yes maybe \
    did does was were has have had should would could can may must him them they you amount \
    dollars dollar euros euro because since";

pub(super) const MONTHS: &[(u32, &str)] = &[
    (1, "janeiro january jan"),
    (2, "fevereiro february fev feb"),
    (3, "marco march mar"),
    (4, "abril april abr apr"),
    (5, "maio may mai"),
    (6, "junho june jun"),
    (7, "julho july jul"),
    (8, "agosto august ago aug"),
    (9, "setembro september set sep sept"),
    (10, "outubro october out oct"),
    (11, "novembro november nov"),
    (12, "dezembro december dez dec"),
];

pub(super) const WEEKDAYS: &[(u32, &str)] = &[
    (0, "segunda segundafeira monday"),
    (1, "terca tercafeira tuesday"),
    (2, "quarta quartafeira wednesday"),
    (3, "quinta quintafeira thursday"),
    (4, "sexta sextafeira friday"),
    (5, "sabado saturday"),
    (6, "domingo sunday"),
];
