schedule_failed = Uma execução iniciada por um agendamento falhou.
    .told =
        O agendamento "{ $schedule }" não concluiu o que iniciou em { $at } ({ $workflow }). { $why }
        Para ver o que houve: firma flows show { $run }
        { $then }
    .call = Uma chamada de ferramenta de que precisa não foi feita.
    .why = Algo deu errado do nosso lado.
    .again = Resolvida a causa, acontece no próximo horário, ou já: firma schedules run { $schedule }
    .retry = Resolvida a causa, para continuar: firma flows retry { $run }
