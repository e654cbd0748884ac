// Words of the frame: the bar, the start, who is at the phone, safety and settings.

export const shell = {
  mainParts: "Main parts",
  tabs: { today: "Today", meetings: "Meetings", members: "Members", tasks: "Tasks" },
  me: "Switch person, settings",
  notFound: "There is no such page",
  notFoundNote: "This address opens no page of Sen.",
  line: { offline: "No network", sending: "Sending", failed: "Not sent yet", good: "Written", unmet: "Server not met", asking: "Asking the server", revoked: "Revoked", unknown: "Needs a new code", held: "Something is held" },
  pull: { begun: "Pull down to send and receive", far: "Let go to send and receive" },
  unsent: (n: number) => (n === 1 ? "1 record not sent" : `${n} records not sent`),
  nothingUnsent: "All sent",
  starting: { window: "Looking whether another window has the book open.", load: "Getting the engine. The first time, about 2 MB are downloaded.", engine: "Starting the engine." },
};
