# Modelos: quais há, o que sabem fazer e custam, e como buscar um.

models = Modelos.
    .unreachable = O Ollama não responde em { $url }. Inicie-o ("ollama serve"); até lá ninguém pensa.
    .none-installed = O Ollama está em { $url } sem nenhum modelo. "firma models pull { $model }" busca um; a Firma o usa a partir do próximo início.
    .none-calls-tools = Nenhum dos modelos do Ollama em { $url } sabe chamar ferramentas. "firma models pull { $model }" busca um que sabe; a Firma o usa a partir do próximo início.
    .head-provider = PROVEDOR
    .head-model = MODELO
    .head-tools = FERRAMENTAS
    .head-price = PREÇO
    .head-use = USADO PARA
    .tools-yes = sim
    .tools-no = não
    .tools-unknown = ?
    .tools-missing = não instalado
    .price-free = grátis
    .price-none = sem preço: não é chamado
    .price = { $currency } { $input } / { $output }
    .price-note = Preços por um milhão de tokens lidos / escritos.
    .pulling = { $status }
    .pulling-part = { $status }: { $percent } % de { $mib } MiB
    .pulled = { $model } está aqui. A Firma o usa a partir do próximo início se for o melhor que sabe chamar ferramentas; models.smart no firma.toml fixa um.
    .pulled-no-tools = { $model } está aqui, mas não sabe chamar ferramentas: a Firma não o usa por conta própria. { $other } sabe.

cli-models = Mostra os modelos que podem responder
    .about = Mostra os modelos que podem responder
    .arg-json = { cli-models-list.arg-json }
    .examples =
        Exemplos:
          firma models                  quais há, o que sabem fazer e custam
          firma models pull qwen3:8b    busca um com o Ollama

cli-models-list = Lista os modelos que podem responder
    .about = Lista os modelos que podem responder
    .examples =
        Exemplo:
          firma models list --json
    .arg-json = Mostrar para um programa

cli-models-pull = Manda o Ollama buscar um modelo
    .about = Manda o Ollama buscar um modelo
    .examples =
        Exemplo:
          firma models pull qwen3:8b
    .arg-name = O modelo, como o Ollama o chama
