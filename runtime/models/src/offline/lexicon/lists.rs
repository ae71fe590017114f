//! The lists of the closed classes of words, in Portuguese and English, without accents.

pub(super) const NEGATIONS: &str = "\
    aren't can't cannot didn't doesn't don't dont hasn't haven't isn't jamais n nada nao naum nem nenhum \
    nenhuma never none not nunca shouldn't stop wasn't without won't";

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

pub(super) const AUXILIARIES: &str = "\
    am are did do does had has have is may must should was were will";

/// Short forms, after the words that they stand for.
pub(super) const SHORT: &[(&str, &str)] = &[
    ("voce", "vc ce"),
    ("voces", "vcs"),
    ("hoje", "hj"),
    ("amanha", "amnh amh amn"),
    ("tambem", "tb tbm tbem"),
    ("que", "q oq"),
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
    ("until", "til till"),
    ("through", "thru"),
    ("how", "hows howd"),
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
    ("monday", "mon mond"),
    ("tuesday", "tue tues"),
    ("wednesday", "wed weds wednes"),
    ("thursday", "thu thur thurs"),
    ("friday", "fri"),
    ("saturday", "sat"),
    ("sunday", "sun"),
    ("with", "w"),
    ("what", "whats wats wat"),
    ("who", "whos"),
    ("week", "wk"),
    ("weeks", "wks"),
    ("next", "nxt"),
    ("meeting", "mtg"),
    ("verdade", "vdd"),
    ("muito", "mt mto"),
    ("ninguem", "ngm"),
    ("that", "thats"),
    ("he", "hes"),
    ("she", "shes"),
    ("they", "theyre"),
    ("i", "ive"),
    ("can't", "cant"),
    ("haven't", "havent"),
    ("hasn't", "hasnt"),
    ("didn't", "didnt"),
    ("doesn't", "doesnt"),
    ("isn't", "isnt"),
    ("wasn't", "wasnt"),
    ("won't", "wont"),
    ("aren't", "arent"),
    ("shouldn't", "shouldnt"),
    ("because", "bc cuz coz cos becos bcos bcz"),
];

pub(super) const CORRECTIONS: &str = "\
    actually, alias, alias e, alias eh, correcao, correction, corrige, corrigindo, desculpa, desculpe, \
    deveria ser, digitei errado, digo, e sim, era para ser, era pra ser, errei, escrevi errado, espera, \
    espera ai, falei errado, hang on, hold on, i mean, i meant, i take it back, i take that back, let me correct that, or actually, well actually, i meant to say, strike that, correct that, change that to, or better, better make it, calma, calma ai, melhor dizendo, pera la, me equivoquei, na real, let 's make it, make it, make that, \
    me confundi, me enganei, minto, my bad, my mistake, my typo, na realidade, na verdade, nao e, \
    nao eh, nao sao, no make it, no wait, o certo e, o certo eh, o certo seria, o correto eh, oops, ops, \
    or rather, ou melhor, pera, pera ai, perai, perdao, quer dizer, queria dizer, quero dizer, \
    quis dizer, rather, scratch that, should 've been, should be, should have been, sorry, \
    the right one is, typo, wait, wait no";

/// Words that begin what somebody tells.
pub(super) const TELLING: &str = "\
    acabamos acabei cliente clientes conversa earlier esperamos espero finally finalmente hoje hope \
    hoping ja just lunch ontem reuniao so today tomara vim vou yesterday";

/// Those of whom or which a clause tells. Nobody tells "you" what you do: that is asked.
pub(super) const PRONOUNS: &str = "ela elas ele eles eu he i im isso isto it nos she they we";

/// Words that begin the name of somebody or something of which a clause tells.
pub(super) const SUBJECTS: &str = "\
    a alguem aquela aquele as dela dele essa esse esta este everybody everyone her his its meu meus \
    minha minhas my ninguem nobody nossa nossas nosso nossos o os our seu some somebody someone sua that \
    the their there these this those todos um uma";

/// Verbs whose endings do not tell that something happened, or is so.
pub(super) const HAPPENED: &str = "\
    adora are ate asks became been began bent bit blew bought broke brought built burnt came caught chose coube \
    dealt deram deu did disse disseram done drank drew drove eh era eram esta estava estavam esteve fed fell \
    felt fez fiz fizeram flew foi foram forgot fought found froze fui gave gone gosta got grew had has heard \
    held hid hit houve hung is kept knew left lent likes lost loves made meant met needs paid pediu pos \
    precisa puseram quer quis quiseram quit ran rang rose said sang sank sao sat saw says sent shook shot slept \
    slid slipped sold soube souberam spent spoke stole stood stuck swore ta tava tavam taught tem teve thought \
    threw tinha tinham tive tiveram to told took tore tou trouxe trouxeram understood vai veio vem vieram viu \
    wants was went were woke won wore wrote";

