# Criar uma ferramenta e chamar uma à mão.

tool = Uma ferramenta.
    .unknown = Não existe a ferramenta "{ $tool }"; a mais parecida é "{ $nearest }". "firma tool new DEPARTAMENTO NOME" cria uma nova.
    .held_back = "{ $tool }" não está liberada: um outro programa teria que emprestá-la, e você concordar. "firma mcp-tools" lista o que é emprestado, "firma mcp-tools show { $tool }" mostra o que ela diz de si.
    .no_json = Os argumentos não são JSON: { $error }.
    .no_object = Os argumentos têm que ser um objeto JSON, por exemplo '{ "{" }"name": "Ana"{ "}" }'.
    .unknown_field = Não existe o campo "{ $field }"; o mais parecido é "{ $nearest }".
    .missing_field = Falta o campo "{ $field }".
    .wrong_field = O campo "{ $field }" tem que ser { $wants }; isto é { $value }.
    .fields = { $tool } aceita:
    .field = { $name }: { $kind }. { $about }
    .field_optional = { $name } (pode ficar de fora): { $kind }. { $about }
    .other_build = A Firma que está rodando talvez seja outra compilação, sem esta ferramenta ou sem a permissão dela: encerre-a e inicie a nova.
    .department = Departamento: { $value }
    .effect = O que uma repetição faria: { $value }
    .effect_read = nada: ela só lê
    .effect_local = nada: é feito uma vez, nas nossas próprias tabelas
    .effect_write_once = nada: o outro lado descarta repetições
    .effect_write_at_most_once = estrago: é enviado uma vez e, na dúvida, pergunta-se a uma pessoa
    .allowed = Ninguém precisa aprovar.
    .asks = Uma pessoa tem que aprovar, { $role }: { $why }
    .authority = Ela entrega: { $value }
    .plan = O que aconteceria, exatamente: { $value }
    .nothing_done = Nada foi feito.

tool-new = Uma ferramenta nova.
    .made = Feito:
    .added = { $path }: { $what }
    .written = { $path }
    .next =
        Agora escreva o que ela faz em { $path } e o que ela diz nos dois arquivos ao lado. Depois:
          cargo test -p tools { $name }
          cargo run -- tool call { $name } '{ $example }'
    .no_checkout = Isto não é um checkout da Firma: não há tools/src/lib.rs aqui nem acima. Vá até um, ou obtenha-o com git clone.
    .no_department = Não existe o departamento "{ $department }" em agents/. Existem: { $known }.
    .no_work = A supervisão não tem ferramentas próprias; ela só delega. Escolha entre: { $known }.
    .bad_name = "{ $name }" não pode ser o nome de uma ferramenta: letras minúsculas, dígitos e "_", uma letra primeiro, no máximo 40, por exemplo "send_reminder".
    .keyword = "{ $name }" é uma palavra do Rust e não pode nomear o módulo de um arquivo. Escolha outra, por exemplo "{ $name }_it".
    .reserved = "{ $name }" tem um sentido próprio na Firma. Escolha outro nome.
    .taken = Já existe uma ferramenta ou um texto "{ $name }": { $path }. Escolha outro nome, ou mude aquele.
    .in_the_way = { $path } está no caminho. Mova-o, ou escolha outro nome.
    .unexpected = { $path } não está como se esperava: { $what } não foi encontrado. Deixe-o como era, ou crie a ferramenta à mão como diz o CONTRIBUTING.md.
    .unwritable = Não é possível escrever { $path }: { $error }. Nada foi mudado.
    .half = Foi interrompido em { $path }: { $error }. Isto foi escrito: { $done }. Desfaça com o git e tente de novo.

cli-tool = Cria uma ferramenta num checkout, ou chama uma à mão
    .about = Cria uma ferramenta num checkout, ou chama uma à mão
    .examples =
        Exemplos:
          firma tool new sales find_address --outside
          firma tool call find_leads '{ "{" }"query": "ana"{ "}" }'

cli-tool-new = Cria uma ferramenta num checkout da Firma
    .about = Cria uma ferramenta num checkout da Firma: o arquivo, os textos nas duas línguas, o teste, a linha na lista e a permissão. Ela compila na hora.
    .examples =
        Exemplos:
          firma tool new sales count_leads                    trabalha nas nossas próprias tabelas
          firma tool new sales find_address --outside         pergunta a outro sistema
    .arg-department = De quem: um arquivo em agents/
    .arg-name = Como se chama, por exemplo find_address
    .arg-outside = Ela sai de casa: um envio, a pergunta do que foi feito dele, e o nosso lado disso

cli-tool-call = Chama uma ferramenta, como um turno próprio que passa pelo portão
    .about = Chama uma ferramenta como a pessoa dona desta casa: um turno próprio que passa pelo portão, com registro, orçamento, aprovação e auditoria
    .examples =
        Exemplos:
          firma tool call find_leads '{ "{" }"query": "ana"{ "}" }'
          firma tool call refund_invoice '{ "{" }"invoice": "9001"{ "}" }' --dry-run
          firma tool call create_lead - < lead.json

        Códigos de saída: 0 feito, 2 espera aprovação, 1 não foi feito.
    .arg-name = Qual ferramenta
    .arg-arguments = Os argumentos dela como um objeto JSON; "-" os lê da entrada padrão
    .arg-dry-run = Só dizer o que aconteceria e o que é preciso; não mudar nada
    .arg-json = Mostrar o resultado para um programa
