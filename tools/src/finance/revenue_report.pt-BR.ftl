revenue_report = Mostra a receita por mês: o que foi pago menos o que foi devolvido, com um gráfico.
    .card = Mostrar a receita de { $from } a { $until }.
    .answer = Receita de { $from } a { $until }: { $revenue } ({ $received } recebidos menos { $refunded } devolvidos).
    .empty = Nenhum dinheiro entrou nem saiu de { $from } a { $until }.
    .columns = month: Mês | received: Recebido | refunded: Devolvido | revenue: Receita | bar: Gráfico
    .note_sample = Há dados de exemplo nesses valores.
    .picture = Receita por mês, em { $currency }
    .what_counts = Pago menos devolvido, de { $from } a { $until }, no fuso { $zone }
    .file = receita
    .no_period = “{ $period }” não é um período. Diga um mês (2026-03), um ano (2026) ou: este mês, mês passado, este ano, ano passado, últimos 12 meses.
    .not_begun = “{ $period }” ainda não começou. De que período é o relatório?
    .value_this_month = este mês
    .value_last_month = mês passado
    .value_this_year = este ano
    .value_last_year = ano passado
    .value_last_12_months = últimos 12 meses
    .also_this_month = desse mês | deste mês | mês atual | mês corrente | esse mês | neste mês | nesse mês | no mês | mês em curso
    .also_last_month = último mês | mês anterior | mês que passou
    .also_this_year = deste ano | desse ano | ano atual | ano corrente | esse ano | neste ano | nesse ano | no ano | no ano inteiro | ano inteiro | do ano
    .also_last_year = ano anterior | último ano | ano que passou
    .also_last_12_months = últimos doze meses | doze meses | doze últimos meses | últimos 12 | 12 meses | último ano corrido
    .example = Relatório de receita deste ano
    .ask_period = De que período?
    .phrases =
        relatório de receita
        | relatório de receita <period>
        | relatório de receita do <period>
        | relatório de receitas
        | relatório de faturamento
        | relatório de faturamento <period>
        | mostra a receita <period>
        | mostra o faturamento <period>
        | mostra o gráfico de receita
        | gráfico de receita
        | gráfico da receita por mês
        | gráfico de faturamento
        | receita por mês
        | receita <period>
        | receita do <period>
        | faturamento <period>
        | faturamento do <period>
        | faturamento por mês
        | qual a receita <period>?
        | qual foi a receita <period>
        | qual foi o faturamento <period>
        | quanto faturamos <period>
        | quanto recebemos <period>
        | quanto entrou <period>
        | ... nos <period>
        | ... no <period>
        | ... dos <period>
        | ... por mês
        | relatório de receita de <period>
        | relatório de receita em <period>
        | relatório de faturamento de <period>
        | relatório de faturamento do <period>
        | relatório financeiro
        | relatório financeiro <period>
        | relatório financeiro de <period>
        | relatório de vendas
        | relatório de vendas <period>
        | relatório de vendas de <period>
        | relatório de entradas <period>
        | relatório <period>
        | relatório de <period>
        | gera o relatório de receita
        | faz o relatório de receita
        | manda o relatório de receita
        | quero o relatório de receita
        | puxa o relatório de receita
        | mostra a receita de <period>
        | mostra a receita em <period>
        | mostra o faturamento de <period>
        | receita de <period>
        | receita em <period>
        | receita mensal
        | receita anual
        | receitas <period>
        | receitas de <period>
        | faturamento de <period>
        | faturamento em <period>
        | faturamento mensal
        | como foi a receita <period>
        | como foi a receita de <period>
        | como foi o faturamento <period>
        | como foi o faturamento de <period>
        | como está a receita
        | como está o faturamento
        | como está o faturamento <period>
        | como anda o faturamento
        | qual é a receita de <period>
        | qual é o faturamento
        | qual foi a receita de <period>
        | qual foi a receita em <period>
        | qual foi o faturamento de <period>
        | qual foi o faturamento em <period>
        | qual o faturamento <period>
        | qual o faturamento de <period>
        | quanto faturamos
        | quanto faturamos em <period>
        | quanto faturou <period>
        | quanto a gente faturou <period>
        | quanto faturou em <period>
        | quanto recebemos em <period>
        | quanto a gente recebeu <period>
        | quanto recebeu em <period>
        | quanto entrou em <period>
        | quanto entrou de dinheiro <period>
        | quanto dinheiro entrou <period>
        | quanto dinheiro entrou em <period>
        | quanto ganhamos <period>
        | quanto ganhamos em <period>
        | quanto vendemos <period>
        | quanto vendemos em <period>
        | quanto deu a receita <period>
        | quanto foi a receita <period>
        | quanto foi o faturamento <period>
        | ... de <period>
        | ... em <period>
        | ... do ano <period>
        | ... do ano de <period>
        | ... no ano de <period>
        | ... do mês de <period>
        | ... no mês de <period>
        | ... <period>
        | ... gera
        | ... faz
        | ... manda
        | ... puxa
        | ... tira
        | ... mês a mês
        | quanto a firma faturou <period>
        | quanto a empresa faturou <period>
        | quanto entrou no caixa <period>
        | resultado <period>
        | resultado de <period>
        | receita total <period>
        | faturamento total <period>
        | balanço <period>
        | balanço de <period>
        | quanto fizemos <period>
        | quanto fizemos em <period>
        | qual foi nosso resultado <period>
        | como fomos <period>
        | como fomos em <period>
        | vendas
        | vendas <period>
        | vendas de <period>
        | vendas em <period>
        | quanto vendeu <period>
        | quanto a gente vendeu <period>
        | quanto a gente vendeu em <period>
        | quanto ganhou <period>
        | quanto a gente ganhou <period>
        | quanto a gente ganhou em <period>
        | quanto entrou
        | quanto a gente recebeu em <period>
        | quanto a gente faturou em <period>
        | quanto a gente fez <period>
        | quanto a gente fez em <period>
        | quanto deu <period>
        | quanto tiramos <period>
        | quanto tiramos em <period>
        | quanto a gente tirou <period>
        | quanto caiu <period>
        | quanto foi que faturamos <period>
        | quanto foi que a gente faturou <period>
        | quanto foi que a gente faturou em <period>
        | como foram as vendas <period>
        | como foram as vendas de <period>
        | como foi <period>
        | como foi o mês de <period>
        | como estamos <period>
        | como estamos de dinheiro <period>
        | como andam as vendas <period>
        | a receita <period>
        | receita
        | faturamento
        | resumo da receita <period>
        | resumo do faturamento <period>
        | resumo financeiro <period>
        | gráfico do faturamento <period>
        | gráfico da receita <period>
        | gráfico das vendas <period>
        | números de <period>
        | números <period>
        | o total de <period>
        | total recebido <period>
        | total recebido em <period>
        | total faturado <period>
        | total faturado em <period>
        | arrecadação <period>
        | entradas <period>
        | entradas de <period>
        | caixa de <period>
        | ... mês por mês
        | ... mensal
        | ... total
        | ... no total
        | ... ao todo
        | ... de dinheiro
        | ... em dinheiro
        | ... na firma
        | ... na empresa
        | ... no negócio
        | ... durante <period>
        | ... ao longo de <period>
        | ... lá em <period>
        | ... o gráfico
        | demonstrativo de receita
        | demonstrativo de receita <period>
        | ... exercício de <period>
        | ... inteiro
        | ... me passa
        | ... passa
        | quanto faturei <period>
        | quanto faturei em <period>
        | quanto ganhei <period>
        | movimento <period>
        | ... no caixa
        | fechamento de <period>
        | fechamento <period>
        | abre o faturamento
        | abre o faturamento de <period>
        | abre a receita de <period>
        | puxa o faturamento de <period>
        | puxa a receita de <period>
        | puxa o faturamento
        | traz o faturamento de <period>
        | me dê a receita <period>
        | quanto foi que entrou <period>
        | quanto a loja faturou <period>
        | quanto rendeu <period>
        | quanto deu o faturamento <period>
        | quanto tirei <period>
        | quanto entrou na conta <period>
        | faturamento mês a mês
        | ... na conta
        | ... em gráfico
        | ... com gráfico
        | ... a gente
        | ... a loja
        | ... a empresa
        | ... a firma
        | o que entrou em <period>
        | resumo do que entrou em <period>
