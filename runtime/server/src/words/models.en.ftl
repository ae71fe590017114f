# Models: which are there, what they can do and cost, and fetching one.

models = Models.
    .unreachable = Ollama does not answer at { $url }. Start it ("ollama serve"); until then nobody thinks.
    .none-installed = Ollama runs at { $url } without a model. "firma models pull { $model }" fetches one; Firma uses it from its next start on.
    .none-calls-tools = None of the models of Ollama at { $url } can call tools. "firma models pull { $model }" fetches one that can; Firma uses it from its next start on.
    .head-provider = PROVIDER
    .head-model = MODEL
    .head-tools = TOOLS
    .head-price = PRICE
    .head-use = USED FOR
    .tools-yes = yes
    .tools-no = no
    .tools-unknown = ?
    .tools-missing = not installed
    .price-free = free
    .price-none = no price: it is not called
    .price = { $currency } { $input } / { $output }
    .price-note = Prices are for a million tokens read / written.
    .pulling = { $status }
    .pulling-part = { $status }: { $percent } % of { $mib } MiB
    .pulled = { $model } is here. Firma uses it from its next start on if it is the best that can call tools; models.smart in firma.toml names one for good.
    .pulled-no-tools = { $model } is here, but it cannot call tools: Firma does not use it by itself. { $other } can.

cli-models = Shows the models that can answer
    .about = Shows the models that can answer
    .arg-json = { cli-models-list.arg-json }
    .examples =
        Examples:
          firma models                  which are there, what they can do and cost
          firma models pull qwen3:8b    fetches one with Ollama

cli-models-list = Lists the models that can answer
    .about = Lists the models that can answer
    .examples =
        Example:
          firma models list --json
    .arg-json = Print them for a program

cli-models-pull = Has Ollama fetch a model
    .about = Has Ollama fetch a model
    .examples =
        Example:
          firma models pull qwen3:8b
    .arg-name = The model, as Ollama names it
