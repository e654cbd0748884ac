// The guide in English, part by part as it is in Vietnamese.

import type { GuideText } from "./text";

export const en: GuideText = {
  "first-opening": {
    title: "Opening for the first time",
    about: "From the ward's link to the first meeting.",
    parts: [
      {
        heading: "Before you begin",
        pictures: [["who", "The first screen: whom the code is for."]],
        steps: [
          "The ward sends you a link or a QR code. Each code works once, for one person.",
          "Open the link in Chrome. If it opens inside Zalo, tap “Open in Chrome” first.",
          "Do not use a private window: the browser deletes everything when it is closed.",
        ],
      },
      {
        heading: "Install and choose a PIN",
        pictures: [["pin", "The PIN is chosen on the screen's own pad."]],
        steps: [
          "Look at the name, the post and the cell on the screen. If they are wrong, stop and tell the ward.",
          "Tap “Install on this phone”. From then on Sen opens without a network.",
          "Choose a PIN of 6 digits or more. It locks the book on this phone; nobody else knows it, the ward neither.",
          "Several people on one phone have a name and a PIN each.",
        ],
      },
      {
        heading: "Do at once",
        pictures: [["today", "Today's screen. The corner at the top right says that everything is sent."]],
        steps: [
          "Look whether everybody is among the members. The roll is called from that list.",
          "Set a screen lock on the phone.",
          "Wait until the corner says that everything is sent, then turn the network off.",
        ],
      },
    ],
  },
  meeting: {
    title: "A meeting, from the beginning to handing in",
    about: "The seven steps, the resolution, and handing in.",
    parts: [
      {
        heading: "Before the meeting",
        pictures: [["thread", "A meeting's page: seven steps, the present one framed."]],
        steps: [
          "On Today or Meetings tap “Open a new meeting”. Choose the kind and the day, tap “Open”. Two phones that open the same one write into one meeting.",
          "Prepare: untick what Sen proposes and is not on tonight, take the rest, then add, change and move items.",
          "Note the chair, the minute-taker and the place under “Change”.",
        ],
      },
      {
        heading: "At the meeting",
        pictures: [
          ["roll", "The roll: a tap on a name is present."],
          ["votes", "A vote: the figures, their sum and the result."],
        ],
        steps: [
          "Tap “Open” on the meeting's page to note when it began, or note the time under “Change”.",
          "Roll: tap whoever is there. For whoever is not, tap “Away” and choose a reason. At the end tap “The rest is present”.",
          "Business: at each item tap “Speaker”, choose a name and type what was said. Every letter is kept at once.",
          "Votes: type the figures. What does not fit is said at once, with how many are too many or missing.",
          "Minutes: tap “Put in what was recorded” to bring the roll, what was said and the votes to where you write, then read it out to the cell.",
          "Score: lines that Sen can work out stand there with the reason. The cell gives the others.",
        ],
      },
      {
        heading: "Sign and hand in",
        pictures: [
          ["signing", "Two signatures at the step Adopt."],
          ["safe", "One, two, three petals: where it is."],
        ],
        steps: [
          "When the meeting is over, tap “Close” on its page.",
          "Adopt: Sen lists what stands in the way; tap each to mend it. Then sign.",
          "The second person signs on this phone with their own PIN, or on another. Read the digest to each other: the same digest is the same text.",
          "Resolution: look through the draft, change it part by part, make tasks of it.",
          "Tap “Hand in”. Two filled petals: the server has it. Three: the ward has seen it.",
          "For paper tap “See and print”, or make a Word file.",
        ],
      },
    ],
  },
  "no-line": {
    title: "When there is no line",
    about: "Write as always. Sen sends by itself later.",
    parts: [
      {
        heading: "Write as always",
        pictures: [["offline", "The corner at the top right says that there is no network and how much is not sent."]],
        steps: [
          "Every screen works without a network. There is no Save button: each letter is on the phone when it is typed.",
          "The corner always says how much only this phone has. If the phone is lost, that is lost.",
          "When the network is back, Sen sends by itself. You need to do nothing.",
        ],
      },
      {
        heading: "If it cannot wait",
        pictures: [["ways", "The safety page: the ways to send without a network."]],
        steps: [
          "Tap the corner. “Hand in by file” makes a file for the ward, “Carry over to another phone” a package for the phone you choose. Both are locked: only their reader opens them.",
          "Send the file by Zalo, put it on a card, or have the other phone scan the QR codes. When the ward sends its answer back, tap “Take in the answer”.",
          "Sending twice does no harm: it is taken once.",
        ],
      },
      {
        heading: "Two phones write",
        pictures: [["conflict", "Two phones wrote two figures: the right one is chosen."]],
        steps: [
          "What two people write in different places is put together.",
          "Two different figures in one place are both kept, and the cell chooses.",
          "Minutes are merged letter by letter. Read again where two people typed.",
        ],
      },
    ],
  },
  lost: {
    title: "When the phone is lost or broken",
    about: "Have it revoked, ask for a new code, get back what was sent.",
    parts: [
      {
        heading: "At once",
        pictures: [],
        steps: [
          "Call the ward and have the old phone revoked. It sends and receives nothing any more.",
          "The book on the old phone is locked by the PIN. Whoever finds it cannot read it without the PIN.",
        ],
      },
      {
        heading: "On a new phone",
        pictures: [["code", "The new phone scans the ward's code."]],
        steps: [
          "Ask the ward for a new code and open its link on the new phone as the first time.",
          "What was sent to the server comes back by itself. What only the old phone had cannot be brought back.",
          "What others of the cell have comes back as well.",
        ],
      },
      {
        heading: "If the old phone is found",
        pictures: [["revoked", "What the revoked phone says."]],
        steps: [
          "Open Sen and give the PIN. What was not sent can still be handed in, though the phone is revoked: tap the corner, “Hand in by file”.",
          "Nobody opens the book again without its PIN, but what was not sent is locked and ready: tap “Forgotten PIN”, make a file for the ward, then ask for a new code.",
        ],
      },
    ],
  },
};
