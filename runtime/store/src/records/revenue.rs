//! What came in and what was given back, by month.

use chrono::NaiveDate;

use super::Records;
use crate::error::Error;

/// The money that moved in the company.
#[derive(Debug)]
pub struct Revenue<'r>(pub(super) &'r mut Records);

/// A month in which money moved. Amounts are in the minor unit of the company's currency.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Month {
    /// Its first day.
    pub first: NaiveDate,
    /// What was paid.
    pub received: i64,
    /// What was given back.
    pub refunded: i64,
    /// Whether some of it is of sample data.
    pub sample: bool,
}

impl Revenue<'_> {
    /// The months from the one of `first` to the one before `after` in which money moved, in order.
    ///
    /// A payment counts in the month in which it was recorded, and a refund that happened, or that the
    /// provider has taken on, in the month in which it was set aside; the month is that of the company's
    /// zone. Amounts in another currency than the company's do not count.
    pub async fn by_month(
        &mut self,
        first: NaiveDate,
        after: NaiveDate,
    ) -> Result<Vec<Month>, Error> {
        let company = self.0.company();
        let organisation = self.0.organisation();
        let (zone, currency) = (organisation.zone.name(), organisation.currency.code());
        let sql = self.0.sql().await?;
        let rows = sqlx::query!(
            r#"select date_trunc('month', m.at at time zone $2)::date as "first!",
                    sum(m.received)::bigint as "received!", sum(m.refunded)::bigint as "refunded!",
                    bool_or(m.sample) as "sample!"
                from (
                    select p.at, p.minor as received, 0 as refunded, i.demo as sample
                    from payments p
                    join invoices i on i.organisation = $1 and i.id = p.invoice
                    where p.organisation = $1 and i.currency = $3
                        and p.at >= $4::date::timestamp at time zone $2
                        and p.at < $5::date::timestamp at time zone $2
                    union all
                    select r.at, 0, r.minor, i.demo
                    from refunds r
                    join invoices i on i.organisation = $1 and i.id = r.invoice
                    where r.organisation = $1 and i.currency = $3
                        and r.state in ('pending', 'done', 'unknown')
                        and r.at >= $4::date::timestamp at time zone $2
                        and r.at < $5::date::timestamp at time zone $2
                ) m
                group by 1 order by 1"#,
            company,
            zone,
            currency,
            first,
            after
        )
        .fetch_all(sql)
        .await?;
        let months = rows.into_iter().map(|row| Month {
            first: row.first,
            received: row.received,
            refunded: row.refunded,
            sample: row.sample,
        });
        Ok(months.collect())
    }
}
