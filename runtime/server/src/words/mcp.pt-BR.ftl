# O que leem os clientes do Model Context Protocol.

mcp = O Model Context Protocol.
    .done = Está feito.
    .not-done = Não foi feito.
    .waits = Espera pela aprovação número { $number }: uma pessoa precisa concordar antes ("firma approvals show { $number }"). Nada aconteceu ainda. Pergunte mais tarde a call_status com call "{ $call }".
    .waits-outcome = Ninguém sabe se aconteceu: pode ter acontecido. Uma pessoa verifica e diz sob o número { $number } ("firma effects"). Não chame de novo. Pergunte depois a call_status com a chamada "{ $call }".
    .goes-on = Ainda não acabou e segue por conta própria. Pergunte mais tarde a call_status com call "{ $call }".

cli-mcp = Oferece as ferramentas da empresa a um programa pelo Model Context Protocol
    .about = Oferece as ferramentas da empresa a um programa pelo Model Context Protocol
    .examples =
        Exemplo, para a configuração de um cliente:
          { "{" }"mcpServers": { "{" }"firma": { "{" }"command": "firma", "args": ["mcp"]{ "}" }{ "}" }{ "}" }

        Fala pela entrada e pela saída padrão e funciona ao lado de uma Firma que já roda, ou sozinho.
        Uma Firma que roda oferece o mesmo em http://ENDEREÇO/mcp a quem traz um token.
