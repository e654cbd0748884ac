-- What the ward said of the meetings of two years, for the grid of months: read from this index alone. 6 is a review.
CREATE INDEX record_judged ON record_row (kind, on_day, state, about, org) WHERE kind = 6;
