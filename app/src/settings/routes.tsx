// The screens of settings.

import type { Routes } from "../Screens";
import { ChangePin } from "./ChangePin";
import { Fingerprint } from "./Fingerprint";
import { NewCode } from "./NewCode";
import { People } from "./People";
import { Settings } from "./Settings";

export const SETTINGS: Routes = [
  ["/settings", Settings],
  ["/settings/pin", ChangePin],
  ["/settings/fingerprint", Fingerprint],
  ["/settings/people", People],
  ["/settings/code", NewCode],
];
