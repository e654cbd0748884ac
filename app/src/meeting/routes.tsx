// The addresses of the screens of a meeting.

import type { Routes } from "../Screens";
import "./screens.css";
import { About } from "./About";
import { Adopt } from "./Adopt";
import { Business } from "./Business";
import { HandIn } from "./HandIn";
import { ItemPage } from "./ItemPage";
import { Meetings } from "./Meetings";
import { Minutes } from "./Minutes";
import { Move } from "./Move";
import { NewMeeting } from "./NewMeeting";
import { NewVote } from "./NewVote";
import { PaperPage } from "./PaperPage";
import { Prepare } from "./Prepare";
import { Resolution } from "./Resolution";
import { Roll } from "./Roll";
import { Scoring } from "./Scoring";
import { Thread } from "./Thread";
import { VotePage } from "./VotePage";
import { Votes } from "./Votes";

export const MEETING: Routes = [
  ["/meetings", Meetings],
  ["/meetings/new", NewMeeting],
  ["/meetings/:id", ({ id = "" }) => <Thread id={id} />],
  ["/meetings/:id/about", ({ id = "" }) => <About id={id} />],
  ["/meetings/:id/move", ({ id = "" }) => <Move id={id} />],
  ["/meetings/:id/prepare", ({ id = "" }) => <Prepare id={id} />],
  ["/meetings/:id/roll", ({ id = "" }) => <Roll id={id} />],
  ["/meetings/:id/business", ({ id = "" }) => <Business id={id} />],
  ["/meetings/:id/business/:item", ({ id = "", item = "" }) => <ItemPage id={id} item={item} />],
  ["/meetings/:id/votes", ({ id = "" }) => <Votes id={id} />],
  ["/meetings/:id/votes/new", ({ id = "" }) => <NewVote id={id} />],
  ["/meetings/:id/votes/:vote", ({ id = "", vote = "" }) => <VotePage id={id} vote={vote} />],
  ["/meetings/:id/minutes", ({ id = "" }) => <Minutes id={id} />],
  ["/meetings/:id/score", ({ id = "" }) => <Scoring id={id} />],
  ["/meetings/:id/adopt", ({ id = "" }) => <Adopt id={id} />],
  ["/meetings/:id/resolution", ({ id = "" }) => <Resolution id={id} />],
  ["/meetings/:id/hand-in", ({ id = "" }) => <HandIn id={id} />],
  ["/paper/:id", ({ id = "" }) => <PaperPage id={id} />],
  ["/paper/:id/:form", ({ id = "", form = "" }) => <PaperPage id={id} form={form} />],
];
