# O que o doctor encontra.

cli-doctor = Confere se está tudo de que a Firma precisa
    .about = Confere se está tudo de que a Firma precisa
    .examples =
        Exemplos:
          firma doctor
          firma doctor --json | jq '.[] | select(.state == "wrong")'

        Não muda nada, só inicia os programas que emprestam ferramentas (para ouvir quais, e os
        encerra), funciona ao lado de uma Firma rodando e sem ela, e não mostra segredos.
        Termina com 0 se nada estiver errado, com 1 caso contrário.
    .arg-json = Mostra o que encontrou em JSON

doctor = O que o doctor encontra.
    .check-home = Pasta
    .check-disk = Disco
    .check-configuration = Configuração
    .check-files = Departamentos
    .check-port = HTTP
    .check-database = Banco
    .check-clock = Relógio
    .check-work = Trabalho
    .check-audit = Auditoria
    .check-models = Modelo
    .check-mcp = Ferramentas
    .check-payments = Pagamentos
    .check-collector = Traces
    .all-well = Nada está errado.
    .something-wrong = Algo está errado: veja as linhas com ✗.
    .slow = sem resposta em { $seconds } s
    .home = { $path }
    .home-none = { $path } ainda não existe; o primeiro início cria
    .home-impossible = { $path } não existe e não pode ser criada: aponte FIRMA_HOME para uma pasta em que você possa escrever
    .home-closed = { $path } não aceita escrita: dê a pasta ao usuário que roda a Firma
    .token-open = outros podem ler { $path }: use chmod 600 e dê o arquivo ao usuário que roda a Firma
    .token-unknown = o banco não conhece o token de { $path }: ponha o certo de volta
    .disk = { $mib } MiB livres
    .disk-tight = só { $mib } MiB livres
    .disk-full = só { $mib } MiB livres: o PostgreSQL para quando acabar; libere espaço
    .configured = nada está errado
    .configured-in-part = o que segue é visto com o que vale por padrão no lugar do que está errado
    .files = { $departments } departamentos e { $prices } preços, todos em ordem
    .port-free = { $address } está livre
    .port-ours = a Firma escuta em { $address }
    .port-silent = uma Firma ocupa esta pasta e não escuta; acabou de começar ou está terminando
    .port-taken = outro programa escuta em { $address }: pare-o, ou dê outro endereço em FIRMA_LISTEN
    .port-refused = { $address } não pode ser usado ({ $error }): dê outro endereço em FIRMA_LISTEN
    .database-own-runs = o da própria Firma, e está rodando
    .database-own-rests = o da própria Firma; começa com ela
    .database-own-none = o da própria Firma; o primeiro início o busca (25 MB, com o pip do Python) e o cria
    .database-own-new = o da própria Firma, de { $path }; o primeiro início o cria
    .database-other = o de DATABASE_URL; papéis, tabelas e sessões estão em ordem
    .database-no-programs = { $path } não existe: corrija FIRMA_PG_DIR ou FIRMA_PG_WHEEL, ou deixe de fora
    .database-version = PostgreSQL { $version }, pgvector { $vector }
    .clock = confere com o do banco
    .clock-differs = difere do relógio do banco em { $ms } ms: acerte os das duas máquinas pela rede
    .work = { $ready } execuções na hora, { $undelivered } mensagens por sair
    .work-parked = { $count } execuções esperam uma versão que nenhuma Firma daqui tem: "firma flows list --state open" diz qual
    .work-unknown = { $count } efeitos que ninguém sabe se aconteceram: "firma effects list --state unknown", depois olhe e diga
    .work-undelivered = { $count } mensagens por sair, a mais antiga há { $seconds } s: o log diz por quê
    .audit = { $rows } linhas como foram seladas, { $unsealed } ainda sem selo
    .audit-changed = alguém mudou: "firma audit verify" diz o quê
    .audit-unsealed = { $unsealed } linhas esperam demais pelo selo: veja o log da Firma que serve
    .audit-long = é longa; "firma audit verify" lê toda
    .model = { $name } está lá
    .model-built-in = { $name } é embutido
    .model-missing = { $place } não tem { $name }, ou não para esta chave: corrija models.smart e models.fast em firma.toml
    .model-not-installed = { $name } não está instalado: "firma models pull { $model }" o busca, ou indique outro em firma.toml
    .model-no-ollama = não há como procurar { $name }: o Ollama não responde. Inicie-o ("ollama serve") ou diga com OLLAMA_HOST onde ele está
    .model-no-tools = { $name } não sabe chamar ferramentas, então não serve aqui: indique outro em firma.toml, por exemplo ollama/{ $other }
    .model-untold = { $name } fica num lugar que não lista seus modelos: só uma pergunta ("firma ask") mostra se está lá
    .model-nowhere = { $place } não tem { $name }, ou ninguém ali fala o protocolo: corrija OPENAI_BASE_URL (costuma terminar em /v1) ou o modelo
    .model-slow = { $name }: sem resposta em { $seconds } s; o endereço está certo, e há rede?
    .model-key = { $name } recusa a chave: defina outra OPENAI_API_KEY
    .model-no-key = { $name } quer uma chave: defina OPENAI_API_KEY
    .model-ill = { $name } responde com { $status }: veja a página de status do provedor
    .model-away = { $name } não é alcançado ({ $error }): o endereço está certo, e há rede?
    .model-no-price = { $name } não tem preço, por isso não é chamado: acrescente a FIRMA_HOME/prices.toml
    .lender = { $name } empresta { $tools } ferramentas; "firma mcp-tools" mostra quais podem ser chamadas
    .lender-start = { $name }: não foi possível iniciar "{ $command }" ({ $error }): corrija "command" em [mcp.{ $name }] no firma.toml
    .lender-address = { $name }: "url" em [mcp.{ $name }] no firma.toml não é um endereço: escreva como em https://maps.example.com/mcp
    .lender-no-token = { $name }: { $variable }, que deveria ter o token, não está definida: defina, ou deixe "token_from" de fora
    .lender-late = { $name } não responde em { $seconds } s: está rodando, e o endereço está certo?
    .lender-protocol = { $name } não fala o Model Context Protocol ({ $error }): veja [mcp.{ $name }] no firma.toml
    .lender-too-many = { $name } lista mais ferramentas do que se aceita (256)
    .lender-silent = { $name } não diz que ferramentas empresta ({ $error }): veja [mcp.{ $name }] em firma.toml
    .payments-book = nenhum provedor: reembolsos só mudam os livros. STRIPE_API_KEY conecta a Stripe
    .payments-live = Stripe, com chave real: reembolsos movem dinheiro
    .payments-test = Stripe, com chave de teste
    .collector = { $place } é alcançado
    .collector-none = ninguém os recolhe; OTEL_EXPORTER_OTLP_ENDPOINT diz para onde vão
    .collector-away = { $place } não é alcançado: corrija OTEL_EXPORTER_OTLP_ENDPOINT, ou inicie o coletor
    .collector-address = OTEL_EXPORTER_OTLP_ENDPOINT não é um endereço: escreva como em http://127.0.0.1:4318
