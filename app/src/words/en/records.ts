// Words of the screens of records.

export const records = {};
