// The addresses of the guide.

import type { Routes } from "../Screens";
import { Guide, GuideChapter } from "./Guide";

export const GUIDE: Routes = [
  ["/guide", Guide],
  ["/guide/:chapter", ({ chapter = "" }) => <GuideChapter chapter={chapter} />],
];
