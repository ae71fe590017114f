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
    .also_this_month = desse mês | deste mês | mês atual | mês corrente
    .also_last_month = último mês | mês anterior
    .also_this_year = deste ano | desse ano | ano atual | ano corrente
    .also_last_year = ano anterior | último ano
    .also_last_12_months = últimos doze meses | doze meses
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
