# O que venceu, e o que o segura.

retention = Por quanto tempo as coisas ficam.
    .dropped = Descartada: { $part }
    .over = { $part } ({ $kib } KiB) venceu em { $at }. "firma retention --apply" ou o próximo início a descarta.
    .open = { $part } ({ $kib } KiB) venceu em { $at } e fica: uma execução dela não está encerrada.
    .unsealed = { $part } ({ $kib } KiB) venceu em { $at } e fica até suas linhas serem seladas.
    .older = { $part } ({ $kib } KiB) venceu em { $at } e vai depois do que é mais antigo.
    .rest = { $part } guarda o que não é de nenhum mês com parte própria ({ $kib } KiB).
    .next = Partes que ainda não venceram: { $count }. A primeira é { $part }, em { $at }.
