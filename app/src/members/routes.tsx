// The addresses of the register.

import type { Routes } from "../Screens";
import { MemberPage, MemberStatus } from "./MemberPage";
import { Members } from "./Members";
import { NewMember } from "./NewMember";

export const MEMBERS: Routes = [
  ["/members", Members],
  ["/members/new", NewMember],
  ["/members/:id", ({ id = "" }) => <MemberPage id={id} />],
  ["/members/:id/status", ({ id = "" }) => <MemberStatus id={id} />],
];
