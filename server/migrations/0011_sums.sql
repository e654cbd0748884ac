-- What the grid of months, the charts and the register sum up over all records of the ward: from these indexes alone, without
-- reading the rows. Kinds by their numbers: 1 is a meeting, 2 a member, 5 a task.
CREATE INDEX record_met ON record_row (
    kind, on_day, readable, org, doc, state, due, decisions,
    figures -> '$.kind', figures -> '$.handed', figures -> '$.adopted', figures -> '$.present', figures -> '$.required',
    figures -> '$.points'
) WHERE kind = 1;
CREATE INDEX record_task_due ON record_row (
    kind, due, readable, org, doc, state, on_day, decisions, figures -> '$.done_on'
) WHERE kind = 5;
CREATE INDEX record_person ON record_row (
    kind, readable, json_extract(figures, '$.superseded_by'), json_extract(figures, '$.status'),
    json_extract(figures, '$.joined_on'), json_extract(figures, '$.birth_date'), json_extract(figures, '$.card_number'),
    decisions, org
) WHERE kind = 2;
