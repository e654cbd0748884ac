// The screens of settings.

import type { Routes } from "../Screens";

export const SETTINGS: Routes = [];
