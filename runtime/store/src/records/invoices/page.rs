//! Invoices by pages, for programs.

use super::{Invoice, Invoices, Row, Status};
use crate::error::Error;

impl Invoices<'_> {
    /// The newest invoices, below a number; only those that stand so, if a status is named.
    pub async fn page(
        &mut self,
        status: Option<Status>,
        below: Option<i64>,
        most: i64,
    ) -> Result<Vec<Invoice>, Error> {
        let (company, today) = (self.0.company(), self.0.today());
        let sql = self.0.sql().await?;
        let rows = sqlx::query_as!(
            Row,
            "select i.id, i.number, c.name, i.currency, i.total, i.paid, i.refunded, i.held, i.due
                from invoices i
                join contacts c on c.organisation = $1 and c.id = i.contact
                where i.organisation = $1
                    and case $2::text
                        when 'open' then i.paid < i.total
                        when 'overdue' then i.paid < i.total and i.due < $3
                        when 'paid' then i.paid = i.total and i.refunded < i.paid
                        when 'refunded' then i.paid = i.total and i.refunded = i.paid
                        else true end
                    and ($4::bigint is null or i.number < $4)
                order by i.number desc
                limit $5",
            company,
            status.map(Status::word),
            today,
            below,
            most
        )
        .fetch_all(sql)
        .await?;
        rows.into_iter().map(Row::read).collect()
    }
}
