record_payment = Registra um pagamento que recebemos de uma fatura.
    .card = Registrar o pagamento de { $amount } da fatura { $number } de { $customer }.
    .answer =
        Pagamento de { $amount } registrado na fatura { $number } de { $customer }{ $settled ->
            [true] , que está quitada.
           *[false] ; faltam { $open }.
        }
    .nothing_open = A fatura { $number } de { $customer } já está paga; não há nada em aberto.
    .more_than_open = A fatura { $number } de { $customer } só tem { $open } em aberto; { $amount } é mais do que isso, e nada foi registrado.
    .nothing_left_of_any = Nenhuma fatura de { $customer } está em aberto.
    .bad_reference = A referência { $reference } não é do provedor de pagamentos: começa com pi_ ou ch_.
    .ask_reference = Qual é a referência no provedor de pagamentos?
    .example = Bruno pagou 300 da fatura 3
    .ask_invoice = De qual fatura? Diga o número, ou o nome do cliente.
    .ask_amount = Qual foi o valor pago?
    .phrases =
        <_:name> pagou <amount> da fatura <invoice:number>
        | <invoice> pagou <amount>
        | <invoice:email> pagou <amount>
        | <_:name> pagou a fatura <invoice:number>
        | <_:name> pagou <amount> pela fatura <invoice:number>
        | <_:name> fez um pagamento de <amount> na fatura <invoice:number>
        | pagaram <amount> da fatura <invoice:number>
        | registra um pagamento de <amount> da fatura <invoice:number>
        | registra um pagamento de <amount> na fatura <invoice:number>
        | registra um pagamento de <amount> para a fatura <invoice:number>
        | registra o pagamento da fatura <invoice:number>
        | registra um pagamento de <amount> de <invoice>
        | registra um pagamento de <amount> de <invoice:email>
        | registra o pagamento de <invoice>
        | lança um pagamento de <amount> na fatura <invoice:number>
        | lança um pagamento de <amount> de <invoice>
        | anota um pagamento de <amount> na fatura <invoice:number>
        | anota um pagamento de <amount> de <invoice>
        | dá baixa de <amount> na fatura <invoice:number>
        | dá baixa na fatura <invoice:number>
        | baixa de <amount> na fatura <invoice:number>
        | recebi <amount> de <invoice>
        | recebi <amount> de <invoice:email>
        | recebi <amount> da fatura <invoice:number>
        | recebi <amount> pela fatura <invoice:number>
        | recebemos <amount> de <invoice>
        | recebemos <amount> de <invoice:email>
        | recebemos <amount> da fatura <invoice:number>
        | recebemos um pagamento de <amount> de <invoice>
        | entrou <amount> de <invoice>
        | entrou um pagamento de <amount> da fatura <invoice:number>
        | entrou <amount> da fatura <invoice:number>
        | fatura <invoice:number> foi paga
        | pagamento de <amount> da fatura <invoice:number>
        | pagamento da fatura <invoice:number>
        | pagamento de <amount> da fatura <invoice:number> de <_:name>
        | ... os <amount> restantes
        | ... hoje
        | ... no valor de <amount>
        | ... valor <amount>
        | <_:name> quitou <amount> da fatura <invoice:number>
        | <_:name> quitou a fatura <invoice:number>
        | <_:name> depositou <amount> da fatura <invoice:number>
        | <_:name> depositou <amount> referente à fatura <invoice:number>
        | <invoice> depositou <amount>
        | <_:name> transferiu <amount> da fatura <invoice:number>
        | <_:name> transferiu <amount> referente à fatura <invoice:number>
        | <invoice> transferiu <amount>
        | <_:name> mandou <amount> da fatura <invoice:number>
        | <invoice> mandou um pix de <amount>
        | <_:name> mandou um pix de <amount> da fatura <invoice:number>
        | <_:name> fez um pix de <amount> da fatura <invoice:number>
        | <invoice> fez um pix de <amount>
        | <invoice> fazer um pix de <amount>
        | <invoice> mandar um pix de <amount>
        | <invoice> fez um pagamento de <amount>
        | <_:name> fez o pagamento de <amount> da fatura <invoice:number>
        | <_:name> acertou <amount> da fatura <invoice:number>
        | <invoice> acertou <amount>
        | <_:name> pagou <amount> na fatura <invoice:number>
        | <_:name> pagou <amount> referente à fatura <invoice:number>
        | <_:name> pagou a fatura <invoice:number> no valor de <amount>
        | <_:name> acabou de pagar <amount> da fatura <invoice:number>
        | <invoice> acabou de pagar <amount>
        | <_:name> já pagou <amount> da fatura <invoice:number>
        | pagaram a fatura <invoice:number>
        | pagaram <amount> na fatura <invoice:number>
        | caiu <amount> de <invoice>
        | caiu <amount> da fatura <invoice:number>
        | caiu um pix de <amount> de <invoice>
        | caiu um pagamento de <amount> de <invoice>
        | caiu o pagamento de <amount> da fatura <invoice:number>
        | caiu na conta <amount> de <invoice>
        | entrou um pix de <amount> de <invoice>
        | entrou um pagamento de <amount> de <invoice>
        | entraram <amount> de <invoice>
        | entraram <amount> da fatura <invoice:number>
        | chegou <amount> de <invoice>
        | chegou um pix de <amount> de <invoice>
        | chegou um pagamento de <amount> de <invoice>
        | chegou o pagamento de <amount> da fatura <invoice:number>
        | recebi um pagamento de <amount> de <invoice>
        | recebi um pagamento de <amount> da fatura <invoice:number>
        | recebi o pagamento de <amount> da fatura <invoice:number>
        | recebi o pagamento da fatura <invoice:number>
        | recebi um pix de <amount> de <invoice>
        | recebi <amount> na fatura <invoice:number>
        | recebi <amount> referente à fatura <invoice:number>
        | recebemos um pagamento de <amount> da fatura <invoice:number>
        | recebemos um pix de <amount> de <invoice>
        | recebemos <amount> na fatura <invoice:number>
        | recebemos <amount> pela fatura <invoice:number>
        | recebemos <amount> referente à fatura <invoice:number>
        | registra <amount> na fatura <invoice:number>
        | registra <amount> de <invoice>
        | registra que <_:name> pagou <amount> da fatura <invoice:number>
        | registra que <invoice> pagou <amount>
        | registra que recebemos <amount> de <invoice>
        | registra que recebi <amount> de <invoice>
        | registra um recebimento de <amount> de <invoice>
        | registra um recebimento de <amount> na fatura <invoice:number>
        | registra um pix de <amount> de <invoice>
        | registra um pix de <amount> na fatura <invoice:number>
        | registra um pagamento parcial de <amount> na fatura <invoice:number>
        | anota que <_:name> pagou <amount> da fatura <invoice:number>
        | anota que <invoice> pagou <amount>
        | anota <amount> de <invoice>
        | anota <amount> na fatura <invoice:number>
        | anota o pagamento da fatura <invoice:number>
        | lança que <invoice> pagou <amount>
        | lança <amount> na fatura <invoice:number>
        | lança o pagamento da fatura <invoice:number>
        | lança um recebimento de <amount> de <invoice>
        | marca a fatura <invoice:number> como paga
        | marca <amount> da fatura <invoice:number> como pago
        | marca que <invoice> pagou <amount>
        | marca um pagamento de <amount> na fatura <invoice:number>
        | coloca um pagamento de <amount> na fatura <invoice:number>
        | abate <amount> da fatura <invoice:number>
        | baixa a fatura <invoice:number>
        | baixa <amount> da fatura <invoice:number>
        | pagamento de <amount> de <invoice>
        | pagamento recebido de <amount> da fatura <invoice:number>
        | fatura <invoice:number> paga
        | fatura <invoice:number> quitada
        | ... via pix
        | ... por pix
        | ... no pix
        | ... pelo pix
        | ... no boleto
        | ... via boleto
        | ... por transferência
        | ... via transferência
        | ... por depósito
        | ... na conta
        | ... agora há pouco
        | ... referente à fatura <invoice:number>
        | ... da fatura <invoice:number>
        | ... pela fatura <invoice:number>
        | ... <reference:code>
        | ... ref <reference:code>
        | ... <_:email>
        | ... referência <reference:code>
        | ... no stripe
        | ... pelo stripe
        | ... código <reference:code>
        | ... fatura <invoice:number>
        | <invoice> pagou os <amount>
        | <invoice> me pagou <amount>
        | <invoice> nos pagou <amount>
        | <invoice> mandou <amount>
        | <invoice> enviou <amount>
        | <invoice> quitou <amount>
        | <invoice> acertou os <amount>
        | <_:name> pagou a fatura <invoice:number> <amount>
        | <_:name> pagou <amount> da <invoice:number>
        | caiu <amount> da <invoice>
        | caiu <amount> na conta de <invoice>
        | <amount> de <invoice> caiu na conta
        | <amount> de <invoice> entrou
        | recebi os <amount> de <invoice>
        | recebi um depósito de <amount> de <invoice>
        | recebi um cheque de <amount> de <invoice>
        | recebi uma transferência de <amount> de <invoice>
        | recebi um ted de <amount> de <invoice>
        | recebi um pix de <amount> de <invoice:email>
        | entrou <amount> de <invoice:email>
        | entrou um pix de <amount> de <invoice:email>
        | chegou o pix de <invoice> <amount>
        | chegou <amount> da fatura <invoice:number>
        | pix de <amount> de <invoice>
        | pix de <invoice> de <amount>
        | registra o pagamento
        | lança o pagamento
        | anota o pagamento
        | registra pagamento de <amount> <invoice:number>
        | dá baixa em <amount> de <invoice>
        | dá baixa no pagamento de <invoice>
        | dar baixa
        | baixa o pagamento de <invoice>
        | ... em dinheiro
        | ... em espécie
        | ... no dinheiro
        | ... no cartão
        | ... no débito
        | ... no crédito
        | ... com cartão
        | ... por ted
        | ... por doc
        | ... em cheque
        | ... com cheque
        | ... dar baixa
        | ... dá baixa
        | ... primeira parcela de <amount>
        | ... segunda parcela de <amount>
        | ... última parcela de <amount>
        | ... a parcela de <amount>
        | ... entrada de <amount>
        | ... sinal de <amount>
        | ... o restante de <amount>
        | ... o resto de <amount>
        | ... de <amount>
        | ... da <invoice:number>
        | ... na <invoice:number>
        | ... nela
        | ... tudo
        | ... à vista
        | ... lança
        | ... registra
        | ... anota
        | pagamento de <_:name> fatura <invoice:number>
        | registra o pagamento de <_:name> fatura <invoice:number>
        | <_:name> quitou a fatura <invoice:number> de <amount>
        | <_:name> pagou <amount> fatura <invoice:number>
        | recebi <amount> de <_:name> da fatura <invoice:number>
        | recebi <amount> de <_:name> referente à fatura <invoice:number>
        | recebi de <invoice> <amount>
        | recebi de <_:name> <amount> da fatura <invoice:number>
        | caiu <amount> de <_:name> da fatura <invoice:number>
        | ... foram <amount>
        | ... inteira
        | ... toda
        | ... total
        | ... deu <amount>
        | ... referência do provedor <reference:code>
        | ... provedor <reference:code>
        | ... comprovante <reference:code>
        | ... comprovante
        | caíram <amount> da fatura <invoice:number>
        | caiu o pix de <invoice>
        | caiu um pix de <invoice>
        | caiu o pagamento de <invoice>
        | caiu o pagamento da fatura <invoice:number>
        | caiu na conta o pix de <invoice>
        | caiu na conta o pagamento de <invoice>
        | caíram <amount> de <invoice>
        | entrou o pix de <invoice>
        | entrou um pix de <invoice>
        | entrou o pagamento de <invoice>
        | entrou o pagamento da fatura <invoice:number>
        | chegou o pix de <invoice>
        | chegou o pagamento de <invoice>
        | chegou o pagamento da fatura <invoice:number>
        | pingou <amount> de <invoice>
        | pingou <amount> da fatura <invoice:number>
        | recebi o pix de <invoice>
        | recebi um pix de <invoice>
        | recebi o pagamento de <invoice>
        | registra <amount> pagos na fatura <invoice:number>
        | registra <amount> pagos da fatura <invoice:number>
        | registra <amount> recebidos da fatura <invoice:number>
        | registra <amount> recebidos de <invoice>
        | registra <amount> pagos por <invoice>
        | dá baixa em <amount> da fatura <invoice:number>
        | baixa <amount> na fatura <invoice:number>
        | abate <amount> na fatura <invoice:number>
        | abater <amount> da fatura de <invoice>
        | <invoice> passou <amount>
        | <invoice> fez pix de <amount>
        | <invoice> mandou pix de <amount>
        | <invoice> deu <amount>
        | <invoice> me deu <amount>
        | <invoice> pagou a fatura
        | ... na nossa conta
        | ... dinheiro vivo
        | ... no cartão de crédito
        | ... no cartão de débito
        | ... na maquininha
        | ... em transferência
        | ... por boleto
        | ... pelo link
        | ... pelo link de pagamento
        | ... ted
        | ... doc
        | ... via ted
        | ... em depósito
        | ... para abater na fatura
        | ... da fatura dele
        | ... da fatura dela
        | ... da fatura deles
        | ... pode lançar
        | ... pode registrar
        | ... pode dar baixa
        | ... baixa
        | ... anota o pagamento
        | ... parcial
        | ... em parte
        | ... a parte
        | ... entrada
        | ... de entrada
        | ... de sinal
        | ... primeira parte
        | ... a referência é <reference:code>
        | ... referência do pagamento <reference:code>
        | ... a referência do pagamento é <reference:code>
        | ... ref do pagamento <reference:code>
        | ... ref do mercado pago <reference:code>
        | ... ref do pagseguro <reference:code>
        | ... referência do mercado pago <reference:code>
        | ... código do pagamento <reference:code>
        | ... código da transação <reference:code>
        | ... transação <reference:code>
        | ... id <reference:code>
        | ... id do pagamento <reference:code>
        | ... id da transação <reference:code>
        | ... nsu <reference:code>
        | ... txid <reference:code>
        | o boleto da fatura <invoice:number> compensou
        | compensou o boleto da fatura <invoice:number>
        | compensou <amount> da fatura <invoice:number>
        | o pix da fatura <invoice:number> caiu
        | o pagamento da fatura <invoice:number> caiu
        | o pagamento da fatura <invoice:number> entrou
        | ... boleto
        | ... integral
        | ... o valor total
        | ... feito
        | ... feita
        | ... feito via pix
        | ... recebido
        | ... recebida
        | pagaram a <invoice:number>
        | baixa na <invoice:number>
        | dá baixa na <invoice:number>
        | pix de <invoice>
        | <invoice> fez o pix <amount>
        | ... foi <amount>
        | ... fez o pix
        | ... o pix
        | credita <amount> na fatura <invoice:number>
        | deu entrada <amount> de <invoice>
        | recebido <amount> de <invoice>
        | recebido <amount> da fatura <invoice:number>
        | recebidos <amount> de <invoice>
        | pago <amount> na fatura <invoice:number>
