# As pessoas da empresa: o comando, o que ele diz, e o que a API diz delas.

cli-members = Mostra, inclui e retira as pessoas que trabalham aqui
    .about = Mostra, inclui e retira as pessoas que trabalham aqui
    .arg-json = { cli-members-list.arg-json }
    .examples =
        Exemplos:
          firma members                                                quem trabalha aqui
          firma members add "Bia Lima" --role manager --department finance
          firma members add Caio --role staff --department sales --department finance
          firma members remove Caio

        O dono (owner) faz tudo e define os limites; o administrador (admin) cuida de pessoas e configurações; o gerente
        (manager) aprova nos seus departamentos; a equipe (staff) pede trabalho nos seus. Donos incluem e retiram qualquer
        pessoa; administradores, todos menos donos.

cli-members-list = Lista as pessoas, com o nome dos tokens
    .about = Lista as pessoas, com o nome dos tokens
    .examples =
        Exemplo:
          firma members list --json
    .arg-json = Mostra como a API mostra

cli-members-show = Mostra uma pessoa
    .about = Mostra uma pessoa
    .examples =
        Exemplo:
          firma members show "Bia Lima"
    .arg-member = O nome ou id dela
    .arg-json = Mostra como a API mostra

cli-members-add = Inclui uma pessoa e mostra o token dela uma só vez
    .about = Inclui uma pessoa e mostra o token dela uma só vez
    .examples =
        Exemplos:
          firma members add "Bia Lima" --role manager --department finance
          firma members add Davi --role admin > davi.token

        O token vai para a saída padrão; o resto, ao lado. Só o hash fica guardado: se ele se perder, troque-o (rotate).
    .arg-name = Como ela se chama
    .arg-role = O papel dela: owner, admin, manager ou staff
    .arg-another = É outra pessoa, mesmo que alguém aqui já se chame assim
    .arg-departments = Um departamento em que ela trabalha; repita para cada um. Gerentes e equipe precisam de um
    .arg-json = Mostra a pessoa e o token em JSON

cli-members-rotate = Dá outro token a uma pessoa: o antigo não abre mais nenhuma porta
    .about = Dá outro token a uma pessoa: o antigo não abre mais nenhuma porta
    .examples =
        Exemplo:
          firma members rotate "Bia Lima"
    .arg-member = O nome ou id dela
    .arg-json = Mostra a pessoa e o token em JSON

cli-members-remove = Retira uma pessoa da empresa: o token dela não abre mais nenhuma porta
    .about = Retira uma pessoa da empresa: o token dela não abre mais nenhuma porta
    .examples =
        Exemplo:
          firma members remove "Bia Lima"

        O que ela decidiu continua com o nome dela. Conversas que ela tinha assumido voltam aos agentes; o que ela pediu segue,
        e não faz mais nada em nome dela.
    .arg-member = O nome ou id dela

members = As pessoas da empresa.
    .shown =
        { $name } ({ $role })
          departamentos: { $departments }
          token: { $credential }
          desde: { $since }
          id: { $id }
    .added = { $name } agora trabalha aqui ({ $role }). O token dela, { $credential }, aparece só desta vez:
    .namesake = { $name } já trabalha aqui ({ $role }, token { $credential }). Para um token novo: firma members rotate "{ $name }". Se é outra pessoa de mesmo nome: acrescente --another.
    .rotated = { $name } ({ $role }) tem outro token, { $credential }; o antigo não abre mais nenhuma porta. Ele aparece só desta vez:
    .removed = { $name } não trabalha mais aqui, e o token dela não abre nenhuma porta.
    .none = nenhum
    .everywhere = todos
    .role-owner = dono
    .role-admin = administrador
    .role-manager = gerente
    .role-staff = equipe
    .yourself = Esta Firma roda com o seu token: ninguém mais poderia usá-la aqui. Outro dono pode retirar você por HTTP.
    .last-owner = É o último dono: ninguém mais poderia definir limites nem incluir donos. Inclua outro antes: firma members add NOME --role owner
    .not-allowed = Só donos mudam donos; donos e administradores mudam os demais. Peça a um deles.
    .gone = Ela não trabalha mais aqui.
    .unknown = Ninguém aqui se chama "{ $name }"; o mais parecido é "{ $nearest }". "firma members" lista todos.
    .ambiguous = Várias pessoas se chamam "{ $name }". Use o id que "firma members" mostra.
    .bad-name = O nome precisa de 1 a 80 caracteres em uma linha.
    .no-department = Gerentes e equipe trabalham em departamentos: acrescente --department NOME.
    .no-departments = Donos e administradores trabalham em todos: deixe --department de fora.
    .unknown-department = Não existe o departamento "{ $name }". Existem: { $known }.

problem-no-such-member = Essa pessoa não trabalha aqui.
    .title = Essa pessoa não trabalha aqui.
    .detail = GET /v1/members lista quem trabalha.

problem-not-your-members = O seu papel não basta.
    .title = O seu papel não basta.
    .detail = Donos mudam todos, administradores todos menos donos, ninguém mais muda ninguém. Peça a um deles.

problem-last-owner = É o último dono.
    .title = É o último dono.
    .detail = Ninguém mais poderia definir limites nem incluir donos. Inclua outro dono antes.

problem-member-has-left = Quem este pedido incluiu já saiu.
    .title = Quem este pedido incluiu já saiu.
    .detail = Para incluir alguém de novo, mande o pedido com outra Idempotency-Key.

problem-member-name = O nome não serve.
    .title = O nome não serve.
    .detail = "name" precisa de 1 a 80 caracteres em uma linha.

problem-member-name-taken = Já trabalha aqui alguém com esse nome.
    .title = Já trabalha aqui alguém com esse nome.
    .detail = { $name } tem o id { $id }: POST /v1/members/{ $id }/rotate dá um token novo. Se é outra pessoa, mande "another": true.

problem-member-department-missing = O papel precisa de um departamento.
    .title = O papel precisa de um departamento.
    .detail = Gerentes e equipe trabalham em departamentos: diga-os em "departments".

problem-member-everywhere = O papel não tem departamento.
    .title = O papel não tem departamento.
    .detail = Donos e administradores trabalham em todos: deixe "departments" de fora.

problem-member-department-unknown = Não existe esse departamento.
    .title = Não existe esse departamento.
    .detail = "departments" tem "{ $name }". Existem: { $known }.
