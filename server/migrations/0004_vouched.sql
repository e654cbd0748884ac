-- What an entry says of the rows the chain vouches for; covered by its hash. NULL for entries that touch none.
ALTER TABLE audit ADD COLUMN rows BLOB;
