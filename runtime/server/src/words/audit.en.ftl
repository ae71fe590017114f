# What the audit says of itself.

audit = The audit.
    .progress = { $rows } rows are as they were sealed so far.
    .sound = The audit is as it was sealed: { $rows } rows.
    .gone = Rows that went with their retention, as the owner of the database says: { $gone }
    .unsealed = Rows that are not sealed yet: { $unsealed }, the oldest of { $since }
    .head = Head of seal { $seq } ({ $at }), to keep elsewhere: { $hash }
    .nothing = Nothing is sealed yet. "firma serve" does it.
    .changed = This row is not what was sealed: "{ $act }" of { $at }, { $id }, in seal { $seal }.
    .removed = A row is missing that was sealed: the one of { $at }, { $id }, in seal { $seal }.
    .added = This row was put in later: "{ $act }", which says that it is of { $at }, { $id }, among those of seal { $seal }.
    .backdated = This row says that it is more than a day older than its place in the audit: "{ $act }" of { $at }, { $id }, in seal { $seal }. It was put in later, or a clock was set back.
    .seal-changed = Seal { $seal } is not what was written.
    .seal-missing = Seal { $seal } is missing.
    .head-missing = The head that you kept is not part of this audit: it lost its end, or it was written anew.
    .before = Before it { $rows } rows are as they were sealed.
    .unknown = unknown
