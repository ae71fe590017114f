http = What is said when another system does not do what it is asked.
    .refused = { $host } refuses the request ({ $status }).
    .unreadable = The answer of { $host } is not what was expected: { $error }.
