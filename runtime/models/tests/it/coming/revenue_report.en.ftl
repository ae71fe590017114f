revenue_report = Shows the revenue by month: what was paid less what was given back, with a chart.
    .card = Show the revenue from { $from } to { $until }.
    .answer = Revenue from { $from } to { $until }: { $revenue } ({ $received } received less { $refunded } given back).
    .empty = No money came in or went out from { $from } to { $until }.
    .columns = month: Month | received: Received | refunded: Given back | revenue: Revenue | bar: Chart
    .note_sample = There is sample data in these figures.
    .picture = Revenue by month, in { $currency }
    .what_counts = Paid less given back, from { $from } to { $until }, in the zone { $zone }
    .file = revenue
    .no_period = “{ $period }” is no period. Give a month (2026-03), a year (2026) or one of: this month, last month, this year, last year, last 12 months.
    .not_begun = “{ $period }” has not begun yet. Of which period is the report?
    .value_this_month = this month
    .value_last_month = last month
    .value_this_year = this year
    .value_last_year = last year
    .value_last_12_months = last 12 months
    .also_this_month = current month
    .also_last_month = previous month
    .also_this_year = current year
    .also_last_year = previous year
    .also_last_12_months = last twelve months | past twelve months | past 12 months
    .example = Revenue report for this year
    .ask_period = Of which period?
    .phrases =
        revenue report
        | revenue report <period>
        | revenue report for <period>
        | report of the revenue <period>
        | show the revenue
        | show the revenue <period>
        | show the revenue for <period>
        | revenue by month
        | revenue per month
        | revenue <period>
        | revenue for <period>
        | chart of the revenue
        | revenue chart
        | revenue chart for <period>
        | what is the revenue <period>?
        | what was the revenue <period>
        | how much revenue did we make <period>
        | how much money came in <period>
        | ... in the <period>
        | ... of the <period>
        | ... over the <period>
        | ... by month
