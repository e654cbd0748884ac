// The screens of safety: what is where, and the ways to the ward without a connection.

import type { Routes } from "../Screens";
import { Colleagues } from "./Colleagues";
import { HandIn } from "./HandIn";
import { OtherPhone } from "./OtherPhone";
import { Safety } from "./Safety";

export const SAFETY: Routes = [
  ["/safety", Safety],
  ["/safety/hand-in", HandIn],
  ["/safety/other-phone", OtherPhone],
  ["/safety/qr", OtherPhone],
  ["/safety/colleagues", Colleagues],
];
