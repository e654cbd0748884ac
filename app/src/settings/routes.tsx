// The screens of settings.

import type { Routes } from "../Screens";
import { ChangePin } from "./ChangePin";
import { Settings } from "./Settings";

export const SETTINGS: Routes = [
  ["/settings", Settings],
  ["/settings/pin", ChangePin],
];