/// The endings of the others.
pub(super) const HAPPENED_ENDINGS: &[&str] = &[
    "ed", "ing", "ou", "ei", "eu", "iu", "amos", "emos", "imos", "aram", "eram", "iram", "ava",
    "avam", "ando", "endo", "indo",
];

/// Words by which somebody says that she wants something.
pub(super) const WISHES: &str = "\
    deve devem favor gostaria gostariamos gotta must need pf pfv pfvr please pls precisamos precisava \
    preciso queremos queria queriamos quero should temos tenho voce voces want wish you";

/// Words that set a condition, doubt, or say what others said.
pub(super) const CONDITIONS: &str = "\
    acha achamos acho after ainda antes apenas ate before brincadeira caso como could depois disse \
    disseram diz dizem duvida example except exceto exemplo falou guess how if imagina imagine instead \
    joke joking kidding later lembra maybe mentira might once only parece pergunta perhaps porem pretend \
    quando question said say says se senao simula simular so_se somente suponha suppose talvez tell test \
    testando teste testing think thinks till told unless until vez when whenever whether will would yet";

/// Words by which somebody takes back what she asked for.
pub(super) const RETRACTIONS: &str = "\
    already avoid cancel cancela cancelado cancelar canceled cancelled cancelou desfazer desfez engano \
    errada errado esqueca esquece esqueci evita evitar forget forgot ignora ignorar ignore ja mistake \
    nevermind oops ops para pare stop stopped undo wrong";

/// Words by which one asks for something to be done, as Portuguese questions do: "registra?"
pub(super) const ORDERS: &str = "\
    acha achar ache add adiciona adicionar adicione agenda agendar agende altera alterar altere anota \
    anotar anote atualiza atualize avisa avisar avise bota botar bote busca buscar busque cadastra \
    cadastrar cadastre cobrar cobre coloca colocar coloque create cria criar crie devolva devolve \
    devolver emita emite emitir envia enviar envie estorna estornar estorne exporta exportar exporte \
    faca faturar faz fazer gera gerar gere inclua inclui joga jogar jogue lanca lancar lance lembra \
    lembrar lembre listar liste make manda mandar mande marca marcar mark marque mostra mostrar mostre \
    mova move mover muda mudar mude passa passar passe poe ponha procura procurar procure put puxa puxar \
    puxe reembolsa reembolsar reembolse register registra registrar registre remind salva salvar salve \
    schedule send show traga traz trazer ve veja ver";

/// Verbs that help others.
pub(super) const HELPING: &str = "\
    be been being estava estavam existe existem ficaram ficou foi foram get got gotten ha had has have \
    ser sido tinha tinham was were";

/// What people are to a company, before their names.
pub(super) const TITLES: &str = "\
    aluna aluno amiga amigo client cliente coach colega company contact contato customer dona dono \
    doutor doutora empresa fornecedor fornecedora fregues freguesa friend gentleman guest hospede \
    inquilina inquilino lady menina menino moca moco neighbor neighbour noiva noivo paciente patient \
    professor professora rapaz senhor senhora sindica sindico student supplier tenant vendor vizinha \
    vizinho";

/// Those to whom one speaks.
pub(super) const VOCATIVES: &str = "\
    amada amado amiga amigo anjo bem bichinho boss chefe chefia colega comadre compadre coracao darling \
    doce filha filho flor fofa fofinha fofinho fofo gata gato gente guri guria homem irma irmao jovem linda \
    lindo mainha mana mano menina menino meninas meninos moca mocinha moco mulher nega nego neguinha painho \
    parceira parceiro princesa querida querido rapaz rapaziada rei santa senhor senhora tia tio vida vizinha \
    vizinho babe bud chap dear folks hun lad lads lass love luv mate pal petal sweetheart treasure";

/// What people exclaim after a "que", or a "what a".
pub(super) const EXCLAIMED: &str = "\
    absurdo alegria alivio azar barato bela belo boa bom bonito bencao calor canseira chato chuva coisa correria \
    delicia desgraca dia dificil doideira dor droga felicidade feliz feia feio frio furada horror inferno \
    linda lindo loucura luta manha maravilha massa merda noite noticia otima otimo pena perrengue porcaria preguica \
    raiva ruim saco sabado saudade semana sorte sufoco surpresa susto tarde triste tristeza vergonha vexame vida \
    awful bad bummer busy crazy day disaster gorgeous great hassle lovely mess morning nice nightmare pain pity relief \
    rubbish shame shift shocker stress surprise treat week weekend";

