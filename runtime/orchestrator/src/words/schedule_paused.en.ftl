schedule_paused = A schedule was paused because it cannot be read.
    .told =
        The schedule "{ $schedule }" ({ $workflow }) is paused and starts nothing: { $what ->
            [zone] its zone, "{ $zone }", is none that this Firma knows.
           *[rule] its rule, "{ $rule }", cannot be read, or never comes true.
        }
        To have it go on, set it again and resume it: firma schedules set { $schedule } --workflow { $set } --rule "30 9 * * mon-fri", with the times that you want, and then: firma schedules resume { $schedule }
