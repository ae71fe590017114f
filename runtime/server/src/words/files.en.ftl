# Files of answers.

files = Files.
    .saved = File: { $path }
    .gone = The file { $name } is not kept any more.
    .not_saved = The file { $name } could not be saved here. It is still kept: GET /v1/files/{ $id }
