export_table = Exports what was just listed for a spreadsheet (CSV).
    .card = Export what was listed.
    .answer =
        { $of ->
            [invoices] { $count ->
                [one] One invoice is
               *[other] { $count } invoices are
            }
           *[leads] { $count ->
                [one] One lead is
               *[other] { $count } leads are
            }
        } in { $name }, with the columns { $columns }.{ $more ->
            [0] { "" }
           *[other] { " " }{ $more } more did not fit: list fewer at a time.
        }
    .nothing_listed = Nothing was listed in this conversation yet. List the leads or the invoices, and I export the list.
    .no_rows = The last list of this conversation is empty now; there is nothing to export.
    .file_leads = leads
    .file_invoices = invoices
    .example = Export it as a spreadsheet
    .phrases =
        export it as a spreadsheet
        | export as a spreadsheet
        | export to a spreadsheet
        | export as csv
        | export to csv
        | export to excel
        | export the list
        | export this list
        | export the table
        | export
        | make a spreadsheet
        | make a csv
        | create a spreadsheet
        | give a spreadsheet
        | send a spreadsheet
        | download the list
        | download as a spreadsheet
        | download as csv
        | export the leads as a spreadsheet
        | export the invoices as a spreadsheet
        | export it
        | export that
        | export these
        | export them
        | export results
        | csv
        | spreadsheet
        | excel
        | download it
        | download that
        | download the table
        | download these
        | save the list to a file
        | ... it
        | ... that
        | ... these
        | ... those
        | ... them
        | ... list
        | ... table
        | ... file
        | ... results
        | ... rows
        | ... data
        | ... above
        | ... format
        | ... download
        | ... send
        | ... give
        | ... get
        | ... make
        | ... create
        | ... generate
        | ... save
        | ... turn into
        | ... convert into
        | ... put
        | ... email
        | ... have
        | ... version
        | ... copy
        | ... the leads
        | ... the invoices
        | ... you showed
        | ... you listed
        | ... you just listed
        | ... what was listed
        | spreadsheet of that
        | in a spreadsheet
        | as a spreadsheet
        | as csv
        | in csv
        | in excel
        | to excel
        | as an excel file
        | an excel file
        | as a file
        | save the table as a file
        | save the list as a file
        | save as a file
        | save as csv
        | save as a spreadsheet
        | put it in a spreadsheet
        | get that in a spreadsheet
        | send it as a spreadsheet
        | send it as csv
        | email as a spreadsheet
        | xls
        | xlsx
        | google sheets
        | sheet of that
        | csv of that
        | csv of the list
        | file with that list
        | ... to me
        | ... this
        | ... this table
        | ... this list
        | ... last list
        | ... excel
        | ... spreadsheet
        | ... csv
        | ... a file
        | ... of the list
        | ... to my computer
