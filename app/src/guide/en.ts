// The guide in English, in short.

import type { GuideText } from "./text";

export const en: GuideText = {
  "first-opening": {
    title: "Opening for the first time",
    about: "From the ward's link to the first meeting.",
    drawing: "A phone opens the link, Sen is put on the home screen, and a PIN is set.",
    parts: [
      {
        heading: "Begin",
        steps: [
          "Open the ward's link in Chrome, not in a private window. A code works once, for one person.",
          "Check the name, the role and the cell on the screen. If they are wrong, stop and tell the ward.",
          "Install Sen, then choose a PIN of 6 digits or more. Nobody else knows it, the ward neither.",
          "Several people on one phone have a name and a PIN each.",
        ],
      },
    ],
  },
  meeting: {
    title: "A meeting, from the beginning to handing in",
    about: "The seven steps, the resolution, and handing in.",
    drawing: "Seven steps in a row: prepare, roll, business, votes, minutes, score, adopt.",
    parts: [
      {
        heading: "The seven steps",
        steps: [
          "Open a meeting by its kind and day. Two phones that open the same one write into one record.",
          "Prepare: take the proposed items, add your own.",
          "Roll: tap whoever is there; give a reason for whoever is away; mark the rest as present.",
          "Business: tap who speaks and type what they say. Every letter is kept at once.",
          "Votes: type the figures. What does not fit is said at once.",
          "Minutes: put in what was recorded, then read it out.",
          "Score, then sign. Each obstacle before signing is a link.",
        ],
      },
      {
        heading: "Afterwards",
        steps: [
          "Look through the draft resolution and make tasks of what it assigns.",
          "Hand in. Two petals: the server has it. Three: the ward has seen it.",
        ],
      },
    ],
  },
  "no-line": {
    title: "When there is no line",
    about: "Write as always. Sen sends by itself later.",
    drawing: "A phone without a line goes on writing; a package goes to another phone as a file or as QR codes.",
    parts: [
      {
        heading: "Without a line",
        steps: [
          "Every screen works. The corner says how much only this phone has.",
          "If you cannot wait, make a package in the corner's page: only its reader can open it.",
          "Two different values in one place are both kept, and the cell chooses.",
        ],
      },
    ],
  },
  lost: {
    title: "When the phone is lost or broken",
    about: "Have it revoked, ask for a new code, get back what was sent.",
    drawing: "The ward revokes the old phone; a new phone takes a code and gets the records from the server.",
    parts: [
      {
        heading: "What to do",
        steps: [
          "Call the ward and have the old phone revoked.",
          "Ask for a new code and open it on the new phone.",
          "What was sent comes back. What only the old phone had does not.",
          "A revoked phone that is found can still hand in its unsent work as a package.",
        ],
      },
    ],
  },
};
