// The screens of safety: what is where, and the ways to the ward without a connection.

import type { Routes } from "../Screens";

export const SAFETY: Routes = [];
