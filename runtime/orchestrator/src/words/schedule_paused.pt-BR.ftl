schedule_paused = Um agendamento foi pausado porque não pode ser lido.
    .told =
        O agendamento "{ $schedule }" ({ $workflow }) está em pausa e não inicia nada: { $what ->
            [zone] esta Firma não conhece o fuso dele, "{ $zone }".
           *[rule] a regra dele, "{ $rule }", não pode ser lida ou nunca chega.
        }
        Para que continue, defina-o de novo e retome-o: firma schedules set { $schedule } --workflow { $set } --rule "30 9 * * mon-fri", com os horários que quiser, e depois: firma schedules resume { $schedule }
