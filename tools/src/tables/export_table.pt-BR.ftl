export_table = Exporta em planilha (CSV) o que acabou de ser listado.
    .card = Exportar o que foi listado.
    .answer =
        { $of ->
            [invoices] { $count ->
                [one] Exportei uma fatura
               *[other] Exportei { $count } faturas
            }
           *[leads] { $count ->
                [one] Exportei um lead
               *[other] Exportei { $count } leads
            }
        } em { $name }, com as colunas { $columns }.{ $more ->
            [0] { "" }
           *[other] { " " }Não couberam mais { $more }: liste menos de cada vez.
        }
    .nothing_listed = Nada foi listado ainda nesta conversa. Liste os leads ou as faturas, e eu exporto a lista.
    .no_rows = A última lista desta conversa está vazia agora; não há o que exportar.
    .file_leads = leads
    .file_invoices = faturas
    .example = Exporta em planilha
    .phrases =
        exporta em planilha
        | exporta para planilha
        | exporta a planilha
        | tira em planilha
        | tira numa planilha
        | solta em planilha
        | solta numa planilha
        | puxa em planilha
        | vira planilha
        | exporta em csv
        | exporta para csv
        | exporta para excel
        | exporta a lista
        | exporta essa lista
        | exporta a tabela
        | exporta isso em planilha
        | exporta tudo em planilha
        | exportar
        | gera uma planilha
        | gera um csv
        | gera um arquivo csv
        | baixa em planilha
        | baixa a planilha
        | baixa a lista em csv
        | manda em planilha
        | manda a planilha
        | manda a lista em csv
        | transforma em planilha
        | exporta os leads em planilha
        | exporta as faturas em planilha
        | exporta
        | csv
        | planilha
        | excel
        | baixa a lista
        | baixa a tabela
        | baixa o arquivo
        | download da lista
        | salva a lista em arquivo
        | ... isso
        | ... essa
        | ... a lista
        | ... essa lista
        | ... a tabela
        | ... o arquivo
        | ... o resultado
        | ... isso tudo
        | ... tudo
        | ... baixa
        | ... manda
        | ... envia
        | ... gera
        | ... cria
        | ... faz
        | ... salva
        | ... passa
        | ... põe
        | ... bota
        | ... coloca
        | ... joga
        | ... transforma
        | ... converte
        | ... quer
        | ... formato
        | ... uma versão
        | ... para o excel
        | ... os leads
        | ... as faturas
        | ... que mostrou
        | ... que apareceu
        | ... de cima
        | ... acima
        | ... anterior
        | em planilha
        | em csv
        | em excel
        | no excel
        | para o excel
        | a lista no excel
        | a lista em csv
        | a tabela em csv
        | a tabela no excel
        | um excel disso
        | planilha disso
        | planilha com isso
        | um arquivo disso
        | arquivo excel
        | arquivo csv
        | arquivo da lista
        | arquivo com a lista
        | gera um arquivo da lista
        | gera um excel
        | gera um arquivo excel
        | salva em arquivo
        | salva em csv
        | salva em planilha
        | salva isso em planilha
        | passa isso para planilha
        | passa para o excel
        | joga no excel
        | joga numa planilha
        | joga isso no excel
        | põe no excel
        | põe numa planilha
        | xls
        | xlsx
        | google planilhas
        | ... essa tabela
        | ... dessa lista
        | ... dessa tabela
        | ... disso
        | ... esses dados
        | ... os dados
        | ... a última lista
        | ... excel
        | ... planilha
        | ... csv
        | ... um arquivo
        | ... lista
        | ... tabela
        | ... relação
        | ... essa relação
        | ... essa planilha
        | baixar a lista
        | baixar essa lista
