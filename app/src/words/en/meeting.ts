// Words of the screens of meeting.

export const meeting = {};
