//! Words of politeness and small talk, in Portuguese and English, without accents: they mean nothing for a request.

pub(super) const FILLERS: &str = "\
    'd 'll 'm 're 've a abraco abracos aff comigo conosco agora agr bah ai ainda aleluia already alright alrighty also amem \
    amiga amigo amore an aquela aquelas aquele aqueles aqui are as asap assistant assistente atm basically \
    basicamente beijo beijos beleza bicho bjo bjos bjs blz bora brigada brigadao brigadinha brigadinho \
    brigado bro brother btw buddy cara caraca certinho cheers chefe chefia chief crm darling dear dela delas dele \
    deles direitinho dnv dude eai ei eita ela elas ele eles entao er erm essa essas esse essentially esses \
    esta estao estava estavam este eu fala favor favorzinho finally finalmente flw folks galera gente gentes \
    gentilmente gimme gostaria gostariamos grata gratas grato gratos guys haha hahah hahaha he hehe hehehe \
    hein hello her here hey heya hi hihi him his hiya hm hmm hon honey howdy i imediatamente immediately is isto \
    it ive ixi ja just kindly kk kkk kkkk kkkkk kkkkkk la lemme literally literalmente lmao lol maam madam \
    mano maravilha mate me meninas meninos mermao meu meus miga migo mim minha minhas my ne ngl nossa nossas \
    nosso nossos nele neles nelas now o obg obgd obgda obrigada obrigadao obrigadinha obrigadinho obrigado obviously oi oie \
    ok okay ola olha olhe omg opa os our oxe pal parca patrao pessoal pf pfv pfvr pfvzinho please plis pls \
    porfa poxa precisamos precisava preciso puts putz que queremos queria queriamos querida queridas querido \
    queridos quero quick quickly rapidao rapidinho rapido real really rly rn rs rsrs rsrsrs sao segue seguem \
    seguinte seu she simplesmente simply sir sistema so still sua sup system ta tambem tao tava tbh tchau \
    team thank thanks that the their them there theyve this tho thx tmj too tche ty uai ufa uh uhm uhu uhul um uma \
    umas umm uns urgente urgentemente urgently us valeu vc vei velho vey vixe vlw vlws vlww voce voces wanna \
    we well weve xoxo xx y'all yall yet yo";

/// Expressions that ask for a favour: with one of them a request may end in a question mark.
pub(super) const FAVOURS: &str = "\
    a gente consegue, a gente pode, any chance of, any chance you can, any chance you could, any way you \
    could, are you able to, can i ask you to, can i get, can i get you to, can i have, can i just get, can i \
    just see, can i see, can we, can we get, can we have, can we please, can you, can you also, can you go \
    ahead and, can you help me, can you help me to, can you just, can you kindly, can you let me see, can \
    you please, can you possibly, can you quickly, consegue, consegue me, consegue pra mim, consegues, \
    conseguiria, could i ask you to, could i get, could i get you to, could i have, could i see, could we, \
    could we get, could we have, could you, could you also, could you be so kind as to, could you go ahead \
    and, could you help me, could you help me to, could you just, could you kindly, could you let me see, \
    could you maybe, could you please, could you possibly, could you quickly, da para, da para voce, da pra, \
    da pra gente, da pra voce, daria para, daria pra, do you mind, do you think you can, do you think you \
    could, e possivel, eh possivel, faria o favor de, i was wondering if you could, i wonder if you could, \
    is it possible for me to, is it possible for you to, is it possible to, is there a way to, is there any \
    chance you could, is there any way to, is there any way you could, may i ask you to, may i get, may i \
    have, may i see, me consegue, me faria o favor de, might i have, mind, pode, pode ja, pode me, pode por \
    favor, podem, podemos, podemos ter, podemos ver, poderia, poderia me, poderias, podes, podia, podias, \
    posso pedir pra, posso te pedir pra, posso ter, posso ver, se importa de, se incomoda de, sera que da \
    pra, sera que pode, sera que poderia, sera que tem como, sera que vc pode, sera que voce consegue, sera \
    que voce pode, sera que voce poderia, seria possivel, tem como, tem como me, tem como voce, tem jeito, \
    tem jeito de, teria a gentileza de, teria como, think you can, think you could, tu consegue, tu pode, \
    voce consegue, voce consegue me, voce conseguiria, voce faria, voce pode, voce poderia, voce podia, will \
    you, will you be able to, will you please, would it be possible to, would you, would you also, would you \
    be able to, would you be kind enough to, would you be so kind as to, would you kindly, would you mind, \
    would you please";

