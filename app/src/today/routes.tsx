// The addresses of the first screen and of what it leads to.

import type { Routes } from "../Screens";
import { Remark } from "./Remark";
import { Today } from "./Today";

export const TODAY: Routes = [
  ["/", Today],
  ["/remarks/:id", ({ id = "" }) => <Remark id={id} />],
];
