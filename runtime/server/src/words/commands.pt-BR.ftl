# O que os comandos dizem.

commands = Os comandos.
    .left-running = Continua sem aparecer aqui: tarefa { $turn }
    .approved = O pedido { $number } está aprovado.
    .denied = O pedido { $number } está negado.
    .ended-already = Já tinha terminado.
    .demo-loaded = Os dados de exemplo estão aqui. "firma demo clear" os tira.
    .demo-loaded-before = Os dados de exemplo já estavam aqui.
    .demo-cleared = Retirados: contatos de exemplo { $contacts }, faturas de exemplo { $invoices }.
    .demo-cleared-but = Retirados: contatos de exemplo { $contacts }, faturas de exemplo { $invoices }. Contatos de exemplo que ficam, porque faturas suas os citam: { $kept }.
    .migrated = O banco de dados está atualizado.

limits = O que o dono definiu.
    .about-turn = pode custar uma tarefa
    .about-department-day = pode custar um departamento por dia
    .about-company-month = pode custar a empresa por mês
    .about-authority-day = um departamento pode entregar por dia sem uma pessoa
    .about-free-hand = esta ferramenta pode entregar por vez sem uma pessoa
    .version = Versão { $version }. Mude um com: firma limits set CHAVE VALOR; volte ao padrão com: firma limits unset CHAVE

effects = O que foi feito fora.
    .none = Nada foi feito fora.
    .line = { $at }  { $tool }: { $state } ({ $key })
    .asked-by = para o processo { $workflow }: firma flows show { $run }
    .resolve = verifique, e diga: firma effects resolve { $number } happened|did-not|again
    .intended = ainda não enviado
    .sending = em andamento
    .done = feito
    .failed = não aconteceu
    .unknown = ninguém sabe dizer
    .said-happened = Pedido { $number }: aconteceu.
    .said-did_not = Pedido { $number }: não aconteceu.
    .said-again = Pedido { $number }: será tentado de novo.

flows = Execuções.
    .none = Não há execuções.
    .line = { $id }  { $workflow }: { $state } (desde { $at })
    .about = sobre { $about }
    .child = iniciada por { $parent }
    .error = por quê: { $error }
    .open = aberta
    .done = concluída
    .failed = desistiu
    .cancelled = parada
    .quarantined = posta de lado: uma pessoa precisa ver
    .steps = Passos:
    .effects = Fora:
    .waits-person = espera por uma pessoa: pedido { $name }
    .waits-lane = espera pela anterior na conversa
    .waits-time = espera até { $until }
    .waits-signal = espera por { $name }
    .waits-child = espera pela execução { $name }, que começou
    .waits-attempt = tenta { $name } de novo em { $until }
    .waits-version = guardada: nenhuma Firma aqui tem { $name }. Inicie uma que tenha, ou pare a execução: firma flows cancel

schedules = O que começa por si.
    .none = Nada começa por si.
    .line = { $name }  { $workflow }: { $rule } ({ $zone }), próxima vez { $next }
    .paused = { $name }  { $workflow }: { $rule } ({ $zone }), em pausa
    .unreadable = { $name }  { $workflow }: { $rule } ({ $zone }), não inicia nada: { $what ->
            [zone] o fuso não é conhecido
           *[rule] a regra não pode ser lida
        }. Defina-o de novo e depois: firma schedules resume { $name }
    .gone = { $name } se foi. O que começou segue.
