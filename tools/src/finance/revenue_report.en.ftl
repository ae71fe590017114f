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
    .also_this_month = current month | the current month | so far this month | this months | this month so far | month to date | mtd
    .also_last_month = previous month | the previous month | the last month | the past month | last months
    .also_this_year = current year | the current year | so far this year | year to date | ytd
    .also_last_year = previous year | the previous year | the past year
    .also_last_12_months = last twelve months | past twelve months | past 12 months | the last year or so | past year | the last 12 months
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
        | revenue
        | revenues <period>
        | revenues for <period>
        | revenue in <period>
        | revenue numbers
        | revenue numbers for <period>
        | revenue figures
        | revenue figures for <period>
        | revenue summary
        | revenue summary for <period>
        | revenue report of <period>
        | monthly revenue
        | yearly revenue
        | annual revenue
        | sales report
        | sales report for <period>
        | income report
        | income report for <period>
        | income <period>
        | earnings <period>
        | earnings report for <period>
        | what is our revenue
        | what was our revenue in <period>
        | what was our revenue for <period>
        | what was revenue in <period>
        | what were our revenues <period>
        | what did we make <period>
        | what did we earn <period>
        | how much did we make <period>
        | how much did we make in <period>
        | how much did we earn <period>
        | how much did we earn in <period>
        | how much did we bill <period>
        | how much did we take in <period>
        | how much money did we make <period>
        | how much money did we make in <period>
        | how much have we made <period>
        | how much have we earned <period>
        | how much revenue do we have <period>
        | how much revenue did we have in <period>
        | how much revenue came in <period>
        | how much came in <period>
        | how much came in in <period>
        | how much was our revenue <period>
        | how is our revenue
        | how is revenue <period>
        | how was our revenue <period>
        | how was revenue in <period>
        | ... in <period>
        | ... for <period>
        | ... from <period>
        | ... during <period>
        | ... of <period>
        | ... for the month of <period>
        | ... in the month of <period>
        | ... <period>
        | ... run
        | ... pull
        | ... pull up
        | ... generate
        | ... get
        | ... give
        | ... send
        | ... see
        | ... create
        | ... make
        | ... show
        | ... so far
        | what did we bring in <period>
        | how much did we bring in <period>
        | how much did we bring in
        | how did we do <period>
        | how did we do in <period>
        | how much have we brought in <period>
        | what have we made <period>
        | total revenue <period>
        | total revenue for <period>
        | takings <period>
        | turnover <period>
        | turnover for <period>
        | what is our turnover <period>
        | sales
        | sales <period>
        | sales in <period>
        | sales for <period>
        | what were our sales <period>
        | what were our sales in <period>
        | how were sales <period>
        | how much did we sell <period>
        | how much did we sell in <period>
        | how are we doing <period>
        | how are we doing
        | how are we doing in money
        | how are we doing moneywise <period>
        | how much money did we earn in <period>
        | how much money have we made <period>
        | how much money came in in <period>
        | how much money came in during <period>
        | how much did we bring in during <period>
        | what came in <period>
        | what came in in <period>
        | what came in during <period>
        | what did we take in <period>
        | what did we take <period>
        | chart of our income for <period>
        | chart of income <period>
        | chart of our sales for <period>
        | graph of the revenue <period>
        | graph of our revenue for <period>
        | income
        | earnings
        | our income for <period>
        | our earnings for <period>
        | financial report
        | financial report for <period>
        | finances <period>
        | money we made <period>
        | <period>'s revenue
        | <period> revenue
        | <period> sales
        | <period>'s sales
        | report for <period>
        | report of <period>
        | monthly report
        | monthly report for <period>
        | gross income <period>
        | takings
        | turnover
        | cash in <period>
        | ... month by month
        | ... monthly
        | ... money wise
        | ... moneywise
        | ... financially
        | ... chart
        | ... graph
        | ... report
        | ... numbers
        | ... total
        | ... in total
        | ... all in all
        | ... throughout <period>
        | ... back in <period>
        | what we earned <period>
        | what we earned in <period>
        | what we made <period>
        | what we made in <period>
        | what we sold <period>
        | what we billed <period>
        | what we took in <period>
        | how much we made <period>
        | how much we made in <period>
        | how much we earned <period>
        | how much we earned in <period>
        | how much we sold <period>
        | how much we brought in <period>
        | how much we brought in in <period>
        | how much we billed <period>
        | how much money we made <period>
        | how much we took in <period>
        | how we do <period>
        | how did business go <period>
        | how was business <period>
        | how is business
        | how much have we taken <period>
        | how much have we taken in <period>
        | how much have we taken in
        | how much have we got in <period>
        | how much money have we taken <period>
        | pull up the revenue
        | pull up revenue for <period>
        | bring up the revenue
        | bring up revenue for <period>
        | give me the numbers for <period>
        | numbers for <period>
        | how much did we pull in <period>
        | how much did we pull in in <period>
        | how much did we gross <period>
        | how much did we collect <period>
        | how much did we rake in <period>
        | how much have we pulled in <period>
        | how much have we earned so far <period>
        | how much has come in <period>
        | what has come in <period>
        | what is the total for <period>
        | what did <period> look like
        | how did <period> go
        | how much money have we got in <period>
        | monthly breakdown <period>
        | revenue breakdown <period>
        | revenue breakdown
        | ... we have
        | ... as a chart
        | ... in a chart
        | ... broken down by month
        | ... each month
        | what we make in <period>
        | what did we make in <period>
        | how we do in <period>
        | what have we made in <period>
