-- The chart of tasks asks for all that were due in a time, done ones among them; the column `due` is empty once a task is done.
DROP INDEX record_task_due;
CREATE INDEX record_task_due ON record_row (
    kind, json_extract(figures, '$.due'), readable, org, doc, state, on_day, due, decisions, figures -> '$.due',
    figures -> '$.done_on'
) WHERE kind = 5;
