# Registers, search, exports
search-title = Search
search-label = Search all records you may read
search-hint = A name, a card number, a word of minutes or a resolution. Marks are not needed.
search-count = { $n ->
    [one] { $n } record
   *[other] { $n } records
}
search-none = No record you may read holds these words. Try fewer, or without marks.
search-all = See all
search-more = { $n } more; type another word to narrow them down.
export-xlsx = Download a workbook (.xlsx)
export-csv = Download CSV
records-due = Due
