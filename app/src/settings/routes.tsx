// The screens of settings.

import type { Routes } from "../Screens";
import { ChangePin } from "./ChangePin";
import { Fingerprint } from "./Fingerprint";
import { Settings } from "./Settings";

export const SETTINGS: Routes = [
  ["/settings", Settings],
  ["/settings/pin", ChangePin],
  ["/settings/fingerprint", Fingerprint],
];
