# O que se diz enquanto o programa abre e fecha.

start = O começo.
    .downloading = Buscando o PostgreSQL (25 MB, uma vez só) ...
    .unpacking = Abrindo o PostgreSQL ...
    .initialising = Preparando o banco de dados (uma vez só) ...
    .recovering = A última vez não terminou bem; o banco de dados está sendo recuperado ...
    .resuming = { $count ->
        [one] Retomando 1 tarefa.
       *[other] Retomando { $count } tarefas.
    }
    .model-openai = Modelo: OpenAI { $name } (OPENAI_API_KEY)
    .model-compatible = Modelo: { $name } em { $url }
    .model-other = Modelo: { $name } ({ $provider })
    .model-offline = Modelo: o embutido, sem rede (defina OPENAI_API_KEY para um de verdade)
    .listening = HTTP: http://{ $address } (o que se pode pedir lá: http://{ $address }/docs)
    .no-filter = RUST_LOG não diz o que registrar, como "info" ou "server=debug,info": fica o de sempre. Detalhe: { $error }
    .guest = A Firma já está aberta em { $path }; esta conversa fala com ela.
    .ending = Terminando o que está em andamento; Ctrl-C de novo para na hora ...
