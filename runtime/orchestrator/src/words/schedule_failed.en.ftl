schedule_failed = A run that a schedule started failed.
    .told =
        The schedule "{ $schedule }" did not get done what it started on { $at } ({ $workflow }). { $why }
        To see what happened: firma flows show { $run }
        { $then }
    .call = A tool call that it needs was not done.
    .why = Something went wrong on our side.
    .again = Once the cause is gone it is done at its next time, or at once: firma schedules run { $schedule }
    .retry = Once the cause is gone, to have it go on: firma flows retry { $run }
