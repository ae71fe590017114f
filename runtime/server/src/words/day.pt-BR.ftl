# O dia que "firma demo" apresenta.

day = O dia de uma empresa que não existe.
    .welcome = O dia de uma empresa inventada, pelas portas que todos têm. Cada número abaixo foi lido da API ou do banco.
    .open = Uma Firma própria está servindo: processo { $pid }, dados em { $path }, com um PostgreSQL só dela.
    .sample = Os dados de exemplo estão aqui; cada nome diz isso. Perguntada pelas faturas, ela responde:
    .twice = Uma mensagem, mandada duas vezes com o mesmo nome, é uma tarefa só ({ $turn }); chamadas de create_lead feitas: { $made }.
    .waits = Um reembolso acima do que agentes podem dar sozinhos não acontece. Ele espera uma pessoa, com este cartão:
    .killed = No meio de outra tarefa, depois de { $steps } passos registrados, o programa é morto (sinal { $signal }); nada foi arrumado.
    .went-on = Iniciado de novo como processo { $pid }, ele segue sozinho com a tarefa { $turn }; chamadas de create_lead feitas: { $made }.
    .added = { $name } chega como gerente do financeiro. O token dela aparece uma vez; no registro ele se chama { $credential }.
    .decided = O pedido { $number } esperou durante a queda. { $name } aprova ({ $channel }, { $credential }), e o reembolso é feito, uma vez:
    .left = Aprovar pela segunda vez foi recusado ({ $again }). { $name } sai, e na hora o token dela não abre mais nada ({ $status }). O que ela decidiu continua com o nome dela.
    .budget = Com limite de { $limit } por tarefa, uma mensagem que custaria mais é recusada ({ $status }); custou { $micros } milionésimos:
    .other = Outra empresa no mesmo banco vê { $seen } dos nossos { $ours } pedidos, e a nossa tarefa { $turn } não existe para ela ({ $status }).
    .cost = O dia custou { $total }, com um preço inventado para o modelo embutido (um de verdade custa o que diz FIRMA_HOME/prices.toml):
    .audit = O registro de quem fez o quê está como foi selado: { $rows } linhas, ponta { $head }.
    .kept = A empresa fica em { $path }. Para continuar nela: FIRMA_HOME={ $path } firma
    .cleared = Tudo do dia já foi retirado. "firma demo --keep" deixa você nessa empresa; "firma" começa a sua.
    .no-start = A Firma do dia não começa: { $error }
    .too-slow = O passo { $step } demora demais nesta máquina. Tente de novo quando ela estiver menos ocupada.
    .not-so = O dia não foi como devia ("{ $step }"). Encontrado: { $found }
    .ask-invoices = quais faturas temos?
    .ask-leads = quais leads temos?
    .ask-lead = Novo lead: Ana Exemplo, ana@example.com, quer o plano Pro
    .ask-second-lead = Novo lead: Beto Exemplo, beto@example.com
    .ask-refund = reembolsa a fatura 9001
    .manager = Bia (exemplo)
    .other-company = Outra empresa (exemplo)
    .other-owner = Kim (exemplo)