/// Words that restrict, or say how much or how often.
pub(super) const QUANTITIES: &str = "\
    acharia adia adiar algumas alguns all ambas ambos another antecipadamente antiga antigo anualmente \
    anula anular any apaga apagar approximately aproximadamente archive arquiva arquivar assim assuming \
    barely block bloqueia both ca cada case change conforme considering contanto corrige corrigir daily \
    deduct delay deleta deletar delete depende dependendo desconta desconto desde deve devem diariamente \
    diario diferente different discount dobro double dozen draft duas duplica duplicar duplicate duzia \
    each early edit edita editar either enquanto erase espera estimated eventually eventualmente every \
    excluding exclui excluindo excluir expected family fix forecast going gonna half hardly hold \
    hopefully hypothetically ideally igual imprime imprimir installments ira least less likely mais \
    max maximo menos mensais mensal mensalmente metade min minimo minus monthly more most nearly new nor \
    nova novo ocasionalmente occasionally old once only onward onwards or other others otherwise ou outra outras outro \
    outros parcela parcelado parcelar parcial parcialmente part parte partial partially partly pausa \
    pause pensando pensar penso per percent plan planejo planning plus por porcento possibly \
    possivelmente postpone potentially precisa pretendo prevista previstas previsto print probably \
    processa projected promete promise promises provavelmente provided qualquer quarterly quase quer \
    querem rascunho recorrente recurring reenvia reenviar remarca remarcar remove remover repeat repete \
    reschedule resend rest resto segura sem semanal semanalmente several some soon split sue \
    supostamente supply supposed supposedly thinking thrice toda todas todo todos twice unlikely uteis vai vao \
    varias varios void vou wait weekly whatever while will yearly";

/// Words that say why.
pub(super) const REASONS: &str = "because cause cos pois porque since visto";

/// What asks to be reminded by saying what must not be.
pub(super) const REMINDERS: &str = "\
    can't forget, cannot forget, do not let me forget, don't let me forget, dont let me forget, don't let us forget, i can't \
    forget, i mustn't forget, i must not forget, nao deixa eu esquecer, nao deixe eu esquecer, nao me deixa \
    esquecer, nao me deixe esquecer, nao posso esquecer, nao posso me esquecer, nao quero esquecer, so i don't \
    forget, so that i don't forget, make sure i don't forget, make sure i do not forget, make sure that i don't forget, \
    make sure that i do not forget, do not allow me to forget";

/// Words between clauses.
pub(super) const JOINTS: &str = "and but depois e entao mas plus so then";

/// Times that are over, or are now.
pub(super) const OVER: &str = "\
    a minute ago, a while ago, agora ha pouco, agora pouco, already, earlier, earlier today, essa manha, \
    essa semana, esta manha, esta semana, ha pouco, hoje, hoje a noite, hoje a tarde, hoje cedo, \
    hoje de manha, just now, last night, last week, na semana passada, nesta manha, ontem, \
    ontem a noite, ontem a tarde, ontem de manha, ontem de noite, outro dia, semana passada, \
    the other day, this afternoon, this evening, this morning, this week, today, tonight, yesterday, \
    yesterday afternoon, yesterday evening, yesterday morning";

/// Words that are often misspelt.
pub(super) const SLIPS: &str = "\
    obrigado obrigada favor preciso gostaria poderia quero please thanks thank could would kindly \
    hello agora amanha segunda terca quarta quinta sexta sabado domingo janeiro fevereiro abril \
    agosto setembro outubro novembro dezembro tomorrow today monday tuesday wednesday thursday \
    friday saturday sunday january february april august september october november december \
    porque because depois reais dollars";

pub(super) const FIRMS: &str = "\
    associados associates brothers cia co companhia company daughters filha filhas filho filhos irmao \
    irmaos partners socios son sons";

pub(super) const NAMELESS: &str = "\
    after ainda alguem all already amanha amount ano antes any anyone apaga apague because before but \
    can cancel cancela cancele cara client cliente clientes clients como company could customer \
    customers day days deixa deixe delete depois devemos devo dia dias did does dollar dollars empresa \
    era esqueca esquece euro euros every everybody everyone first foi foram forget fosse gente guy had \
    half has have him hoje hora horas how if ja last later mas may maybe mes mesma mesmo metade mil moca \
    moco month must never nevermind next ninguem nobody nothing onde only ontem other outra outras outro \
    outros passada passado person pessoa podemos pois porque posso primeira primeiro proxima proximo \
    quais qual quando quanta quantas quanto quantos quem reais real remova remove rest resto same se sei \
    semana senhor senhora seria should sim since so somebody someone still talvez them then they toda \
    todas today todo todos tomorrow tudo ultima ultimo undo valor was week were what when where which \
    who why would year yes yesterday yet you";

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
