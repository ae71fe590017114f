create_invoice = Emite uma fatura para um cliente.
    .card =
        Emitir uma fatura de { $amount } para { $customer }, com vencimento em { $due }.{ $description ->
            [none] { "" }
           *[other] { " " }Descrição: { $description }.
        }
    .answer = Fatura { $number } emitida: { $amount } para { $customer }, com vencimento em { $due }.
    .none = none
    .customer_gone = { $customer } não está mais nos registros, e a fatura não foi emitida.
    .due_past = O vencimento { $due } já passou; hoje é { $today }. Qual é a data certa?
    .due_far = O vencimento { $due } está a mais de dez anos. Qual é a data certa?
    .example = Emite uma fatura de 120 para a Ana, vencimento dia 12
    .ask_customer = Para qual cliente é a fatura?
    .ask_amount = Qual é o valor da fatura?
    .ask_due = Para que dia é o vencimento?
    .ask_description = A fatura é referente a quê?
    .phrases =
        cria uma fatura de <amount> para <customer>
        | cria uma fatura para <customer> de <amount>
        | cria uma fatura para <customer:email>
        | cria uma fatura para <customer> no valor de <amount>
        | cria uma nova fatura para <customer>
        | emite uma fatura de <amount> para <customer>
        | emite uma fatura para <customer>
        | emite uma fatura para <customer:email>
        | gera uma fatura de <amount> para <customer>
        | gera uma fatura para <customer>
        | faz uma fatura de <amount> para <customer>
        | faz uma fatura para <customer>
        | lança uma fatura de <amount> para <customer>
        | lança uma fatura para <customer>
        | abre uma fatura para <customer>
        | nova fatura para <customer>
        | nova fatura de <amount> para <customer>
        | nova fatura <customer> <amount>
        | fatura <amount> para <customer>
        | cobra <amount> de <customer>
        | cobra <customer> <amount>
        | cobra de <customer> <amount>
        | cobra <amount> de <customer:email>
        | manda uma fatura de <amount> para <customer>
        | manda uma fatura para <customer>
        | envia uma fatura de <amount> para <customer>
        | envia uma fatura para <customer>
        | ... cliente <customer>
        | ... valor <amount>
        | ... valor de <amount>
        | ... vence <due>
        | ... vence em <due>
        | ... vencendo <due>
        | ... que vence <due>
        | ... vencimento <due>
        | ... com vencimento em <due>
        | ... com vencimento para <due>
        | ... para pagar até <due>
        | ... até <due>
        | ... referente a <description:text>
        | ... ref <description:text>
        | ... por <description:text>
        | ... pelo serviço de <description:text>
        | ... descrição <description:text>
        | ... <amount> de <description:text>
        | cria uma cobrança de <amount> para <customer>
        | cria uma cobrança para <customer>
        | cria uma cobrança para <customer:email>
        | emite uma cobrança para <customer>
        | gera uma cobrança de <amount> para <customer>
        | gera uma cobrança para <customer>
        | faz uma cobrança de <amount> para <customer>
        | faz uma cobrança para <customer>
        | manda uma cobrança de <amount> para <customer>
        | manda uma cobrança para <customer>
        | nova cobrança para <customer>
        | nova cobrança de <amount> para <customer>
        | gera uma fatura para <customer:email>
        | faz uma fatura para <customer:email>
        | manda uma fatura para <customer:email>
        | envia uma fatura para <customer:email>
        | lança uma fatura para <customer:email>
        | nova fatura para <customer:email>
        | fatura <amount> para <customer:email>
        | fatura de <amount> para <customer>
        | manda a próxima fatura para <customer>
        | manda a próxima fatura de <amount>
        | fatura para <customer> de <amount>
        | fatura para <customer> no valor de <amount>
        | fatura <customer> <amount>
        | fatura <customer> em <amount>
        | fatura <amount> de <customer>
        | abre uma fatura de <amount> para <customer>
        | emite uma nova fatura para <customer>
        | gera uma nova fatura para <customer>
        | prepara uma fatura para <customer>
        | prepara uma fatura de <amount> para <customer>
        | cobra <amount> para <customer>
        | cobra <customer:email> <amount>
        | cobra <customer> em <amount>
        | cobra de <customer:email> <amount>
        | ... para o cliente <customer>
        | ... do cliente <customer>
        | ... ao cliente <customer>
        | ... em nome de <customer>
        | ... no valor de <amount>
        | ... valor total <amount>
        | ... valor total de <amount>
        | ... total de <amount>
        | ... de <amount>
        | ... vencimento em <due>
        | ... com vencimento <due>
        | ... vencimento para <due>
        | ... venc <due>
        | ... vence no <due>
        | ... vence na <due>
        | ... para vencer <due>
        | ... para vencer em <due>
        | ... vencendo em <due>
        | ... pagamento até <due>
        | ... com pagamento até <due>
        | ... com prazo até <due>
        | ... prazo <due>
        | ... prazo de pagamento <due>
        | ... data de vencimento <due>
        | ... para <due>
        | ... referente ao <description:text>
        | ... relativo a <description:text>
        | ... pelo <description:text>
        | ... pela <description:text>
        | ... por conta de <description:text>
        | ... pelos serviços de <description:text>
        | ... ref a <description:text>
        | ... <_:email>
        | ... e-mail <_:email>
        | emite uma nota de <amount> para <customer>
        | emite uma nota para <customer>
        | faz uma nota de <amount> para <customer>
        | gera uma nota de <amount> para <customer>
        | gera um boleto de <amount> para <customer>
        | gera um boleto para <customer>
        | emite um boleto de <amount> para <customer>
        | emite um boleto para <customer>
        | manda um boleto de <amount> para <customer>
        | faz um boleto de <amount> para <customer>
        | cria um boleto de <amount> para <customer>
        | faturar <amount> para <customer>
        | põe uma fatura para <customer>
        | quero uma fatura para <customer>
        | fatura em nome de <customer>
        | fatura <customer>
        | cobra <customer>
        | fatura <customer:email>
        | cobra <customer:email>
        | faturar <customer> <amount>
        | faturar <amount> de <customer>
        | uma fatura para <customer>
        | uma fatura de <amount> para <customer>
        | uma cobrança para <customer>
        | uma cobrança de <amount> para <customer>
        | solta uma fatura para <customer>
        | passa uma fatura para <customer>
        | manda um boleto para <customer>
        | envia um boleto para <customer>
        | envia uma cobrança para <customer>
        | envia uma cobrança de <amount> para <customer>
        | manda uma cobrança para <customer:email>
        | manda a fatura de <amount> para <customer>
        | manda a conta para <customer>
        | manda a conta de <amount> para <customer>
        | emite a fatura de <customer>
        | emite a fatura
        | faz a fatura de <customer>
        | nota de cobrança para <customer>
        | nota de cobrança <customer>
        | emite nota de cobrança <customer>
        | ... me deve <amount>
        | ... deve <amount>
        | ... nos deve <amount>
        | ... vai pagar <amount>
        | ... paga <amount>
        | ... é pela <description:text>
        | ... é pelo <description:text>
        | ... é referente a <description:text>
        | ... referente à <description:text>
        | ... são <amount>
        | ... dá <amount>
        | ... deu <amount>
        | ... vcto <due>
        | ... vencto <due>
        | ... vencimento dia <due>
        | ... para pagar <due>
        | ... para pagar em <due>
        | ... pagar até <due>
        | ... prazo de <due>
        | ... prazo até <due>
        | ... com prazo de <due>
        | ... vence dia <due>
        | ... que vence em <due>
        | ... em parcelas
        | ... a primeira para <due>
        | ... primeira parcela <due>
        | ... a primeira vence <due>
        | ... primeira em <due>
        | ... é do <description:text>
        | ... é da <description:text>
        | ... é de <description:text>
        | ... é a <description:text>
        | ... é o <description:text>
        | ... é para <description:text>
        | ... referente ao mês de <description:text>
        | ... podem pagar até <due>
        | ... pode pagar até <due>
        | ... paga até <due>
        | ... fica <amount>
        | ... ficou <amount>
        | ... total <amount>
        | ... no total de <amount>
        | cobrança de <amount> para <customer>
        | cobrança para <customer>
        | <customer> precisa de uma fatura
        | <customer> pediu uma fatura
        | <customer> quer uma fatura
        | precisa de uma fatura de <amount> para <customer>
        | ... o serviço foi <description:text>
        | ... o serviço é <description:text>
        | ... serviço de <description:text>
        | ... o serviço foi de <description:text>
        | ... comprou <description:text>
        | ... ele comprou <description:text>
        | ... ela comprou <description:text>
        | ... compraram <description:text>
        | ... ela levou <description:text>
        | ... ele levou <description:text>
        | ... encomendou <description:text>
        | ... descrição é <description:text>
        | ... a descrição é <description:text>
        | ... na descrição <description:text>
        | ... na descrição põe <description:text>
        | ... coloca na descrição <description:text>
        | ... com descrição <description:text>
        | ... com a descrição <description:text>
        | ... com a descrição de <description:text>
        | ... item <description:text>
        | ... em referência a <description:text>
        | ... produto <description:text>
        | ... refere-se a <description:text>
        | ... trabalho de <description:text>
        | ... o trabalho foi <description:text>
        | ... o vencimento é <due>
        | ... vencimento é dia <due>
        | ... o vencimento fica para <due>
        | ... vencimento fica em <due>
        | ... o prazo é <due>
        | ... o prazo é até <due>
        | ... prazo fica para <due>
        | ... prazo para <due>
        | ... pagamento em <due>
        | ... pagamento para <due>
        | ... pagar até o <due>
        | ... último dia para pagar é <due>
        | ... data limite <due>
        | ... data limite é <due>
        | ... limite <due>
        | ... tem até <due> para pagar
        | ... eles têm até <due>
        | ... ele tem até <due>
        | ... ela tem até <due>
        | ... vencível em <due>
        | ... com vencimento no <due>
        | ... com vencimento na <due>
        | ... para vencimento <due>
        | ... única
        | ... uma única
        | fatura <amount> para o e-mail <customer:email>
        | fatura de <amount> para o e-mail <customer:email>
        | uma fatura de <amount> para <customer:email>
        | fatura de <amount> para <customer:email>
        | emite outra de <amount> para <customer>
        | faz outra de <amount> para <customer>
        | manda outra de <amount> para <customer>
        | coloca <amount> na conta de <customer>
        | bota <amount> na conta de <customer>
        | põe <amount> na conta de <customer>
        | lança <amount> na conta de <customer>
        | uma fatura no nome de <customer>
        | fatura contra <customer>
        | emite uma fatura contra <customer>
        | ... no nome de <customer>
        | ... tem que pagar <amount>
        | ... precisa pagar <amount>
        | ... pelas <description:text>
        | ... pelos <description:text>
