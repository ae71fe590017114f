# Arquivos de respostas.

files = Arquivos.
    .saved = Arquivo: { $path }
    .gone = O arquivo { $name } não é mais guardado.
    .not_saved = O arquivo { $name } não pôde ser salvo aqui. Ele continua guardado: GET /v1/files/{ $id }