pub(super) const COURTESIES: &str = "\
    2 coisas, 2 coisinhas, 2 things, 3 coisas, 3 things, a couple of things, a favor, a favour, a few \
    things, a gente, a vista, abs, acabaram de, acabou agora de, acabou de, after that, again, agenda isso, \
    agenda isso pra mim, agiliza, agiliza ai, agora mesmo, agradecemos, agradeco, agradeco desde ja, \
    aguardo, ah, alias obrigado, anota isso, anota isso pra mim, antes q eu esqueca, antes que esqueca, \
    antes que eu esqueca, anyhow, anyways, apologies for the bother, appreciate it, appreciated, aproveita \
    e, aproveitando, aproveitando que, aqui pra mim, as always, as discussed, as fast as you can, as per \
    usual, as quick as you can, as quickly as you can, as soon as possible, as soon as you can, as usual, as \
    well, assim que possivel, assim que puder, assim que voce puder, at once, at the earliest, at your \
    convenience, at your earliest convenience, ate agora, ate aqui, ate breve, ate ja, ate logo, ate mais, \
    ate o momento, atenciosamente, atrasadas ou nao, att, be a dear and, be a love and, be a star and, be so \
    kind and, be so kind as to, before i forget, before it slips my mind, bem rapido, best regards, book both, log both, record both, put both in, log them both, book them both, record them both, enter both, anota os 2, anota as 2, lanca os 2, lanca as 2, registra os 2, registra as 2, da baixa nos 2, da baixa nas 2, baixa os 2, baixa as 2, da baixa em ambos, da baixa em ambas, so you can, so can you, shop 's, store 's, company 's, the shop 's, the store 's, the company 's, my shop 's, dar uma olhada, bjs, boa \
    noite, boa quarta, boa quinta, boa segunda, boa semana, boa sexta, boa tarde, boa terca, bom dia, bom \
    dia a todos, bom domingo, bom fds, bom feriado, bom fim de semana, bom final de semana, bom sabado, bom \
    trabalho, bora, brigado ai, but do, by the way, can you do it, can you do it for me, can you do that, \
    can you do that for me, can you do this, can you handle it, can you handle that, can you help me, can \
    you sort it, can you sort that, can you sort that out, can you take care of it, can you take care of \
    that, check if, check whether, cheers mate, claro, com calma, com carinho, com licenca, com urgencia, \
    combinado, como vai, como vai voce, como vao as coisas, como vc ta, como voce esta, como voce ta, como \
    voce vai, consegue ver, could you do it, could you do it for me, could you do that, could you do that \
    for me, could you do this, could you do this for me, could you handle it, could you handle that, could \
    you sort that out, could you take care of it, could you take care of that, couple of things, da licenca, \
    de 2 coisas, de 3 coisas, de boa, de cabo a rabo, de cima a baixo, de novo, de uma vez, dear assistant, \
    depois disso, desculpa a correria, desculpa a hora, desculpa encher, desculpa incomodar, desculpa o \
    horario, desculpa o incomodo, desculpa qualquer coisa, desculpa te encher, desculpa te incomodar, \
    desculpe incomodar, desculpe o horario, desculpe o incomodo, desde ja, desde ja agradeco, desde ja \
    obrigada, desde ja obrigado, do me a favor and, do me a favour and, do remind, do that for me, do us a \
    favor, do us a favor and, do us a favour, do us a favour and, e ai, e claro, e isso, e quanto a, e so \
    isso, eh isso, em seguida, entende, era isso, era so isso, espero que esteja bem, espero que esteja tudo \
    bem, espero que voce esteja bem, estou com pressa, estou na correria, estou precisando, estou precisando \
    de, estou precisando que, estou querendo, eu preciso que, excuse me, faca a gentileza de, faca isso, \
    faca o favor, faca o favor de, faz a gentileza de, faz esse favor, faz favor, faz isso, faz isso por \
    favor, faz isso pra mim, faz isso pra mim por favor, faz o seguinte, faz um favor, fazendo favor, \
    fazendo favorzinho, fazendo o favor, fazendo um favor, fica com deus, fico no aguardo, figure out, find \
    out, first of all, first off, foi mal incomodar, for me, for me please, for my own records, for my peace \
    of mind, for my records, for our records, for the record, for the records, for us, forte abraco, go \
    ahead and, go on and, gonna need, good afternoon, good day, good evening, good morning, good night, \
    gostaria de pedir, gostaria de pedir que, gostaria de saber, gostaria de saber se, gostaria de ver, \
    gostaria que, gostaria que voce, gracas a deus, grato desde ja, happy friday, happy monday, happy \
    saturday, happy sunday, happy thursday, happy tuesday, happy wednesday, have a good day, have a good \
    evening, have a good one, have a good weekend, have a great day, have a great evening, have a great \
    weekend, have a lovely day, have a lovely weekend, have a nice day, hello assistant, hello there, help \
    me, help me out, hey assistant, hey there, hi assistant, hi team, hi there, hope all is well, hope this \
    finds you well, hope you 're doing well, hope you 're good, hope you 're having a good day, hope you 're \
    having a good weekend, hope you 're well, hope you are doing well, hope you are good, hope you are well, \
    hope you had a good weekend, hope your day is going well, hope your weekend is going well, hope your \
    well, hope youre well, how 's it going, how about, how are things, how are you, how are you doing, how \
    is it going, i 'd appreciate if you could, i 'd appreciate it, i 'd appreciate it if you could, i 'd be \
    grateful if you could, i 'd like, i 'd like to, i 'd like to know, i 'd like to see, i 'd like you to, i \
    'd love, i 'd love to, i 'd love to know, i 'd love to see, i 'd need, i 'd really appreciate it, i 'll \
    need, i 'll need to, i 'm after, i 'm going to need, i 'm gonna need, i 'm gonna need you to, i 'm \
    looking for, i 'm looking to, i 'm trying to, i 've got to, i am looking for, i am looking to, i am \
    trying to, i appreciate it, i gotta, i have got to, i have to, i hope all is well, i hope this finds you \
    well, i hope you 're doing well, i hope you 're well, i hope you are doing well, i hope you are well, i \
    just need, i just want, i must, i need, i need to, i need to know, i need to see, i need you to, i only \
    need, i only want, i really appreciate it, i want, i want to, i want to know, i want to see, i want you \
    to, i wanted to, i wanted to check if, i wanted to know if, i was hoping to, i was hoping you could, i \
    was wondering if, i will need, i will need to, i would appreciate it, i would appreciate it if you \
    could, i would be grateful if you could, i would like, i would like to, i would like to know, i would \
    like to see, i would like you to, i would love, i would love to, i would need, i would need to, if i \
    may, if i may ask, if it 's no trouble, if it 's not too much to ask, if it 's not too much trouble, if \
    it isn't too much trouble, if that 's all right, if that 's alright, if that 's ok, if that 's okay, if \
    that is ok, if that is okay, if you 'd be so kind, if you 're free, if you 've got a sec, if you can, if \
    you could, if you don't mind, if you don't mind me asking, if you don't mind my asking, if you get a \
    chance, if you get a minute, if you have a minute, if you have a moment, if you have a sec, if you have \
    time, if you please, if you will, if you would, if you would be so kind, if you would please, if you \
    wouldn't mind, im gonna need, im trying to, in our books, in our crm, in our records, in our system, in \
    the books, in the meantime, in the system, isso ai, isso mesmo, it 's time to, it would be appreciated, \
    ja aproveita e, ja aproveitando, just go ahead and, just so you know, just to, kind regards, know if, \
    lanca isso, lanca isso pra mim, late or not, lemme have, lemme know, lemme see, let 's, let me have, let \
    me know, let me know if, let me see, logo de uma vez, logo depois, long story short, mais uma coisa, \
    make a note, make it happen, make sure to, many thanks, me ajuda, me ajuda a, me ajude, me da, me de, me \
    diga, me diz, me diz se, me diz uma coisa, me fala uma coisa, me conta uma coisa, me responde uma coisa, deixa eu, deixe eu, deixa eu te pedir, deixa eu te perguntar, me fala, me fala se, me faz esse favor, me faz o favor de, me faz um favor, me \
    informa, me informe, meu amor, meu anjo, meu bem, meu caro, meu chapa, meu lindo, meu parceiro, meu \
    patrao, meu rei, minha cara, minha flor, minha linda, much appreciated, much obliged, muito grata, muito \
    grato, muito obrigada, muito obrigada mesmo, muito obrigado, muito obrigado mesmo, my apologies, na \
    base, na base de dados, na boa, na correria, na moral, na nossa base, na sequencia, nao deixa eu \
    esquecer de, nao esqueca de, nao esquece de, nao me deixa esquecer, nao me deixa esquecer de, nao vai \
    esquecer, necessito, necessito de, necessito que, need a, need an, need my, need our, need the, need you to, never mind the hour, no aguardo, no big \
    deal, no crm, no drama, no hurry, no nosso sistema, no pressure, no problem, no rush, no sistema, no \
    worries, nos nossos registros, nos registros, nossa, o mais rapido possivel, o mais rapido que der, o \
    qto antes, o quanto antes, obrigada desde ja, obrigado desde ja, ok entao, on file, on my end, on that \
    one, on the books, on this one, one more thing, one question, open or not, outra vez, over here, overdue \
    or not, paga ou nao, pagas ou em aberto, pagas ou nao, paid or not, paid or otherwise, paid or unpaid, \
    para a gente, para controle, para eu saber, para eu ver, para mim, para nos, para o meu controle, pardon \
    me, pelamor, pelo amor de deus, please and thank you, please do, please go ahead and, pode ser, por \
    acaso, por caridade, por enquanto, por enquanto e so, por favor, por favorzinho, por gentileza, por hoje \
    e so, por obsequio, por ora, por sinal, poxa, pra conferir, pra controle, pra eu acompanhar, pra eu \
    conferir, pra eu me organizar, pra eu nao esquecer, pra eu saber, pra eu ter uma ideia, pra eu ver, pra \
    gente, pra gente conferir, pra gente ver, pra ja, pra mim, pra nao esquecer, pra nos, pra ontem, preciso \
    pedir, pretty please, preciso que, preciso que voce, preciso saber, preciso saber se, preciso so, preciso ver, pro \
    controle, pro meu controle, quando puder, quando tiver tempo, quando tiver um tempinho, quando tiver um \
    tempo, quando voce puder, queria pedir para voce, queria pedir pra, queria que voce, queria saber, \
    queria saber se, queria te pedir, queria te pedir pra, quero pedir pra, quero que voce, quero saber, \
    quero saber se, quero so, quick favor, quick favour, quick one, quick question, quick request, quick \
    thing, real fast, real quick, really appreciate it, regards, registra isso, registra isso pra mim, \
    remember to please, resolve isso pra mim, right away, right now, sabe, sabe me dizer, saber se, se nao \
    der trabalho, se nao for incomodar, se nao for incomodo, se nao for pedir muito, se nao se importar, se \
    puder, se tiver um tempinho, se voce puder, see if, see whether, sem pressa, sem pressa nenhuma, sera \
    que, sincerely, small favor, so far, so isso, so isso mesmo, so preciso, so quero, so sorry, so uma \
    coisa, sorry for bothering you, sorry for the bother, sorry for the trouble, sorry to bother, sorry to \
    bother you, sorry to disturb, sorry to disturb you, sorry to trouble you, super quick, ta bem, ta bom, \
    ta certo, ta joia, ta muchly, ta ok, ta very much, tamo junto, td bem, tell me, tell me if, tenha a \
    gentileza de, thank god, thank goodness, thank heavens, thank you, thank you in advance, thank you \
    kindly, thank you so much, thank you very much, thanks a bunch, thanks a lot, thanks a million, thanks a \
    ton, thanks again, thanks heaps, thanks in advance, thanks loads, thanks mate, thanks so much, thanks \
    very much, that 's half of it, that half of it, that 'd be awesome, that 'd be great, that 'd be lovely, that 'll be all, that 's all, that \
    's all for now, that 's it, that is all, that will be all, that would be awesome, that would be great, \
    that would be helpful, that would be lovely, that would be perfect, that would be wonderful, time to, \
    tipo assim, to com pressa, to na correria, to na correria aqui, to numa correria, to our crm, to our \
    records, to precisando, to precisando de, to precisando que, to querendo, to start with, to the records, \
    tons of thanks, top to bottom, trying to, tudo bem, tudo bom, tudo certo, tudo joia, tudo na paz, tudo \
    tranquilo, um abraco, um beijo, um favor, um favorzinho, um grande abraco, uma coisinha, uma duvida, uma \
    pergunta, valeu ai, valeu demais, valeu mesmo, vamos, vc sabe, ve ai, ve ai pra mim, ve pra mim, ve se, \
    veja se, vencidas ou nao, ver se, viu, voce sabe, vou precisar, vou precisar de, vou precisar que voce, \
    vou querer, wanted to, we 'd like to, we 'll need, we 'll need to, we 've got to, we gotta, we have to, \
    we must, we need to, we want to, we will need, what 's up, what about, when u get a sec, when you 're \
    free, when you 've got a sec, when you can, when you get a chance, when you get a minute, when you get a \
    sec, when you get the chance, when you get time, when you have a chance, when you have a minute, when \
    you have a moment, when you have a sec, whenever you 're ready, whenever you can, whenever you get a \
    chance, whenever you get a minute, whenever you have a sec, while i 'm at it, while i remember, while im \
    at it, while we 're at it, while you 're at it, while you are at it, while youre at it, with that one, \
    with this one, wondering if, would appreciate, would like, would love, would like to see, would like to know, for the pipeline, in the pipeline, to the pipeline, would be appreciated, would be great, would be lovely, would be much \
    appreciated, would ya, would you do that, would you do that for me, you 're a lifesaver, you 're a star, \
    you 're the best, you are a lifesaver, you are the best, you know, you rock, you see";

/// What people exclaim.
pub(super) const INTERJECTIONS: &str = "\
    afternoon ah amazing awesome bah boa bom boss btw caramba chefe cool dear dude eba ei enfim evening \
    excellent felizmente finally finalmente fortunately fyi gente good great guys haha hahaha hello hey \
    hi hoo hooray hurray infelizmente kkk kkkk lady legal lol lovely luckily man maravilha morning news \
    nice oba oh oi ok okay ola opa otima otimo perfect perfeita perfeito pessoal phew poxa putz puxa rs \
    rsrs sadly show sim sweet team top ugh uhu uhul unfortunately well wonderful woo woohoo wow yay yeah \
    yep yes";
