# O que a auditoria diz de si mesma.

audit = A auditoria.
    .progress = Até aqui { $rows } linhas estão como foram seladas.
    .sound = A auditoria está como foi selada: { $rows } linhas.
    .gone = Linhas que saíram com o prazo de guarda, como diz o dono do banco: { $gone }
    .unsealed = Linhas ainda sem selo: { $unsealed }, a mais antiga de { $since }
    .head = Ponta no selo { $seq } ({ $at }), para guardar em outro lugar: { $hash }
    .nothing = Nada foi selado ainda. O "firma serve" faz isso.
    .changed = Esta linha não é o que foi selado: "{ $act }" de { $at }, { $id }, no selo { $seal }.
    .removed = Falta uma linha que foi selada: a de { $at }, { $id }, no selo { $seal }.
    .added = Esta linha foi posta depois: "{ $act }", que diz ser de { $at }, { $id }, entre as do selo { $seal }.
    .backdated = Esta linha diz ser mais de um dia mais velha do que o lugar dela na auditoria: "{ $act }" de { $at }, { $id }, no selo { $seal }. Ela foi posta depois, ou um relógio foi atrasado.
    .seal-changed = O selo { $seal } não é o que foi escrito.
    .seal-missing = Falta o selo { $seal }.
    .head-missing = A ponta que você guardou não faz parte desta auditoria: ela perdeu o fim, ou foi escrita de novo.
    .before = Antes disso { $rows } linhas estão como foram seladas.
    .unknown = desconhecido
