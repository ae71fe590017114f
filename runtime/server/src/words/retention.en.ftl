# What is over, and what keeps it.

retention = How long things are kept.
    .dropped = Dropped: { $part }
    .over = { $part } ({ $kib } KiB) is over since { $at }. "firma retention --apply" or the next start drops it.
    .open = { $part } ({ $kib } KiB) is over since { $at } and stays: a run of it is not closed.
    .unsealed = { $part } ({ $kib } KiB) is over since { $at } and stays until its rows are sealed.
    .older = { $part } ({ $kib } KiB) is over since { $at } and goes after what is older.
    .rest = { $part } holds what is of no month that has a part ({ $kib } KiB).
    .next = Parts that are not over yet: { $count }. The first is { $part }, at { $at }.
